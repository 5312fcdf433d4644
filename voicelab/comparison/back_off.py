"""Backing off: what a run's cells share of being throttled."""

from __future__ import annotations

import random
import time

__all__ = ["BackOff"]

_LONGEST_PAUSE_SECONDS = 60.0


class BackOff:
    """A pause, and fewer at once for a while."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._until = 0.0
        self._streak = 0
        self.at_once = most
        """Cells that may run at once."""

    @property
    def pause_seconds(self) -> float:
        """How long nothing is to be sent, in seconds; 0 or less for not at all."""
        return self._until - time.monotonic()

    def throttled(self, retry_after_seconds: float | None) -> float:
        """Pause for as long as the service asks, or ever longer where it does not say; return the pause."""
        if self.pause_seconds <= 0:
            # Several cells of one burst are refused: that counts once.
            self._streak += 1
            self.at_once = max(1, self.at_once // 2)
        pause = retry_after_seconds
        if pause is None:
            pause = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2**self._streak) * random.uniform(0.8, 1.2)  # noqa: S311
        self._until = max(self._until, time.monotonic() + pause)
        return pause

    def succeeded(self) -> None:
        """Allow one more at once."""
        self._streak = 0
        self.at_once = min(self._most, self.at_once + 1)
