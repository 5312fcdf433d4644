"""CallerSource: the sound of a caller who speaks when there is something to say, and is silent meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from voicelab.audio.sources import CHUNK_BYTES, CHUNK_SECONDS, SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from voicelab.comparison.caller_voice import TurnSound

__all__ = ["CallerSource"]


class CallerSource:
    """Sound at the pace of speech: what is said, and silence before, between and behind.

    Belongs to the event loop that reads it.
    """

    def __init__(self) -> None:
        self._pcm = b""
        self._position = 0
        self._speech_end = 0
        self._has_hung_up = False
        self._given = asyncio.Event()
        self.given_seconds = 0.0
        """How much sound was given, silence included, in seconds."""

    @property
    def is_speaking(self) -> bool:
        """Whether words are still to come of what is said; the quiet behind them is none."""
        return self._position < self._speech_end

    async def say(self, spoken: TurnSound) -> float:
        """Say something, and return when its words ended, by ``time.monotonic()``, in seconds."""
        self._pcm, self._position = spoken.sound.to_pcm(), 0
        self._speech_end = len(self._pcm) - 2 * round(spoken.quiet_end_seconds * SAMPLE_RATE_HZ)
        await self.until(lambda: self._position >= len(self._pcm))
        return time.monotonic() - spoken.quiet_end_seconds

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when something is so, which is looked at with each piece of sound."""
        while not condition():
            await self._given.wait()

    def hang_up(self) -> None:
        """End the sound."""
        self._has_hung_up = True

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield what is said, or silence, in chunks of `CHUNK_SECONDS`, until the caller hangs up."""
        began = time.monotonic()
        while not self._has_hung_up:
            due = began + self.given_seconds + CHUNK_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            chunk = self._pcm[self._position : self._position + CHUNK_BYTES]
            self._position += len(chunk)
            self.given_seconds += CHUNK_SECONDS
            yield chunk.ljust(CHUNK_BYTES, b"\0")
            self._given.set()
            self._given = asyncio.Event()
