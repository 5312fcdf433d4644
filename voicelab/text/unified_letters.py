"""One letter in place of several that are written for each other."""

from __future__ import annotations

from voicelab.text.serbian import SERBIAN, in_latin
from voicelab.text.words import alike

__all__ = ["unified_letters"]

_ONE_FOR_ALL = str.maketrans(
    dict(zip("’‘ʼ`〇两兩幺億點萬时時ёँ", "''''零二二一亿点万時時е\N{DEVANAGARI SIGN ANUSVARA}", strict=True))
    | {"œ": "oe", "æ": "ae", "\N{DEVANAGARI SIGN NUKTA}": ""}
)
"""Signs, letters and Chinese characters that are written for each other."""


def unified_letters(text: str, language: str) -> str:
    """Return a text of which writings that make no difference are one, Serbian's alphabets as well."""
    plain = alike(text).translate(_ONE_FOR_ALL)
    return in_latin(plain) if language in SERBIAN else plain
