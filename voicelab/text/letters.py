"""Letters of all scripts, with the marks written above, below and beside them, and signs: as patterns."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

__all__ = ["HYPHENS", "LETTER", "MARKS", "SPOKEN_SIGNS", "WORD", "WORD_CHARACTER", "lowered"]

_JOINERS = "\u200c\u200d"
"""Signs without a width that Persian and Indian words have within."""


def _of_categories(*categories: str) -> str:
    """Return the basic plane's characters of Unicode's categories, as the inside of a character class."""
    codes = [code for code in range(0x10000) if unicodedata.category(chr(code)) in categories]
    starts = [codes[0], *(later for code, later in pairwise(codes) if later != code + 1)]
    ends = [*(code for code, later in pairwise(codes) if later != code + 1), codes[-1]]
    ranges = (f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))
    return "".join(ranges)


MARKS = _of_categories("Mn", "Mc") + _JOINERS
"""The inside of a character class: marks of vowels and tones, accents, points. ``\\w`` has none of them."""

LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
"""Pattern of a letter or a mark."""

WORD_CHARACTER = rf"(?:[^\W_]|[{MARKS}])"
"""Pattern of a letter, a mark or a digit."""

WORD = rf"(?:\w[{MARKS}]*)+"
"""Pattern of letters, digits and underscores in a row; a mark alone, as behind a picture, is none."""

HYPHENS = "-−–‐‑"
"""The inside of a character class, at its beginning: what is written for a hyphen or a minus."""

SPOKEN_SIGNS = "%&+=@#<>" + _of_categories("Sc")
"""The inside of a character class: signs that are read out as words, those of currencies among them."""


def lowered(text: str, language: str) -> str:
    """Return a text in lower case, by the rules of its language: Turkish has two kinds of i.

    Examples
    --------
    >>> lowered("ISPARTA İL", "tr"), lowered("İL", "en")
    ('ısparta il', 'il')
    """
    if language in ("az", "tr"):
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()
