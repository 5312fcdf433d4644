"""The words that numbers consist of, and which of them are numbers only beside others."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise

from voicelab.text.number_words import all_cardinals, all_ordinals
from voicelab.text.unified_letters import unified_letters
from voicelab.text.words import words

__all__ = ["NumberParts", "number_parts"]

_SCALES = ("100", "1000", "1000000", "2000000", "1000000000", "2000000000")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_COUNTED = (*map(str, range(100)), *_SCALES)
_PLACES = tuple(map(str, range(1, 100)))
_SPOKEN_DIGITS = frozenset({"oh", "o", "double", "triple"})
"""English beside the cardinals: 'double oh seven'."""


@dataclass(frozen=True, slots=True)
class NumberParts:
    """The words of a language's numbers, as `Readings` writes them."""

    words: frozenset[str]
    """All of them: said twice, they are two."""
    joints: frozenset[str]
    """Those that stand only within a number: 'et' of 'vingt et un', and between any two words, too."""
    articles: frozenset[str]
    """Those of 1, which are articles as well: 'ein 8849 m hoher Berg'."""
    scales: frozenset[str]
    """Those of 100, 1,000, a million and more, ahead of which one of 1 is no article."""

    pairs: frozenset[tuple[str, str]]
    """Words in a row in the numbers and places below 100: 'twenty five', 'twenty first'."""
    places: frozenset[str]
    """The last words of places: 'first'."""

    def has(self, word: str) -> bool:
        """Say whether a word is of a number, in words or digits."""
        return word.isdecimal() or word in self.words

    def has_within(self, word: str, following: str) -> bool:
        """Say whether two words of numbers in a row are read as one number: 'twenty five', 'hundred five'."""
        if (word, following) in self.pairs or self.joints & {word, following}:
            return True
        return word in self.scales or following in self.scales

    def are_one(self, word: str, following: str) -> bool:
        """Say whether two words in a row, in words or digits, are parts of one number."""
        if (word, following) in self.pairs or (word in self.scales and following in self.places):
            return True
        if not {word, following} & self.words:
            return False
        if word in self.articles and following not in self.scales:
            return False
        return all(each in self.words or _DIGITS.fullmatch(each) for each in (word, following))


@functools.cache
def number_parts(language: str) -> NumberParts:
    """Return the words of a language's numbers; none where no rules are known.

    Examples
    --------
    >>> parts = number_parts("fr")
    >>> sorted(parts.joints), parts.are_one("vingt", "cinq"), parts.are_one("un", "8849")
    (['et'], True, False)
    """
    numbers = [words(each) for number in _COUNTED for each in _forms(number, language)]
    every = frozenset(word for number in numbers for word in number)
    at_edges = {word for number in numbers for word in (number[:1] + number[-1:])}
    ones = frozenset(_forms("1", language))
    scales = frozenset(words(each)[-1] for number in _SCALES for each in _forms(number, language))
    places = [words(unified_letters(each, language)) for n in _PLACES for each in all_ordinals(n, language)]
    pairs = frozenset(pair for number in (*numbers, *places) if len(number) > 1 for pair in pairwise(number))
    lasts = frozenset(place[-1] for place in places if place)
    if language == "en":  # whose articles are no numbers
        return NumberParts(every | _SPOKEN_DIGITS, frozenset({"and"}), frozenset(), scales, pairs, lasts)
    return NumberParts(every, every - at_edges, ones, scales, pairs, lasts)


def _forms(number: str, language: str) -> list[str]:
    return [unified_letters(each, language) for each in all_cardinals(number, language)]
