"""Serbian, which is written in two alphabets: what is in Cyrillic letters, in Latin ones."""

from __future__ import annotations

__all__ = ["SERBIAN", "in_latin"]

SERBIAN = frozenset({"bs", "sr"})
"""Languages that are written in both alphabets."""
_LATIN = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш", (
    "a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "r", "s",
    "t", "ć", "u", "f", "h", "c", "č", "dž", "š",
), strict=True))  # fmt: skip
_LATIN_OF = str.maketrans(_LATIN | {letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()})


def in_latin(text: str) -> str:
    """Return a text with Latin letters for its Cyrillic ones: one Latin spelling belongs to each of these.

    Examples
    --------
    >>> in_latin("Како си, Његош?")
    'Kako si, Njegoš?'
    """
    return text.translate(_LATIN_OF)
