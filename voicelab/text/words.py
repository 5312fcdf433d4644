"""Words: a text without case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse

__all__ = ["alike", "count_words", "folded", "is_unspaced", "without_accents", "words"]

_CASE_MARKS = re.compile("(?<=i)\u0307|(?<=[\u0370-\u03ff])(\u0308?)\u0301")
"""Marks that change with the case: Turkish has a dot on its capital I, Greek no accents on capitals."""
_ACCENTED = re.compile("([A-Za-z])[\u0300-\u036f]+")
_UNSPACED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
_ALIKE = str.maketrans("کیىأإآٱةşţ", "كيياااا\N{ARABIC LETTER HEH}șț", "\N{ARABIC TATWEEL}")
"""Letters that keyboards and recognizers take for each other: of Arabic and Persian, of Romanian."""


def words(text: str) -> list[str]:
    """Return the words of a text, folded so that case, width and punctuation make no difference."""
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded(text)).split()


def count_words(text: str) -> float:
    """Return how many words a text has; of scripts that put no spaces between them, two letters count as one.

    Examples
    --------
    >>> count_words("What is it?"), count_words("明天的天气")
    (3.0, 2.5)
    """
    return sum(map(_count_in, words(text)))


def _count_in(word: str) -> float:
    unspaced = sum(map(is_unspaced, word))
    return unspaced / 2 if unspaced else 1.0


def is_unspaced(letter: str) -> bool:
    """Tell whether a letter is of a script that puts no spaces between words."""
    return unicodedata.name(letter, "").startswith(_UNSPACED_SCRIPTS)


def folded(text: str) -> str:
    """Return a text in which case and width make no difference; its punctuation stays.

    Examples
    --------
    >>> folded("Ｓｔｏｐ THE STRASSE, Straße!")
    'stop the strasse, strasse!'
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = _CASE_MARKS.sub(r"\1", plain).replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    return unicodedata.normalize("NFC", plain)


def without_accents(text: str) -> str:
    """Return a text whose Latin letters have no accents.

    Examples
    --------
    >>> without_accents("Beyoncé"), without_accents("Й")
    ('Beyonce', 'Й')
    """
    return unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", text)))


def alike(text: str) -> str:
    """Return a text with one letter for those that are taken for each other, and no vowel signs.

    Arabic and Hebrew mostly leave the signs above and below their letters out.
    """
    return "".join(filterfalse(_is_vowel_sign, text)).translate(_ALIKE)


def _is_vowel_sign(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) and unicodedata.name(letter, "").startswith(
        ("ARABIC", "HEBREW")
    )
