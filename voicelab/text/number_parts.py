"""The words that numbers consist of, and which of them are numbers only beside others."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from voicelab.text.number_words import all_cardinals
from voicelab.text.unified_letters import unified_letters
from voicelab.text.words import words

__all__ = ["NumberParts", "number_parts"]

_SCALES = ("100", "1000", "1000000")
_COUNTED = (*map(str, range(100)), *_SCALES)
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
    """Those of 100, 1,000 and a million, ahead of which one of 1 is no article."""

    def are_one(self, word: str, following: str) -> bool:
        """Say whether two words in a row, in words or digits, are parts of one number."""
        if not {word, following} & self.words:
            return False
        if word in self.articles and following not in self.scales:
            return False
        return all(each in self.words or each.isdecimal() for each in (word, following))


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
    if language == "en":  # whose articles are no numbers
        return NumberParts(every | _SPOKEN_DIGITS, frozenset({"and"}), frozenset(), scales)
    return NumberParts(every, every - at_edges, ones, scales)


def _forms(number: str, language: str) -> list[str]:
    return [unified_letters(each, language) for each in all_cardinals(number, language)]
