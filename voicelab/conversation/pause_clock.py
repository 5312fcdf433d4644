"""PauseClock: how long the user has been quiet, by the loudness of what is fed."""

from __future__ import annotations

import math
import time

import numpy as np

from voicelab.audio.peaks import QUIET_RATIO
from voicelab.audio.sources import SAMPLE_RATE_HZ

__all__ = ["PAUSE_SECONDS", "PauseClock"]

PAUSE_SECONDS = 0.1
"""Quiet after which what was said is judged, in seconds: without it, each hypothesis would cost a request."""


_HALF_LIFE_SECONDS = 3.0
"""After how long a loud sound counts for half: a door that slams makes no speech quiet."""


class PauseClock:
    """Counts quiet by samples, not by the time at which they come."""

    def __init__(self) -> None:
        self.quiet_seconds = 0.0
        """For how long it has been quiet, in seconds; 0 while somebody speaks."""
        self.spoke_at = -math.inf
        """When the last sound came that was not quiet, by ``time.monotonic()``, in seconds."""
        self._loudest = 0.0

    def feed(self, pcm: bytes) -> None:
        """Follow what goes to recognition, 16-bit mono PCM at 16 kHz."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        if not len(samples):
            return
        level = float(np.sqrt(np.mean(samples**2)))
        seconds = len(samples) / SAMPLE_RATE_HZ
        self._loudest = max(level, self._loudest * 0.5 ** (seconds / _HALF_LIFE_SECONDS))
        if level < QUIET_RATIO * self._loudest or not level:
            self.quiet_seconds += seconds
        else:
            self.quiet_seconds, self.spoke_at = 0.0, time.monotonic()

    def reset(self) -> None:
        """Begin to measure anew what is loud, for the next turn."""
        self._loudest = self.quiet_seconds = 0.0
