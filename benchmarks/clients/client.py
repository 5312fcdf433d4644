"""What every client is to the benchmark: it hears a microphone and gives the sound of its reply.

A client runs in a process of its own and is given its turns over standard input. This module needs nothing
but Python, since the peers run in an environment without voicelab.
"""

from __future__ import annotations

import abc
import array
import asyncio
import base64
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field

CHUNK_SECONDS = 0.02
"""Length of the microphone's chunks, in seconds."""

SAMPLE_RATE_HZ = 16_000
VOICE = "en-US-JennyMultilingualNeural"
DEPLOYMENT = "scripted"
PROMPT = "You are a helpful voice assistant. Answer in one or two short sentences."
LONGEST_TURN_SECONDS = 30.0

_AUDIBLE = 16
"""A sample above this, of 32,768, is no silence: -66 dBFS."""


@dataclass(frozen=True)
class Place:
    """Where the services are: on this machine, at a port, with a key."""

    port: int
    key: str

    @property
    def speech(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def recognition(self) -> str:
        return f"{self.speech}/speech/recognition/conversation/cognitiveservices/v1"

    @property
    def synthesis(self) -> str:
        return f"{self.speech}/cognitiveservices/websocket/v1"

    @property
    def synthesis_over_http(self) -> str:
        return f"{self.web}/cognitiveservices/v1"


@dataclass
class Reply:
    """The sound of one reply, as the client hands it to its speaker."""

    first_audible_at: float | None = None
    samples: int = 0
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def add_audio(self, pcm: bytes) -> None:
        """Count 16-bit little-endian mono PCM; from any thread."""
        now = time.monotonic()
        if self.first_audible_at is None and _audible(pcm):
            self.first_audible_at = now
        self.samples += len(pcm) // 2

    def end(self) -> None:
        """Note that the reply is complete; on the event loop."""
        self._over.set()

    @property
    def over(self) -> bool:
        return self._over.is_set()

    async def until_over(self) -> None:
        """Wait until the reply is complete."""
        await self._over.wait()


class Client(abc.ABC):
    """A voice assistant: give it sound, and it gives its reply's."""

    reply: Reply
    """Of the turn under way."""

    @abc.abstractmethod
    async def open(self, place: Place) -> None:
        """Get ready, as a user would who is about to talk."""

    async def listen(self) -> None:  # noqa: B027  # most clients listen all the time
        """Begin to listen for the next utterance."""

    @abc.abstractmethod
    async def hear(self, pcm: bytes) -> None:
        """Take the microphone's next chunk; returns at once."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Let go of everything."""


@dataclass(frozen=True)
class Result:
    """One turn's measurement."""

    first_audio_seconds: float | None
    """From the last sample of speech to the first audible one of the reply."""
    reply_seconds: float
    """Length of the reply, in seconds: a client that says less is no match."""


async def take_turn(client: Client, utterance: bytes, lead_seconds: float) -> Result:
    """Say an utterance to a client, after some silence, and go on silent until its reply is complete."""
    client.reply = reply = Reply()
    await client.listen()
    size = round(2 * SAMPLE_RATE_HZ * CHUNK_SECONDS)
    sound = bytes(2 * round(lead_seconds * SAMPLE_RATE_HZ)) + utterance
    spoken_at, position, started = None, 0, time.monotonic()
    while not reply.over and time.monotonic() - started < LONGEST_TURN_SECONDS:
        chunk = sound[position : position + size].ljust(size, b"\0")
        position += size
        due = started + position / (2 * SAMPLE_RATE_HZ)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if spoken_at is None and position >= len(sound):
            spoken_at = time.monotonic()
        await client.hear(chunk)
    heard = reply.first_audible_at
    return Result(
        first_audio_seconds=heard - spoken_at if heard is not None and spoken_at is not None else None,
        reply_seconds=reply.samples / 24_000,
    )


def serve(client: Client) -> None:
    """Take turns on order: a line of JSON in, a line of JSON out."""
    # Whatever a library prints must not get between the lines.
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    asyncio.run(_serve(client, out))


async def _serve(client: Client, out: object) -> None:
    lines = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    order = json.loads(await lines.readline())
    utterance = base64.b64decode(order["utterance"])
    await client.open(Place(order["port"], order["key"]))
    print("{}", file=out)  # type: ignore[call-overload]
    while line := await lines.readline():
        result = await take_turn(client, utterance, json.loads(line)["lead_seconds"])
        print(json.dumps(asdict(result)), file=out)  # type: ignore[call-overload]
    await client.close()


def _audible(pcm: bytes) -> bool:
    samples = array.array("h")
    samples.frombytes(pcm[: len(pcm) // 2 * 2])
    return any(abs(sample) > _AUDIBLE for sample in samples)
