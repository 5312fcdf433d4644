"""Speech to text over Azure's websocket protocol."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Mapping, Sequence

from aiohttp import WSCloseCode, web

from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.fault_kinds import AnswerNoMatch
from voicelab.embedded.host import Host
from voicelab.embedded.speech.channel import Channel, ChannelTurn, open_channel
from voicelab.embedded.speech.framing import ProtocolMessage, to_ticks
from voicelab.embedded.speech.not_offered import check_recognition
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ, PcmDecoder
from voicelab.embedded.speech.phrases import hypothesis, phrase, silence
from voicelab.embedded.speech.recognition_request import MEETING, RecognitionRequest
from voicelab.embedded.speech.speaker_names import GuestBook, SpeakerNames
from voicelab.event_loop import within

__all__ = ["recognition_routes"]

_WAITING_MESSAGES = 64
_RESUMED_END_SECONDS = 0.25


def recognition_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""
    book = GuestBook()

    async def recognise(request: web.Request) -> web.StreamResponse:
        mode = request.match_info.get("mode", "")
        async with open_channel(request, "recognition", host) as channel:
            await _RecognitionConnection(host, channel, mode, request.query, book).run()
        return channel.response

    modes = "{mode:interactive|conversation|dictation}"
    return [
        web.get(prefix + path, recognise)
        for prefix in ("", "/stt")
        for path in (
            f"/speech/recognition/{modes}/cognitiveservices/v1",
            "/speech/universal/v2",
            f"/speech/recognition/{{mode:{MEETING}}}",
        )
    ]


class _RecognitionConnection:
    """The turns of one connection, one at a time."""

    def __init__(
        self, host: Host, channel: Channel, mode: str, query: Mapping[str, str], book: GuestBook
    ) -> None:
        self._host = host
        self._channel = channel
        self._mode = mode
        self._query = query
        self._book = book
        self._audio: asyncio.Queue[bytes] = asyncio.Queue()
        self._turn_id = ""
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        try:
            async with self._channel.closing_on_error():
                async for message in self._channel.messages():
                    await self._handle(message)
        finally:
            await self._cancel()

    async def _handle(self, message: ProtocolMessage) -> None:
        if message.path == "speech.context":
            await self._cancel()
            check_recognition(self._query, message.json, self._host.custom_models)
            request = RecognitionRequest.read(self._mode, self._query, message.json)
            self._turn_id = message.request_id
            self._audio = asyncio.Queue(_WAITING_MESSAGES)
            turn = _RecognitionTurn(
                self._host, self._channel.turn(message.request_id), request, self._audio, self._book
            )
            self._task = asyncio.ensure_future(self._run(turn))
        elif message.path == "audio" and message.request_id == self._turn_id and self._task is not None:
            await self._enqueue(message.body if isinstance(message.body, bytes) else b"")

    async def _enqueue(self, audio: bytes) -> None:
        if not self._audio.full():
            self._audio.put_nowait(audio)
            return
        # A full queue holds back the socket; a turn that is over reads no more.
        putting = asyncio.ensure_future(self._audio.put(audio))
        assert self._task is not None
        try:
            await asyncio.wait({putting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            putting.cancel()
            await asyncio.gather(putting, return_exceptions=True)

    async def _run(self, turn: _RecognitionTurn) -> None:
        # As an error of the request: after any other, the SDK waits a minute in silence.
        async with self._channel.closing_on_error(WSCloseCode.INVALID_TEXT):
            with self._host.capacity.taken("recognition"):
                await turn.run()

    async def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None


class _RecognitionTurn:
    """One stream of speech, from ``turn.start`` to ``turn.end``."""

    def __init__(
        self,
        host: Host,
        turn: ChannelTurn,
        request: RecognitionRequest,
        audio: asyncio.Queue[bytes],
        book: GuestBook,
    ) -> None:
        self._host = host
        self._turn = turn
        self._request = request
        self._audio = audio
        self._book = book
        self._speakers: SpeakerNames | None = None
        self._received_seconds = 0.0
        self._quiet_since_seconds = 0.0
        self._speaking = False
        self._any_speech = False

    async def run(self) -> None:
        engines = await self._host.engines()
        if self._request.speakers_of is not None:
            guests = self._book.of(self._request.speakers_of)
            self._speakers = SpeakerNames(self._host, engines.speakers, guests)
        await self._turn.send("turn.start", {"context": {"serviceTag": uuid.uuid4().hex}})
        stream = await self._host.call(
            engines.recognition.stream,
            language=self._request.language,
            end_silence_seconds=self._request.end_silence_seconds,
            phrases=self._request.phrases,
            candidate_languages=self._request.candidate_languages,
            detailed=self._request.detailed or self._request.word_timings,
        )
        if not await self._feed(stream):
            await self._end_audio()
        await self._turn.send("turn.end", {})

    async def _feed(self, stream: RecognitionStream) -> bool:
        """Feed the recognizer until the audio ends, or the turn does (then `True`)."""
        decoder = PcmDecoder()
        while data := await self._next_audio():
            samples = decoder.decode(data)
            if not len(samples):
                continue
            seconds = len(samples) / ENGINE_RATE_HZ
            self._received_seconds += seconds
            if self._speakers is not None:
                self._speakers.hear(samples)
            if (
                await self._report(await self._host.call(stream.feed, samples))
                or await self._initial_silence_is_over()
            ):
                return True
            await self._turn.count_audio(seconds)
        rest = decoder.finish()
        if self._speakers is not None:
            self._speakers.hear(rest)
        last = list(await self._host.call(stream.feed, rest)) if len(rest) else []
        return await self._report([*last, *await self._host.call(stream.finish)])

    async def _next_audio(self) -> bytes:
        """Return the next audio; none at all is the end of the stream.

        A client that resumes sends the empty message that ended the turn before once more, in the midst
        of its audio: there it is the end only if nothing follows.
        """
        data = await self._audio.get()
        try:
            while not data and self._request.resumed:
                data = await within(_RESUMED_END_SECONDS, self._audio.get())
        except asyncio.TimeoutError:
            return b""
        return data

    async def _report(self, transcripts: Sequence[Transcript]) -> bool:
        for transcript in transcripts:
            if not transcript.final:
                await self._begin_speech(transcript)
                if transcript.text:
                    speaker = await self._speaker(transcript)
                    body = hypothesis(transcript, self._request, speaker=speaker)
                    await self._turn.send("speech.hypothesis", body)
            else:
                await self._end_speech(transcript)
                if self._request.one_shot:
                    return True
        return False

    async def _begin_speech(self, transcript: Transcript) -> None:
        self._speaking = True
        if not self._any_speech:
            self._any_speech = True
            await self._turn.send("speech.startDetected", {"Offset": to_ticks(transcript.start_seconds)})

    async def _end_speech(self, transcript: Transcript) -> None:
        await self._begin_speech(transcript)
        self._speaking = False
        self._quiet_since_seconds = self._received_seconds
        if self._request.one_shot:
            await self._turn.send("speech.endDetected", {"Offset": to_ticks(transcript.end_seconds)})
        no_match = self._host.faults.pop("recognition", AnswerNoMatch) is not None
        speaker = await self._speaker(transcript)
        body = phrase(transcript, self._request, no_match=no_match, speaker=speaker)
        await self._turn.send("speech.phrase", body)

    async def _speaker(self, transcript: Transcript) -> str | None:
        return None if self._speakers is None else await self._speakers.name(transcript)

    async def _end_audio(self) -> None:
        if self._request.one_shot:
            status = "NoMatch" if self._any_speech else "InitialSilenceTimeout"
        else:
            # Clients take this as the end of the turn's audio: in mid-turn it would make them start anew.
            await self._turn.send("speech.endDetected", {"Offset": to_ticks(self._received_seconds)})
            status = "EndOfDictation"
        await self._turn.send("speech.phrase", silence(status, self._received_seconds))

    async def _initial_silence_is_over(self) -> bool:
        limit = self._request.initial_silence_seconds
        if limit is None or self._speaking or self._received_seconds - self._quiet_since_seconds < limit:
            return False
        self._quiet_since_seconds = self._received_seconds
        await self._turn.send("speech.phrase", silence("InitialSilenceTimeout", self._received_seconds))
        return self._request.one_shot
