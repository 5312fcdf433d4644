"""Searching texts: the form in which they are searched, and what is looked for by what somebody typed."""

from __future__ import annotations

import functools
import re
import unicodedata

from voicelab.text.words import alike, folded

__all__ = ["search_form", "search_terms"]

_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""Not the vowels of Indian scripts or the voicing marks of kana: a letter with another of them is another."""
_WITH_VOWEL_SIGNS = re.compile("[\u0590-\u06ff]")
"""Hebrew and Arabic."""
_TERM = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|\S+')
"""A phrase between quotation marks, of which keyboards make curved ones, or a word."""


def search_form(text: str) -> str:
    """Return a text in the form in which it is searched; so is what is looked for.

    Examples
    --------
    >>> search_form("Où est  la CAFÉTÉRIA?")
    'ou est la cafeteria?'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(filter(None, map(_word_form, text.split())))


def search_terms(typed: str) -> list[str]:
    """Return what is looked for, each in its form: words, and phrases that are typed between quotation marks.

    A text has what is looked for if it has all of them, in any order. The page of a report reads it likewise
    (``cell_filter.js``); the same tests hold both to it.

    Examples
    --------
    >>> search_terms('Paris "bien sûr"')
    ['paris', 'bien sur']
    """
    found = (term[0] if term[1] is None else term[1] for term in _TERM.finditer(typed))
    return [form for form in map(search_form, found) if form]


@functools.lru_cache(maxsize=65_536)
def _word_form(word: str) -> str:
    """Return a word in that form; a word that many texts have is prepared once."""
    parts = _ACCENTS.sub("", unicodedata.normalize("NFD", folded(word)))
    plain = " ".join(unicodedata.normalize("NFC", parts).split())
    return alike(plain) if _WITH_VOWEL_SIGNS.search(plain) else plain
