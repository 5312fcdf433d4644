"""Backing off: what a run's cells share of being throttled."""

from __future__ import annotations

import time

from voicelab.services.retry_policy import RetryPolicy

__all__ = ["BackOff"]

_POLICY = RetryPolicy(first_pause_seconds=1.0)
"""`Limits` say how often and how long a cell is put off."""


class BackOff:
    """A pause, and fewer at once for a while."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._until = 0.0
        self._streak = 0
        self.at_once = concurrency
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
        pause = _POLICY.pause_seconds(self._streak, retry_after_seconds)
        self._until = max(self._until, time.monotonic() + pause)
        return pause

    def succeeded(self) -> None:
        """Allow one more at once."""
        self._streak = 0
        self.at_once = min(self._concurrency, self.at_once + 1)
