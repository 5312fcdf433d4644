"""Escape sequences of terminals, taken out of text whole while it comes in pieces."""

from __future__ import annotations

import re

__all__ = ["ESCAPE", "ESCAPE_BEGUN", "TerminalEscapes"]

ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]"
)
ESCAPE_BEGUN = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*\Z|\x1b\][^\x07\x1b\n]*\x1b?\Z|\x1b[ -/]*\Z")
"""The beginning of one, to the end of a text."""

_LONGEST = 200


class TerminalEscapes:
    """Takes text in pieces; gives it without escape sequences, such as those that set a color.

    Examples
    --------
    >>> escapes = TerminalEscapes()
    >>> escapes.feed("So\\x1b[3") + escapes.feed("1m it is.") + escapes.finish()
    'So it is.'
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; return what is whole by now."""
        if not self._held and "\x1b" not in piece and "\x9b" not in piece:
            return piece
        text = ESCAPE.sub("", self._held + piece)
        begun = ESCAPE_BEGUN.search(text, max(0, len(text) - _LONGEST))
        self._held = text[begun.start() :] if begun else ""
        return text[: len(text) - len(self._held)]

    def finish(self) -> str:
        """Take the end; return what was held."""
        held, self._held = self._held, ""
        return held
