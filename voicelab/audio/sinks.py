"""Where a reply's sound goes: nowhere, a file.

The kernel machine's speaker is in `voicelab.audio.devices`, the browser's in `voicelab.widgets`; they are
sinks of the same shape.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Literal, Protocol

__all__ = ["Echo", "NullSink", "Sink", "WavSink"]

Echo = Literal["none", "cancelled", "open"]
"""How much of the reply comes back through the microphone: nothing (silent, or headphones), what echo
cancellation leaves, or all of it."""


class Sink(Protocol):
    """Takes a reply's sound as it is made: 16-bit little-endian mono PCM.

    A session calls `begin` once a reply, then `write` for each piece, and ends with either `drain` (the
    reply is complete) or `flush` (it was interrupted).
    """

    @property
    def echo(self) -> Echo:
        """How much of the reply comes back through the microphone."""
        ...

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for a reply of this sample rate, in Hz."""
        ...

    async def write(self, pcm: bytes) -> None:
        """Take the next piece; returns as soon as it is queued, not when it was heard."""
        ...

    async def drain(self) -> None:
        """Return when all that was written has been heard."""
        ...

    async def flush(self) -> None:
        """Fall silent at once and drop what was not heard."""
        ...

    @property
    def heard_seconds(self) -> float | None:
        """How much of the current reply left the speaker, in seconds; `None` where nobody can tell."""
        ...

    @property
    def first_heard_at(self) -> float | None:
        """When its first sample left the speaker, by ``time.monotonic()``; `None` if not, or unknown."""
        ...


class NullSink:
    """Takes the sound and lets it go; the exchange keeps it all the same."""

    echo: Echo = "none"
    heard_seconds: float | None = None
    first_heard_at: float | None = None

    async def begin(self, sample_rate_hz: int) -> None:
        """Do nothing."""

    async def write(self, pcm: bytes) -> None:
        """Do nothing."""

    async def drain(self) -> None:
        """Return at once."""

    async def flush(self) -> None:
        """Do nothing."""


class WavSink(NullSink):
    """Writes all replies, one after the other, into one WAV file, complete after each reply.

    Parameters
    ----------
    path
        The file; overwritten if it exists.
    sample_rate_hz
        Rate of the file, in Hz; replies of another rate are resampled.
    """

    def __init__(self, path: str | Path, *, sample_rate_hz: int = 24_000) -> None:
        self.path = Path(path)
        self._rate = sample_rate_hz
        self._reply_rate = sample_rate_hz
        self._reply = bytearray()
        self._pcm = bytearray()

    async def begin(self, sample_rate_hz: int) -> None:
        """Start a reply."""
        self._reply_rate = sample_rate_hz
        self._reply.clear()

    async def write(self, pcm: bytes) -> None:
        """Keep a piece."""
        self._reply += pcm

    async def drain(self) -> None:
        """Write the file with this reply at its end."""
        from voicelab.audio.clip import Audio

        self._pcm += Audio.from_pcm(bytes(self._reply), self._reply_rate).resample(self._rate).to_pcm()
        self._reply.clear()
        with wave.open(str(self.path), "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(self._rate)
            wav.writeframes(bytes(self._pcm))

    async def flush(self) -> None:
        """Write the file with what came of this reply."""
        await self.drain()
