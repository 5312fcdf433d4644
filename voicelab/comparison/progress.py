"""How far a comparison is: a bar in a notebook, one line in a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

from markupsafe import Markup

__all__ = ["Progress"]

_EVERY_SECONDS = 0.2


class Progress:
    """Shows how many cells are done, what they cost and what is waited for.

    Parameters
    ----------
    total
        How many cells there are to do.
    quiet
        Whether to show nothing.
    """

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self._total = total
        self._quiet = quiet
        self._started = time.monotonic()
        self._shown_at = 0.0
        self._shown = ""
        self._handle = None if quiet else _notebook_display()

    def show(self, done: int, failed: int, *, note: str = "", cost: str = "") -> None:
        """Show the state, but not more often than can be read, if there is no note."""
        now = time.monotonic()
        if not note and now - self._shown_at < _EVERY_SECONDS:
            return
        self._shown_at = now
        if 0 < done < self._total and not note:
            left = (now - self._started) / done * (self._total - done)
            note = f"About {left:,.0f} s left."
        self._write(done, failed, cost, note)

    def end(self, done: int, failed: int, *, cost: str = "") -> None:
        """Show how it ended, and leave the line."""
        self._write(done, failed, cost, "")
        if not self._quiet and self._handle is None and sys.stderr.isatty():
            sys.stderr.write("\n")

    def _write(self, done: int, failed: int, cost: str, note: str) -> None:
        parts = [f"{done:,} of {self._total:,} cells", f"{failed:,} failed" if failed else "", cost]
        text = ", ".join(part for part in parts if part) + (f". {note}" if note else "")
        if self._quiet or text == self._shown:
            return
        if self._handle is not None:
            bar = Markup("<progress value='{}' max='{}'></progress> {}").format(done, self._total, text)
            self._handle.update({"text/html": bar, "text/plain": text}, raw=True)
        elif sys.stderr.isatty():
            sys.stderr.write("\r" + text.ljust(len(self._shown)))
            sys.stderr.flush()
        self._shown = text


def _notebook_display() -> Any:
    """Return a display to update, or `None` outside of notebooks."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.display_functions import display
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    show: Any = display  # has no types
    return show({"text/plain": ""}, raw=True, display_id=True)
