"""SilentSpeaker: replies take the time that they take to be heard, and nobody hears them."""

from __future__ import annotations

import asyncio
import time

from voicelab.audio.sinks import Echo

__all__ = ["SilentSpeaker"]


class SilentSpeaker:
    """A sink that plays in real time, without sound."""

    echo: Echo = "none"

    def __init__(self) -> None:
        self._sample_rate_hz = 1
        self._samples = 0
        self._flushed_at: float | None = None
        self.first_heard_at: float | None = None
        """When the current reply began to sound, by ``time.monotonic()``, in seconds; `None` before."""

    @property
    def heard_seconds(self) -> float:
        """How much of the current reply has sounded, in seconds."""
        if self.first_heard_at is None:
            return 0.0
        until = time.monotonic() if self._flushed_at is None else self._flushed_at
        return min(self._samples / self._sample_rate_hz, until - self.first_heard_at)

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for a reply."""
        self._sample_rate_hz, self._samples = sample_rate_hz, 0
        self._flushed_at = self.first_heard_at = None

    async def write(self, pcm: bytes) -> None:
        """Let the next piece sound."""
        if self.first_heard_at is None:
            self.first_heard_at = time.monotonic()
        self._samples += len(pcm) // 2

    async def drain(self) -> None:
        """Return when all of it would have been heard."""
        if self.first_heard_at is not None:
            end = self.first_heard_at + self._samples / self._sample_rate_hz
            await asyncio.sleep(max(0.0, end - time.monotonic()))

    async def flush(self) -> None:
        """Fall silent."""
        self._flushed_at = time.monotonic()
