"""What users are told while something is done: notices, and a line that changes."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from markupsafe import Markup

from voicelab.notebook_html import notebook_html
from voicelab.printable import printable

__all__ = ["StatusLine", "in_notebook", "notice_stream", "write_notice"]


def in_notebook() -> bool:
    """Say whether this program is the kernel of a notebook."""
    app = sys.modules.get("ipykernel.kernelapp")  # others only import it: papermill, Jupyter's own servers
    return app is not None and bool(app.IPKernelApp.initialized())


def notice_stream() -> TextIO:
    """Return where notices go: what a notebook gets by ``sys.stderr`` looks like an error."""
    return sys.stdout if in_notebook() else sys.stderr


def write_notice(sentence: str) -> None:
    """Write a sentence where notices go, whatever it holds, as one of voicelab's."""
    notice_stream().write(f"voicelab: {printable(sentence)}\n")


class StatusLine:
    """Shows one line, which changes: in a notebook's cell, in a terminal, and nowhere else.

    Parameters
    ----------
    quiet
        Whether to show nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._handle = None if quiet else _notebook_display()
        self._is_terminal = not quiet and self._handle is None and sys.stderr.isatty()
        self._shown = ""

    def show(self, text: str, html: Markup | None = None) -> None:
        """Show a text in place of the one before, in a notebook perhaps as HTML."""
        if text == self._shown:
            return
        if self._handle is not None:
            line = html if html is not None else Markup("<em>{}</em>").format(text)
            shown = {"text/html": notebook_html(line)}
            self._handle.update({**shown, "text/plain": text}, raw=True)
        elif self._is_terminal:
            sys.stderr.write("\r" + printable(text).ljust(len(self._shown)))
            sys.stderr.flush()
        self._shown = text

    def end(self) -> None:
        """Leave the line as it is."""
        if self._is_terminal and self._shown:
            sys.stderr.write("\n")
        self._shown = ""

    def clear(self) -> None:
        """Take the line away."""
        if self._handle is not None:
            self._handle.update({"text/html": "", "text/plain": ""}, raw=True)
        elif self._is_terminal and self._shown:
            sys.stderr.write("\r" + " " * len(self._shown) + "\r")
            sys.stderr.flush()
        self._shown = ""


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
