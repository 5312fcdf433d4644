"""Characters of XML 1.0: it has no way to hold others, not even escaped."""

from __future__ import annotations

import re

__all__ = ["UNKNOWN", "xml_characters"]

UNKNOWN = "\ufffd"
"""What shows that a character stood there."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_characters(text: str, instead: str = "") -> str:
    """Return a text without the characters that XML forbids; it still has to be escaped.

    Parameters
    ----------
    instead
        What stands in the place of each.

    Examples
    --------
    >>> xml_characters("B\\x08\\x1b[1m & \\ud800 <C>")
    'B[1m &  <C>'
    """
    return _FORBIDDEN.sub(instead, text)
