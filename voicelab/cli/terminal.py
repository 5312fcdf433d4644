"""The terminal: what is written there is text, whatever it holds."""

from __future__ import annotations

import re
import sys

__all__ = ["prepare", "printable", "write_line"]

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys: colours, titles, the clipboard, going back, the direction of writing."""


def prepare() -> None:
    """Have what a terminal's encoding lacks shown as question marks, not raised."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def printable(text: str) -> str:
    """Return a text without what a terminal would obey: somebody said it, a model or a server wrote it."""
    return _COMMANDS.sub("\ufffd", text)


def write_line(line: str) -> None:
    """Write a line to the output, at once."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()
