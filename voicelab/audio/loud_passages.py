"""LoudPassages: where in the sound that was fed somebody seems to speak, by its loudness."""

from __future__ import annotations

from collections import deque

from voicelab.audio.pause_clock import PauseClock
from voicelab.audio.sources import CHUNK_BYTES, SAMPLE_RATE_HZ

__all__ = ["LoudPassages"]

_KEPT = 512
"""Passages that are kept: those of some minutes of speech."""


class LoudPassages:
    """Follows what is fed, and knows when speech began and ended in it, to `CHUNK_SECONDS`.

    A service tells where a turn ends by its own measure, which includes the silence that it waited for; here
    all of them are measured alike. Places are in seconds of all that was fed.
    """

    def __init__(self) -> None:
        self._clock = PauseClock()
        self._passages: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._fed_seconds = 0.0

    def feed(self, pcm: bytes) -> None:
        """Follow the next sound, 16-bit mono PCM at 16 kHz, however much."""
        for place in range(0, len(pcm), CHUNK_BYTES):
            self._feed(pcm[place : place + CHUNK_BYTES])

    def began(self, from_seconds: float) -> float | None:
        """Return where the first speech begins, or goes on, behind a place; `None` if there is none."""
        starts = (max(start, from_seconds) for start, end in self._passages if end > from_seconds)
        return next(starts, None)

    def ended(self, until_seconds: float) -> float | None:
        """Return where the last speech ends ahead of a place; `None` if there is none."""
        ends = (min(end, until_seconds) for start, end in reversed(self._passages) if start < until_seconds)
        return next(ends, None)

    def seconds(self, from_seconds: float, until_seconds: float) -> float:
        """Return how long it is loud between two places, in seconds."""
        parts = (min(end, until_seconds) - max(start, from_seconds) for start, end in self._passages)
        return sum(part for part in parts if part > 0.0)

    def _feed(self, pcm: bytes) -> None:
        start = self._fed_seconds
        self._fed_seconds = end = start + len(pcm) / (2 * SAMPLE_RATE_HZ)
        self._clock.feed(pcm)
        if self._clock.quiet_seconds:
            return
        if self._passages and self._passages[-1][1] == start:
            start = self._passages.pop()[0]
        self._passages.append((start, end))
