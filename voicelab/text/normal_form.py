"""Normal form: a text in Unicode's form NFKC, and where in the text each of its characters comes from."""

from __future__ import annotations

import unicodedata

__all__ = ["normalized"]

_JAMO = range(0x1160, 0x1200)
"""Vowels and finals of Korean, which make one syllable with what stands ahead of them."""


def normalized(text: str) -> tuple[str, list[int]]:
    """Return a text in the form NFKC, and the place in the given one of each of its characters and its end.

    Examples
    --------
    >>> normalized("Cafe\u0301 ½")
    ('Café 1⁄2', [0, 1, 2, 3, 5, 6, 6, 6, 7])
    """
    plain: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _goes_on(text[end]):
            continue
        piece = unicodedata.normalize("NFKC", text[start:end])
        plain.append(piece)
        places += [start] * len(piece)
        start = end
    return "".join(plain), [*places, len(text)]


def _goes_on(character: str) -> bool:
    """Say whether a character may become one with what stands ahead of it."""
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or ord(first) in _JAMO
