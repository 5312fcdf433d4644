"""Word differences: two texts, each in pieces that both have and pieces that it alone has."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from voicelab.text.letters import MARKS, WORD
from voicelab.text.words import is_unspaced

__all__ = ["TextPiece", "compared_form", "word_differences"]

_MOST_PAIRS = 100_000
"""Pairs of equal words that are looked at; texts with more of them are compared at both ends alone."""
_CHARACTER = re.compile(rf"\S[{MARKS}]*")
_WORD_OR_MARK = re.compile(rf"{WORD}|{_CHARACTER.pattern}")

_SEPARATOR = "\n"

_Place = tuple[int, int]


class TextPiece(NamedTuple):
    """A stretch of a text."""

    text: str
    is_shared: bool
    """Whether the other text has it, too."""


def word_differences(one: str, other: str) -> tuple[list[TextPiece], list[TextPiece]]:
    """Return two texts in pieces; in each, what is not shared is what it has and the other has not.

    Words and marks of punctuation are compared as they are written, blanks are not. In Chinese, Japanese,
    Thai and the like, characters are compared.

    Examples
    --------
    >>> here, there = word_differences("It is tall.", "It is very tall!")
    >>> here
    [TextPiece(text='It is tall', is_shared=True), TextPiece(text='.', is_shared=False)]
    >>> [piece.text for piece in there if not piece.is_shared]
    ['very', '!']
    """
    places, other_places = list(_places(one)), list(_places(other))
    shared, other_shared = _shared(_texts(one, places), _texts(other, other_places))
    return list(_pieces(one, places, shared)), list(_pieces(other, other_places, other_shared))


def compared_form(text: str) -> str:
    """Return what of a text is compared: it is the same for texts that do not differ."""
    return _SEPARATOR.join(map(_compared_form, text.split()))


@functools.lru_cache(maxsize=65_536)
def _compared_form(word: str) -> str:
    """Return what is compared of a word, blanks around it; one that many texts have is looked at once."""
    return _SEPARATOR.join(_texts(word, _places(word)))


def _places(text: str) -> Iterator[_Place]:
    for match in _WORD_OR_MARK.finditer(text):
        if match[0].isascii() or not any(map(is_unspaced, match[0])):
            yield match.span()
        else:
            yield from (character.span() for character in _CHARACTER.finditer(text, *match.span()))


def _texts(text: str, places: Iterable[_Place]) -> list[str]:
    return [unicodedata.normalize("NFC", text[start:end]) for start, end in places]


def _shared(one: Sequence[str], other: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """Say of each word of two texts whether it stands in the other as well, in the same order."""
    head = _alike(one, other)
    tail = min(_alike(one[::-1], other[::-1]), len(one) - head, len(other) - head)
    shared, other_shared = (
        [place < head or place >= len(words) - tail for place in range(len(words))] for words in (one, other)
    )
    middle, other_middle = one[head : len(one) - tail], other[head : len(other) - tail]
    counts = Counter(other_middle)
    if sum(counts[word] for word in middle) <= _MOST_PAIRS:
        matcher = SequenceMatcher(None, middle, other_middle, autojunk=False)
        for start, other_start, length in matcher.get_matching_blocks():
            shared[head + start : head + start + length] = [True] * length
            other_shared[head + other_start : head + other_start + length] = [True] * length
    return shared, other_shared


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    return sum(takewhile(bool, map(eq, one, other)))


def _pieces(text: str, places: Sequence[_Place], shared: Sequence[bool]) -> Iterator[TextPiece]:
    """Yield a text in pieces as long as they can be; blanks beside what is shared are shared."""
    start = end = 0
    was_shared = True
    for (place, place_end), is_shared in zip(places, shared, strict=True):
        if is_shared != was_shared:
            cut = place if was_shared else end
            if cut > start:
                yield TextPiece(text[start:cut], was_shared)
            start, was_shared = cut, is_shared
        end = place_end
    if not was_shared and end > start:
        yield TextPiece(text[start:end], was_shared)
        start = end
    if start < len(text):
        yield TextPiece(text[start:], True)
