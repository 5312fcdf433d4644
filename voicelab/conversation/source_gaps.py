"""SourceGaps: silence in place of sound that a live source does not give.

Telephone lines, and clients that listen for speech themselves, send nothing where nobody speaks. Services
find the end of an utterance in the silence behind it: without any they wait, and are taken to have failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voicelab.audio.sources import SAMPLE_RATE_HZ

__all__ = ["SourceGaps"]

_GAP_SECONDS = 2.0
"""How long nothing may come until that is silence, in seconds; a busy page or network is late by less."""
_CHUNK_SECONDS = 0.1


class SourceGaps:
    """Fills the gaps of a source, at the pace of speech. Belongs to the event loop that runs.

    Parameters
    ----------
    feed
        Called with the silence, 16-bit mono PCM at 16 kHz.
    is_awaited
        Returns whether somebody is within an utterance: only then is anything to be filled.
    """

    def __init__(self, feed: Callable[[bytes], None], is_awaited: Callable[[], bool]) -> None:
        self._feed = feed
        self._is_awaited = is_awaited
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Note that sound has just come, behind which a gap may begin."""
        self._wait(_GAP_SECONDS)

    def close(self) -> None:
        """Fill nothing more."""
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self, seconds: float) -> None:
        self.close()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._fill)

    def _fill(self) -> None:
        if self._is_awaited():
            self._feed(bytes(2 * round(SAMPLE_RATE_HZ * _CHUNK_SECONDS)))
        self._wait(_CHUNK_SECONDS)
