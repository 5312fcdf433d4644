"""Texts of other people in a terminal: what it would obey is shown and not done."""

from __future__ import annotations

import re

__all__ = ["printable"]

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys: colours, titles, the clipboard, going back, the direction of writing."""


def printable(text: str) -> str:
    """Return a text without what a terminal would obey: somebody said it, a model or a server wrote it.

    Examples
    --------
    >>> printable("Fine.\\x1b[2J")
    'Fine.\ufffd[2J'
    """
    return _COMMANDS.sub("\ufffd", text)
