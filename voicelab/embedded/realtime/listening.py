"""Listening: finds the turns in the sound that a client appends, and makes items of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.fault_kinds import AnswerNoMatch
from voicelab.embedded.realtime.content_parts import ContentPart, HeardSpeech
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.input_audio import InputBuffer, InputDecoder
from voicelab.embedded.realtime.recognising import recognition_stream
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.turn_judging import is_turn_over
from voicelab.errors import VoicelabError

__all__ = ["Ear", "TurnListener"]

_PIECE_SECONDS = 0.1
_WAITING_JOBS = 512
_KEPT_SECONDS = 15.0
"""How much sound without speech is kept for a commit of the client's, where turns are found."""


class TurnListener(Protocol):
    """What is told of turns."""

    async def speech_started(self) -> None:
        """Take note that the user speaks."""
        ...

    async def turn_over(self, item: ConversationItem, *, wants_reply: bool) -> None:
        """Take note of what the user said; its words may still be to come."""
        ...


@dataclass(slots=True)
class _Job:
    """What is to be done, in the order in which it was asked for."""

    kind: Literal["audio", "commit", "clear", "configure", "idle"]
    audio: bytes = b""
    done: asyncio.Future[None] | None = None
    options: SessionOptions | None = None
    silent_from_seconds: float = 0.0


@dataclass(slots=True)
class _Turn:
    """What the user is saying."""

    item: ConversationItem
    start_seconds: float
    finals: list[Transcript] = field(default_factory=list)
    waits_until_seconds: float | None = None
    """In a pause that may be the turn's end: until when more is waited for."""


class Ear:
    """Hears one connection; `run` is its task, in which all that follows from the sound happens."""

    def __init__(self, state: SessionState, listener: TurnListener) -> None:
        self._state = state
        self._options = state.options
        self._listener = listener
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue(_WAITING_JOBS)
        self._buffer = InputBuffer()
        self._buffer.form = state.options.input_format
        self._decoder = InputDecoder(state.options.input_format)
        self._stream: RecognitionStream | None = None
        self._stream_start = 0.0
        self._turn: _Turn | None = None
        self._finals: list[Transcript] = []
        """Without turn detection: what was said since the last commit."""

    @property
    def is_in_speech(self) -> bool:
        """Whether the user is speaking."""
        return self._turn is not None

    @property
    def position_seconds(self) -> float:
        """How much sound was heard."""
        return self._buffer.position_seconds

    async def hear(self, audio: bytes) -> None:
        """Take sound; where very much of it waits already, this waits as well."""
        await self._jobs.put(_Job("audio", audio))

    async def commit(self) -> None:
        """Make an item of what was appended.

        Raises
        ------
        InvalidRequestError
            It is too little.
        """
        await self._wait_for(_Job("commit"))

    async def clear(self) -> None:
        """Drop what was appended."""
        await self._wait_for(_Job("clear"))

    async def configure(self, options: SessionOptions) -> None:
        """Go on with other options."""
        await self._jobs.put(_Job("configure", options=options))

    async def idle(self, silent_from_seconds: float) -> None:
        """Make an item of the silence since a time: nobody has spoken for long."""
        await self._jobs.put(_Job("idle", silent_from_seconds=silent_from_seconds))

    async def run(self) -> None:
        """Do what is asked for, until it is cancelled.

        Raises
        ------
        VoicelabError
            The engines cannot be made, or the recognizer fails.
        """
        while True:
            job = await self._jobs.get()
            try:
                await self._do(job)
            except InvalidRequestError as error:
                if job.done is None:
                    raise
                job.done.set_exception(error)
            else:
                if job.done is not None and not job.done.done():
                    job.done.set_result(None)

    async def _wait_for(self, job: _Job) -> None:
        job.done = asyncio.get_running_loop().create_future()
        await self._jobs.put(job)
        await job.done

    async def _do(self, job: _Job) -> None:
        if job.kind == "audio":
            size = 2 * round(_PIECE_SECONDS * self._buffer.form.bytes_per_second / 2)
            for place in range(0, len(job.audio), size):
                await self._hear_piece(job.audio[place : place + size])
        elif job.kind == "commit":
            await self._commit(job)
        elif job.kind == "clear":
            self._forget()
            self._buffer.clear()
            await self._state.writer.send("input_audio_buffer.cleared")
        elif job.kind == "idle":
            await self._commit_silence(job.silent_from_seconds)
        elif job.options is not None:
            self._configure(job.options)

    def _configure(self, options: SessionOptions) -> None:
        before, self._options = self._options, options
        heard_alike = all(
            getattr(before, name) == getattr(options, name)
            for name in ("turn_detection", "input_format", "languages", "phrases", "tells_phrases")
        )
        if not heard_alike:
            self._forget()
        if before.input_format != options.input_format:
            self._buffer.clear()
            self._buffer.form = options.input_format

    def _forget(self) -> None:
        """Begin anew to listen."""
        self._stream, self._turn, self._finals = None, None, []
        self._decoder = InputDecoder(self._options.input_format)

    async def _hear_piece(self, piece: bytes) -> None:
        if self._stream is None:
            self._stream_start = self._buffer.position_seconds
            self._stream = await recognition_stream(self._state.host, self._options)
        self._buffer.add(piece)
        samples = self._decoder.decode(piece)
        if len(samples):
            await self._heard(await self._state.host.call(self._stream.feed, samples))
        turn = self._turn
        if turn is None:
            if self._options.turn_detection is not None:
                self._buffer.keep_last(_KEPT_SECONDS)
        elif turn.waits_until_seconds is not None and self.position_seconds >= turn.waits_until_seconds:
            await self._end_turn(turn)

    async def _heard(self, transcripts: Sequence[Transcript]) -> None:
        for transcript in transcripts:
            if self._options.turn_detection is None:
                if transcript.final:
                    self._finals.append(transcript)
                continue
            turn = await self._goes_on(transcript)
            if transcript.final:
                turn.finals.append(transcript)
                await self._pause(turn)

    async def _goes_on(self, transcript: Transcript) -> _Turn:
        """Return the turn in which something is said, which may begin with that."""
        if self._turn is not None:
            self._turn.waits_until_seconds = None
            return self._turn
        turns = self._options.turn_detection
        assert turns is not None
        start = max(0.0, self._stream_start + transcript.start_seconds - turns.prefix_seconds)
        turn = self._turn = _Turn(ConversationItem(role="user"), start)
        await self._state.writer.send(
            "input_audio_buffer.speech_started", audio_start_ms=_ms(start), item_id=turn.item.id
        )
        await self._listener.speech_started()
        return turn

    async def _pause(self, turn: _Turn) -> None:
        """End the turn, or wait whether it goes on."""
        turns = self._options.turn_detection
        assert turns is not None
        if turns.judge is None:
            await self._end_turn(turn)
            return
        over = await is_turn_over(self._state, turns.judge, HeardSpeech(turn.finals).text)
        if over:
            await self._end_turn(turn)
            return
        longest = turns.judge.alone_seconds if over is None else turns.judge.longest_seconds
        spoken_until = self._stream_start + turn.finals[-1].end_seconds
        turn.waits_until_seconds = max(self.position_seconds, spoken_until + longest)

    async def _end_turn(self, turn: _Turn) -> None:
        turns = self._options.turn_detection
        assert turns is not None
        self._turn = None
        end = self.position_seconds
        if turn.waits_until_seconds is None:
            end = min(end, self._stream_start + turn.finals[-1].end_seconds + turns.end_silence_seconds)
        await self._state.writer.send(
            "input_audio_buffer.speech_stopped", audio_end_ms=_ms(end), item_id=turn.item.id
        )
        part = self._sound(self._buffer.take(turn.start_seconds, end))
        heard = HeardSpeech(turn.finals)
        if self._state.host.faults.pop("realtime", AnswerNoMatch) is not None:
            heard = HeardSpeech()
        _resolve(part, heard)
        await self._add(turn.item, part)
        await self._listener.turn_over(turn.item, wants_reply=turns.replies and bool(heard.text))

    async def _commit(self, job: _Job) -> None:
        self._buffer.check_commit()
        item = self._turn.item if self._turn is not None else ConversationItem(role="user")
        finals = [*(self._turn.finals if self._turn is not None else ()), *self._finals]
        part = self._sound(self._buffer.take(0.0, self.position_seconds))
        await self._add(item, part)
        await self._listener.turn_over(item, wants_reply=False)
        if job.done is not None:
            job.done.set_result(None)  # the words may still be to come
        stream, rest = self._stream, self._decoder.finish()
        self._forget()
        try:
            if stream is not None:
                if len(rest):
                    finals += await self._state.host.call(stream.feed, rest)
                finals += await self._state.host.call(stream.finish)
        except VoicelabError as error:
            _resolve(part, HeardSpeech(error=error))
            raise
        _resolve(part, HeardSpeech([transcript for transcript in finals if transcript.final]))

    async def _commit_silence(self, start_seconds: float) -> None:
        if self._turn is not None:
            return
        item, end = ConversationItem(role="user"), self.position_seconds
        await self._state.writer.send(
            "input_audio_buffer.timeout_triggered",
            audio_start_ms=_ms(start_seconds),
            audio_end_ms=_ms(end),
            item_id=item.id,
        )
        part = self._sound(self._buffer.take(start_seconds, end))
        _resolve(part, HeardSpeech())
        await self._add(item, part)
        await self._listener.turn_over(item, wants_reply=True)

    def _sound(self, audio: bytes) -> ContentPart:
        return ContentPart(
            "audio",
            audio=bytearray(audio),
            seconds=len(audio) / self._buffer.form.bytes_per_second,
            is_transcribed=False,
            heard=asyncio.get_running_loop().create_future(),
        )

    async def _add(self, item: ConversationItem, part: ContentPart) -> None:
        item.parts.append(part)
        before = self._state.items.last_id
        await self._state.writer.send(
            "input_audio_buffer.committed", previous_item_id=before, item_id=item.id
        )
        await self._state.add_item(item)


def _resolve(part: ContentPart, heard: HeardSpeech) -> None:
    part.text = heard.text
    if part.heard is not None and not part.heard.done():
        part.heard.set_result(heard)


def _ms(seconds: float) -> int:
    return round(1_000 * seconds)
