"""How far a comparison is: a bar in a notebook, one line in a terminal, nothing elsewhere."""

from __future__ import annotations

import time

from markupsafe import Markup

from voicelab.status_line import StatusLine

__all__ = ["Progress"]

_EVERY_SECONDS = 0.2


class Progress:
    """Shows how many cells are done, what they cost and what is waited for.

    Parameters
    ----------
    total
        How many cells there are to do.
    total_seconds
        How long they take by themselves, roughly: what one cell weighs beside another.
    quiet
        Whether to show nothing.
    """

    def __init__(self, total: int, total_seconds: float, *, quiet: bool = False) -> None:
        self._total = total
        self._total_seconds = total_seconds
        self._started = time.monotonic()
        self._shown_at = 0.0
        self._line = StatusLine(quiet=quiet)

    def show(self, done: int, failed: int, done_seconds: float, *, note: str = "", cost: str = "") -> None:
        """Show the state, but not more often than can be read, if there is no note."""
        now = time.monotonic()
        if not note and now - self._shown_at < _EVERY_SECONDS:
            return
        self._shown_at = now
        if 0 < done < self._total and not note:
            left = (now - self._started) / done_seconds * (self._total_seconds - done_seconds)
            note = f"About {left:,.0f} s left."
        self._write(done, failed, cost, note)

    def end(self, done: int, failed: int, *, cost: str = "") -> None:
        """Show how it ended, and leave the line."""
        self._write(done, failed, cost, "")
        self._line.end()

    def _write(self, done: int, failed: int, cost: str, note: str) -> None:
        parts = [f"{done:,} of {self._total:,} cells", f"{failed:,} failed" if failed else "", cost]
        text = ", ".join(part for part in parts if part) + (f". {note}" if note else "")
        bar = Markup("<progress value='{}' max='{}'></progress> {}").format(done, self._total, text)
        self._line.show(text, bar)
