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
from typing import TextIO

CHUNK_SECONDS = 0.02
"""Length of the microphone's chunks, in seconds."""

SAMPLE_RATE_HZ = 16_000
VOICE = "en-US-JennyMultilingualNeural"
PROMPT = "You are a helpful voice assistant. Answer in one or two short sentences."
LONGEST_REPLY_SECONDS = 30.0
_LONGEST_ORDER = 1 << 22
"""Bytes of a line: an utterance of a minute and more."""

_AUDIBLE = 16
"""A sample above this, of 32,768, is no silence: -66 dBFS."""


@dataclass(frozen=True)
class Place:
    """Where the services are: on this machine, at a port, with a key."""

    port: int
    key: str
    deployment: str = "scripted"
    """Name of the model that replies."""

    @property
    def speech(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def realtime(self) -> str:
        """Base of OpenAI's Realtime API, with ``/realtime`` to follow."""
        return f"{self.speech}/openai/v1"

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
    """The sound that a client hands to its speaker during one turn: its reply, or several."""

    began_at: list[float] = field(default_factory=list)
    """When each reply was first audible, by ``time.monotonic()``, in seconds."""
    ended_at: float | None = None
    """When the last one was complete."""
    samples: int = 0
    tokens: int = 0
    """Of the replies, as far as the client counts them."""
    discarded_tokens: int = 0
    """Of what was begun and thrown away."""
    _is_audible: bool = False
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def add_audio(self, pcm: bytes) -> None:
        """Count 16-bit little-endian mono PCM; from any thread."""
        now = time.monotonic()
        if not self._is_audible and _audible(pcm):
            self._is_audible = True
            self.began_at.append(now)
        self.samples += len(pcm) // 2

    def cut(self) -> None:
        """Note that the user spoke over the reply: what sounds next is another one."""
        self._is_audible = False

    def end(self) -> None:
        """Note that the reply is complete; on the event loop."""
        self.cut()
        self.ended_at = time.monotonic()
        self._over.set()

    def is_over_since(self, moment: float, settle_seconds: float) -> bool:
        """Whether a reply that began after a moment is complete, and no other began for some seconds."""
        if not self.began_at or self.ended_at is None or time.monotonic() - self.ended_at < settle_seconds:
            return False
        return self.ended_at >= self.began_at[-1] >= moment

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
    """From the last sample of speech to the first audible one of the reply, the last if there are more."""
    cut_in_seconds: list[float]
    """When replies began before that one, from the utterance's beginning on."""
    reply_seconds: float
    """Length of the reply, in seconds: a client that says less is no match."""
    tokens: int
    """Of the replies, as far as the client counts them."""
    discarded_tokens: int
    """Of what was begun and thrown away."""


async def take_turn(
    client: Client,
    utterance: bytes,
    lead_seconds: float,
    *,
    first_chunk_seconds: float = CHUNK_SECONDS,
    settle_seconds: float = 0.0,
    patience_seconds: float = LONGEST_REPLY_SECONDS,
) -> Result:
    """Say an utterance to a client, after some silence, and go on silent until its reply is complete.

    Parameters
    ----------
    first_chunk_seconds
        Length of the first chunk: all that follow begin so much later in the service's stream.
    settle_seconds
        Silence after the reply in which another one may begin, because the client took a part for the whole.
    patience_seconds
        Silence after which it is not waited for any longer.
    """
    client.reply = reply = Reply()
    await client.listen()
    size, whole = (2 * _samples(seconds) for seconds in (first_chunk_seconds, CHUNK_SECONDS))
    sound = bytes(2 * round(lead_seconds * SAMPLE_RATE_HZ)) + utterance
    spoken_at, position, started = None, 0, time.monotonic()
    while spoken_at is None or not (
        reply.is_over_since(spoken_at, settle_seconds) or time.monotonic() - spoken_at > patience_seconds
    ):
        chunk = sound[position : position + size].ljust(size, b"\0")
        position, size = position + size, whole
        due = started + position / (2 * SAMPLE_RATE_HZ)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if spoken_at is None and position >= len(sound):
            spoken_at = time.monotonic()
        await client.hear(chunk)
    begun = started + lead_seconds
    last = reply.began_at[-1] if reply.began_at and reply.began_at[-1] >= spoken_at else None
    return Result(
        first_audio_seconds=None if last is None else last - spoken_at,
        cut_in_seconds=[began - begun for began in reply.began_at if begun <= began != last],
        reply_seconds=reply.samples / 24_000,
        tokens=reply.tokens,
        discarded_tokens=reply.discarded_tokens,
    )


def serve(client: Client) -> None:
    """Take turns on order: a line of JSON in, a line of JSON out."""
    # Whatever a library prints must not get between the lines.
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    asyncio.run(_serve(client, out))


async def _serve(client: Client, out: TextIO) -> None:
    lines = asyncio.StreamReader(limit=_LONGEST_ORDER)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    await client.open(Place(**json.loads(await lines.readline())))
    print("{}", file=out)
    while line := await lines.readline():
        order = json.loads(line)
        result = await take_turn(client, base64.b64decode(order.pop("utterance")), **order)
        print(json.dumps(asdict(result)), file=out)
    await client.close()


def _samples(seconds: float) -> int:
    """Return how many samples there are in some time, an even number: at 24 kHz there are three for two."""
    return 2 * round(seconds * SAMPLE_RATE_HZ / 2)


def _audible(pcm: bytes) -> bool:
    samples = array.array("h")
    samples.frombytes(pcm[: len(pcm) // 2 * 2])
    return any(abs(sample) > _AUDIBLE for sample in samples)
