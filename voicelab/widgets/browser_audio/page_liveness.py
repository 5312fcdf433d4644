"""Whether the page is still there."""

from __future__ import annotations

import asyncio
import threading
import time

from voicelab.widgets.browser_audio.running_cell import RunningCell

__all__ = ["GONE_SECONDS", "PageLiveness"]

GONE_SECONDS = 2.5
"""Silence after which a page that waits, records or plays is taken to be gone, in seconds. Such a page sends
something at least every second."""

_BUSY_SECONDS = 0.2
_STALLED_SECONDS = 1.0
"""Who waits for the page asks several times a second; a longer pause is not the page's."""


class PageLiveness:
    """Distinguishes a page that is gone from a kernel that is too busy to hear it.

    A page that is closed or reloaded says no goodbye: it falls silent. But so does every page while the
    thread that handles its messages is busy. Silence counts only while that thread's event loop answers, and,
    where there are no subshells and the main thread handles them, while no cell runs: a cell that awaits
    leaves the loop free and yet holds the messages up.

    Parameters
    ----------
    cell
        Tells whether a cell is running.
    """

    def __init__(self, cell: RunningCell) -> None:
        self._cell = cell
        self._waits_for_cells = True
        self._heard_at = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked_at: float | None = None
        self._watched_at: float | None = None
        self._excused_at = 0.0

    def note_message(self) -> None:
        """Note that the page sent something; to be called on the thread that handles the page's messages."""
        self._heard_at = time.monotonic()
        self._waits_for_cells = threading.current_thread() is threading.main_thread()
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def expect(self, within_seconds: float = GONE_SECONDS) -> None:
        """Begin to count now: a page at rest may have sent nothing for any time."""
        self._heard_at = max(self._heard_at, time.monotonic() + within_seconds - GONE_SECONDS)

    def silent_seconds(self) -> float:
        """Return for how long the page could have been heard and was not, in seconds.

        To be asked a few times a second.
        """
        now = time.monotonic()
        before, self._watched_at = self._watched_at, now
        if before is not None and now - before > _STALLED_SECONDS:
            # The process stood still, or nobody watched: what the page sent meanwhile is still to be read.
            self._excused_at = now
        if self._waits_for_cells and self._cell.is_running:
            self._excused_at = now
        if self._asked_at is None:
            self._ask(now)
        elif now - self._asked_at > _BUSY_SECONDS:
            self._excused_at = now
        return now - max(self._heard_at, self._excused_at)

    @property
    def is_gone(self) -> bool:
        """Whether the silence has lasted `GONE_SECONDS`."""
        return self.silent_seconds() > GONE_SECONDS

    def _ask(self, now: float) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._asked_at = now
            self._loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        self._asked_at = None
