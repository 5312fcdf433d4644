"""PauseClock: how long the user has been quiet, by the loudness of what is fed."""

from __future__ import annotations

import math
import time
from collections import deque

import numpy as np

from voicelab.audio.sources import CHUNK_SECONDS, SAMPLE_RATE_HZ

__all__ = ["PAUSE_SECONDS", "PauseClock"]

PAUSE_SECONDS = 0.1
"""Quiet after which what was said is judged, in seconds: without it, each hypothesis would cost a request."""

_HALF_LIFE_SECONDS = 3.0
"""After how long a loud sound counts for half: a door that slams makes no speech quiet."""
_QUIET = 0.025
"""What is so much of the loudest, or less, is quiet (-32 dB): an s at a word's end is louder."""
_NOISE_FACTOR, _MOST_NOISE = 1.5, 0.15
"""The room's noise is quiet as well, and what is little louder; but nothing that is as loud as speech."""
_NOISE_CHUNKS = round(3.0 / CHUNK_SECONDS)
_NOISE_PERCENT = 5
"""The room's noise is what the quietest of the last chunks are like."""


class PauseClock:
    """Counts quiet by samples, not by the time at which they come.

    Of 54 pauses of people who read or talk, in a quiet room and in a noisy one, it finds nearly each after a
    tenth of a second; every five seconds a part of a word is taken for one.
    """

    def __init__(self) -> None:
        self.quiet_seconds = 0.0
        """For how long it has been quiet, in seconds; 0 while somebody speaks."""
        self.spoke_at = -math.inf
        """When the last sound came that was not quiet, by ``time.monotonic()``, in seconds."""
        self._loudest = 0.0
        self._levels: deque[float] = deque(maxlen=_NOISE_CHUNKS)

    def feed(self, pcm: bytes) -> None:
        """Follow what goes to recognition, 16-bit mono PCM at 16 kHz, about `CHUNK_SECONDS` at a time."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        if not len(samples):
            return
        level = float(np.sqrt(np.mean(samples**2)))
        seconds = len(samples) / SAMPLE_RATE_HZ
        self._loudest = max(level, self._loudest * 0.5 ** (seconds / _HALF_LIFE_SECONDS))
        if level:  # input that is muted is no room without noise
            self._levels.append(level)
        if level <= self._most_quiet():
            self.quiet_seconds += seconds
        else:
            self.quiet_seconds, self.spoke_at = 0.0, time.monotonic()

    def reset(self) -> None:
        """Begin to measure anew what is loud, for the next turn."""
        self._loudest = self.quiet_seconds = 0.0

    def _most_quiet(self) -> float:
        """Return the level up to which it is quiet."""
        noise = _NOISE_FACTOR * float(np.percentile(self._levels or [0.0], _NOISE_PERCENT))
        return max(_QUIET * self._loudest, min(noise, _MOST_NOISE * self._loudest))
