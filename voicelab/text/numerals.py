"""Numbers that are written by letters: Roman ones, and those that items of a list are counted by."""

from __future__ import annotations

import re

__all__ = ["ITEM_NUMBER", "is_roman"]

_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

ITEM_NUMBER = (
    r"(?:\d{1,3}|[IVXL]{1,6}|[ivxl]{1,6}|[一二三四五六七八九十]{1,3}|[가나다라마바사아자차카타파하]"
    r"|[^\W\d_\u0e01-\ud7ff])"
)
"""Pattern of a number in the digits of any script, a Roman or Chinese one, or a letter that counts."""


def is_roman(word: str) -> bool:
    """Say whether a word is a Roman numeral in capitals."""
    return _ROMAN.fullmatch(word) is not None
