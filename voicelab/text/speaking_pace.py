"""The usual pace of speech: how much of a text is said in a while, where a voice does not tell."""

from __future__ import annotations

import unicodedata

from voicelab.text.wide_letters import count_wide_letters
from voicelab.text.words import is_unspaced

__all__ = ["end_of_word", "said_length", "spoken_length"]

_CHARACTERS_A_SECOND = 15.0


def spoken_length(text: str) -> int:
    """Return how long a text takes to say, in letters of an alphabet: a wide one takes as long as three.

    Examples
    --------
    >>> spoken_length("ab漢字")
    8
    """
    return len(text) + 2 * count_wide_letters(text)


def said_length(text: str, seconds: float) -> int:
    """Return how many characters of a text are said in so many seconds, with the word that has begun.

    Examples
    --------
    >>> said_length("One mountain follows the next.", 0.5)
    12
    """
    if seconds <= 0:
        return 0
    left = round(seconds * _CHARACTERS_A_SECOND)
    for position, letter in enumerate(text):
        if left <= 0:
            return end_of_word(text, position)
        left -= spoken_length(letter)
    return len(text)


def end_of_word(text: str, position: int) -> int:
    """Return where the word ends that a position is in; letters of scripts without spaces are words.

    Examples
    --------
    >>> end_of_word("One mountain", 6), end_of_word("明天的天气", 2)
    (12, 2)
    """
    while position < len(text):
        is_mark = unicodedata.category(text[position])[0] == "M"
        if text[position].isspace() or (is_unspaced(text[position]) and not is_mark):
            break
        position += 1
    return position
