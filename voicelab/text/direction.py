"""Text from elsewhere among text of ours: Arabic and Hebrew run from the right, whatever stands around them.

Without bounds such a text draws the punctuation, digits and words beside it into its direction, and its own
last full stop goes to the wrong end.
"""

from __future__ import annotations

import unicodedata

from markupsafe import Markup

__all__ = ["isolated", "isolated_html", "without_isolates"]

_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURNING = frozenset({"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})


def isolated(text: str) -> str:
    """Return a text as it goes into a line of text: between Unicode's isolates, if it turns the direction.

    Examples
    --------
    >>> isolated("short") + " · " + isolated("קצר!").encode("unicode_escape").decode()
    'short · \\\\u2068\\\\u05e7\\\\u05e6\\\\u05e8!\\\\u2069'
    """
    is_turning = not text.isascii() and any(unicodedata.bidirectional(each) in _TURNING for each in text)
    return f"{_FIRST_STRONG}{text}{_END}" if is_turning else text


def without_isolates(text: str) -> str:
    """Return a text without the bounds of `isolated`, for a terminal: most show them as signs."""
    return text.replace(_FIRST_STRONG, "").replace(_END, "")


def isolated_html(text: str) -> Markup:
    """Return a text as it goes into a line of HTML: escaped, unless it is HTML, in its own direction."""
    return Markup("<bdi>{}</bdi>").format(text)
