"""Text to speech over Azure's websocket protocol."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from aiohttp import web

from voicelab.embedded.fault_kinds import EmptyAudio, HoldLastAudio
from voicelab.embedded.host import Host
from voicelab.embedded.limits import MOST_TURNS
from voicelab.embedded.speech.channel import Channel, ChannelTurn, open_channel
from voicelab.embedded.speech.framing import ProtocolError, ProtocolMessage, section, to_ticks
from voicelab.embedded.speech.idle_ticks import with_idle_ticks
from voicelab.embedded.speech.not_offered import check_synthesis
from voicelab.embedded.speech.output_format import DEFAULT_FORMAT, AudioEncoder, output_format
from voicelab.embedded.speech.speaking import Metadata, SsmlSpeaker
from voicelab.embedded.speech.ssml import Part, SsmlSpeech, read_ssml, speech_of
from voicelab.embedded.speech.text_stream import TextStream
from voicelab.embedded.speech.voice_choice import check_manners
from voicelab.embedded.speech.voice_duration import paced

__all__ = ["synthesis_routes"]

_IDLE_SECONDS = 1.0
_KEPT_BYTES = 640
_IDLE_BYTES = 16
"""The Speech SDK gives up where audio takes twice as long as it lasts and none has come for 3 s. So a little
is kept back, 20 ms at 16 kHz, and goes out bit by bit, for 40 s, while a voice works on a long sentence or
its text is being written. Nothing but audio counts: with metadata alone the SDK gives up all the same."""


def synthesis_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def websocket(request: web.Request) -> web.StreamResponse:
        async with open_channel(request, "synthesis", host) as channel:
            await _Connection(host, channel, request.query).run()
        return channel.response

    return [
        web.get(f"{prefix}/cognitiveservices/websocket/{version}", websocket)
        for prefix in ("", "/tts")
        for version in ("v1", "v2")
    ]


class _Connection:
    """The turns of one connection, one at a time."""

    def __init__(self, host: Host, channel: Channel, query: Mapping[str, str]) -> None:
        self._host = host
        self._channel = channel
        self._query = query
        self._contexts: dict[str, dict[str, Any]] = {}
        self._streams: dict[str, TextStream] = {}
        self._task: asyncio.Task[None] | None = None
        self._turns = 0

    async def run(self) -> None:
        try:
            async with self._channel.closing_on_error():
                async for message in self._channel.messages():
                    await self._handle(message)
        finally:
            await self._cancel()

    async def _handle(self, message: ProtocolMessage) -> None:
        if len(self._contexts) + self._turns > MOST_TURNS:
            raise ProtocolError(f"More than {MOST_TURNS} requests wait on this connection.")
        name, text = message.request_id, message.body if isinstance(message.body, str) else ""
        stream = self._streams.get(name)
        if message.path == "synthesis.context":
            check_synthesis(self._query, self._host.custom_models)
            context = section(message.json, "synthesis")
            text_input = section(context, "input")
            if stream is not None:
                raise ProtocolError("The request has begun, and its text is still being spoken.")
            if text_input.get("bidirectionalStreamingMode"):
                stream = self._streams[name] = TextStream(text_input, eager=self._host.eager_text)
                self._begin(name, context, stream.parts(), [stream.manner])
            else:
                self._contexts[name] = context
        elif message.path == "ssml":
            parts = read_ssml(text)
            self._begin(name, self._contexts.pop(name, {}), paced(self._host, parts), speech_of(parts))
        elif message.path == "text.piece" and stream is not None:
            await stream.add(text)
        elif message.path == "text.end" and stream is not None:
            await stream.end()

    def _begin(
        self,
        name: str,
        context: dict[str, Any],
        parts: AsyncGenerator[Part, None],
        manners: Sequence[SsmlSpeech],
    ) -> None:
        turn = _SynthesisTurn(self._host, self._channel.turn(name), context, manners)
        self._turns += 1
        self._task = asyncio.ensure_future(self._run(name, turn, parts, self._task))

    async def _run(
        self,
        name: str,
        turn: _SynthesisTurn,
        parts: AsyncGenerator[Part, None],
        previous: asyncio.Task[None] | None,
    ) -> None:
        try:
            if previous is not None:
                await previous
            async with self._channel.closing_on_error():
                with self._host.capacity.taken("synthesis"):
                    await turn.run(parts)
        finally:
            self._turns -= 1
            self._streams.pop(name, None)

    async def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


class _SynthesisTurn:
    """One request, from ``turn.start`` to ``turn.end``."""

    def __init__(
        self, host: Host, turn: ChannelTurn, context: dict[str, Any], manners: Sequence[SsmlSpeech]
    ) -> None:
        self._host = host
        self._turn = turn
        self._manners = manners
        audio = section(context, "audio")
        self._options = section(audio, "metadataOptions")
        self._detect_language = bool(section(context, "language").get("autoDetection"))
        self._format = str(audio.get("outputFormat") or DEFAULT_FORMAT)
        self._mute = False
        self._held: HoldLastAudio | None = None
        self._waiting = (b"", 0.0)
        self._kept = b""

    async def run(self, parts: AsyncGenerator[Part, None]) -> None:
        sound = output_format(self._format)
        engine = (await self._host.engines()).synthesis
        try:
            check_manners(engine, self._manners)
        except ProtocolError:
            # The SDK loses the reason if the connection closes while it still sends text.
            async with contextlib.aclosing(parts):
                async for _ in parts:
                    pass
            raise
        speaker = SsmlSpeaker(
            self._host, engine, sound.sample_rate_hz, self._options, detect_language=self._detect_language
        )
        encoder = AudioEncoder(self._host, sound)
        self._mute = self._host.faults.pop("synthesis", EmptyAudio) is not None
        self._held = self._host.faults.pop("synthesis", HoldLastAudio)
        tag = {"serviceTag": uuid.uuid4().hex}
        inline = {"type": "inline", "streamId": self._turn.request_id}
        await self._turn.send("turn.start", {"context": tag})
        await self._turn.send("response", {"context": tag, "audio": inline})
        await self._send(encoder.begin(), 0.0)
        async with contextlib.aclosing(with_idle_ticks(speaker.speak_all(parts), _IDLE_SECONDS)) as spoken:
            async for item in spoken:
                if item is None:
                    await self._send_kept(_IDLE_BYTES)
                elif isinstance(item, Metadata):
                    await self._turn.send("audio.metadata", {"Metadata": item.items})
                else:
                    seconds = len(item) / (2 * sound.sample_rate_hz)
                    await self._send_or_hold(await encoder.encode(item), seconds)
        if self._held is not None:
            await asyncio.sleep(self._held.seconds)
            await self._send(*self._waiting)
        await self._send(await encoder.finish(), 0.0)
        await self._send_kept(_KEPT_BYTES)
        if self._options.get("sessionEndEnabled"):
            end = {"Type": "SessionEnd", "Data": {"Offset": to_ticks(speaker.spoken_seconds)}}
            await self._turn.send("audio.metadata", {"Metadata": [end]})
        await self._turn.send_audio(b"", 0.0)
        await self._turn.send("turn.end", {})

    async def _send_or_hold(self, audio: bytes, seconds: float) -> None:
        waiting = audio, seconds
        if self._held is not None:
            waiting, self._waiting = self._waiting, waiting
        await self._send(*waiting)

    async def _send(self, audio: bytes, seconds: float) -> None:
        if self._mute:
            return
        audio = self._kept + audio
        begin = max(0, len(audio) - _KEPT_BYTES)
        audio, self._kept = audio[:begin], audio[begin:]
        if audio:
            await self._turn.send_audio(audio, seconds)
        else:  # an encoder, too, holds sound back until a packet of it is full
            await self._turn.count_audio(seconds)

    async def _send_kept(self, size: int) -> None:
        audio, self._kept = self._kept[:size], self._kept[size:]
        if audio:
            await self._turn.send_audio(audio, 0.0)
