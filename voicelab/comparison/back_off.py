"""Backing off: what a run's cells share of being throttled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.services.retry_policy import RetryPolicy

__all__ = ["BackOff"]


class BackOff:
    """A pause, and fewer at once for a while.

    Parameters
    ----------
    concurrency
        The most cells that may run at once.
    retry_policy
        How long the pauses are; `Limits` say for how long a cell is put off in all.
    """

    def __init__(self, concurrency: int, retry_policy: RetryPolicy) -> None:
        self._concurrency = concurrency
        self._retry_policy = retry_policy
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
        pause = self._retry_policy.pause_seconds(self._streak, retry_after_seconds)
        self._until = max(self._until, time.monotonic() + pause)
        return pause

    def succeeded(self) -> None:
        """Allow one more at once."""
        self._streak = 0
        self.at_once = min(self._concurrency, self.at_once + 1)
