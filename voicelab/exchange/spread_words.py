"""The times of a text's words, where nobody measured them."""

from __future__ import annotations

import re

from voicelab.exchange.fields import Word
from voicelab.text.wide_letters import count_wide_letters

__all__ = ["spread_words"]

_WIDE_LETTER_WEIGHT = 2
"""A letter of Chinese, Japanese or Korean takes as long as so many of others."""
_LONGEST_WIDE = 4
"""More wide letters than this without a blank are several words."""
_PIECES = re.compile(r".[^\w]*", re.DOTALL)


def spread_words(text: str, start_seconds: float, end_seconds: float) -> tuple[Word, ...]:
    """Return the words of a text, the time between begin and end shared out by their letters.

    Where words are written without blanks, as in Chinese, each letter is one.

    Examples
    --------
    >>> [(word.text, word.start_seconds) for word in spread_words("To be.", 1.0, 2.0)]
    [('To', 1.0), ('be.', 1.4)]
    """
    pieces = [piece for token in text.split() for piece in _pieces(token)]
    weights = [len(piece) + (_WIDE_LETTER_WEIGHT - 1) * count_wide_letters(piece) for piece in pieces]
    second = (end_seconds - start_seconds) / (sum(weights) or 1)
    words, before = [], 0
    for piece, weight in zip(pieces, weights, strict=True):
        start = round(start_seconds + second * before, 3)
        words.append(Word(text=piece, start_seconds=start, duration_seconds=round(second * weight, 3)))
        before += weight
    return tuple(words)


def _pieces(token: str) -> list[str]:
    return _PIECES.findall(token) if count_wide_letters(token) > _LONGEST_WIDE else [token]
