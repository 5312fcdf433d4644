"""Watchdog: notices when a service that owes an answer is silent for too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

__all__ = ["Watchdog"]


class Watchdog:
    """A timer that is set again at each sign of life. Belongs to the event loop that runs where it is set.

    Parameters
    ----------
    on_silence
        Called once when nothing came in time, with how long that was, in seconds.
    """

    def __init__(self, on_silence: Callable[[float], None]) -> None:
        self._on_silence = on_silence
        self._timer: asyncio.TimerHandle | None = None
        self._seconds = 0.0

    @property
    def is_expecting(self) -> bool:
        """Whether something is owed: from `expect` until `relax` or until the time is over."""
        return self._timer is not None

    def expect(self, seconds: float) -> None:
        """Set the timer to so many seconds from now, in place of what was set before."""
        self.relax()
        self._seconds = seconds
        self._timer = asyncio.get_running_loop().call_later(seconds, self._on_timeout)

    def relax(self) -> None:
        """Wait for nothing."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timeout(self) -> None:
        self._timer = None
        self._on_silence(self._seconds)
