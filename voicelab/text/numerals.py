"""Numbers that are written by letters: Roman ones, and those that items of a list are counted by."""

from __future__ import annotations

import itertools
import re
import unicodedata

__all__ = ["ITEM_NUMBER", "is_roman", "places_of"]

_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

ITEM_NUMBER = (
    r"(?:\d{1,3}|[IVXL]{1,6}|[ivxl]{1,6}|[一二三四五六七八九十]{1,3}|[가나다라마바사아자차카타파하]"
    r"|[A-Z]\d{1,2}|[\u2160-\u217f]|[^\W\d_\u3040-\ud7ff])"
)
"""Pattern of a number in the digits of any script, a Roman or Chinese one, or a letter that counts."""

_HAN = "一二三四五六七八九十"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1_000}
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфх", "абвгґдеєжз", "αβγδεζηθικλμ",
    "אבגדהוזחטי", "ابتثجحخ", "أبتثجحخ", "أبجدهوزحطي", "가나다라마바사아자차카타파하",
    "กขคงจฉ", "アイウエオ", "कखगघङ", "কখগঘঙ",
)  # fmt: skip


def is_roman(word: str) -> bool:
    """Say whether a word is a Roman numeral in capitals."""
    return _ROMAN.fullmatch(word) is not None


def places_of(number: str) -> frozenset[int]:
    """Return the places in a list that the number of an item may stand for, marks and brackets around it.

    Examples
    --------
    >>> sorted(places_of("(i)")), places_of("二、"), places_of("b.")
    ([1, 9], frozenset({2}), frozenset({2}))
    """
    plain = number.strip("#:*_()（）[].．।۔、-–\ufe0f\u20e3 \t").lower()
    if not plain:
        return frozenset()
    if plain.isdecimal():
        return frozenset({int(plain)})
    if set(plain) <= set(_HAN):
        tens, ten, ones = plain.rpartition("十")
        value = (10 * (_HAN.find(tens) + 1 or 1) if ten else 0) + _HAN.find(ones) + 1 if ones or ten else 0
        return frozenset({value - (not ones)})
    found = set()
    if len(plain) == 1:
        found = {alphabet.find(plain) + 1 for alphabet in _ALPHABETS if plain in alphabet}
        found |= {int(unicodedata.numeric(plain, 0))} - {0}
    if is_roman(plain.upper()):
        values = [_ROMAN_VALUES[letter] for letter in plain] + [0]
        found.add(sum(-one if one < then else one for one, then in itertools.pairwise(values)))
    return frozenset(found)
