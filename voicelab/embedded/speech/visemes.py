"""Visemes: what the mouth does, by Azure's numbers, estimated from the spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from voicelab.text.letters import WORD

__all__ = ["visemes"]

_SILENCE = 0
_LETTERS = {
    "a": 1, "e": 4, "i": 6, "j": 6, "y": 6, "o": 8, "u": 7, "w": 7, "h": 12, "r": 13, "l": 14, "s": 15,
    "z": 15, "ß": 15, "f": 18, "v": 18, "d": 19, "n": 19, "t": 19, "c": 20, "g": 20, "k": 20, "q": 20,
    "x": 20, "b": 21, "m": 21, "p": 21,
}  # fmt: skip
_PAIRS = {
    "sh": 16, "ch": 16, "th": 17, "ph": 18, "ng": 20, "ck": 20, "oo": 7, "ee": 6, "ea": 6, "ow": 9, "ou": 9,
    "oy": 10, "oi": 10, "ai": 11, "ay": 4, "aw": 3, "au": 3, "er": 5, "ir": 5, "ur": 5,
}  # fmt: skip
_OPEN_MOUTH = 1
"""For letters of other scripts."""
_PIECE = re.compile("|".join([*_PAIRS, r"\w"]))
_WORD = re.compile(rf"{WORD}|(?:(?!\w)\S)+")


def visemes(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield where in a sentence a viseme begins, in characters, and which of Azure's 22 it is.

    A viseme that goes on is given once; the mouth is at rest (0) between words with a mark, and at the end.

    Examples
    --------
    >>> list(visemes("Map."))
    [(0, 21), (1, 1), (2, 21), (3, 0)]
    """
    last = None
    for match in _WORD.finditer(sentence):
        for place, viseme in _of_word(match.group(), match.start()):
            if viseme != last:
                yield place, viseme
            last = viseme
    if last not in (None, _SILENCE):
        yield len(sentence), _SILENCE


def _of_word(word: str, start: int) -> Iterator[tuple[int, int]]:
    if not re.match(r"\w", word):
        if word not in ("'", "’", "-"):
            yield start, _SILENCE
        return
    # One plain letter for each, so that places stay those of the text.
    plain = "".join((unicodedata.normalize("NFKD", letter.lower()) or letter)[0] for letter in word)
    for match in _PIECE.finditer(plain):
        piece = match.group()
        yield start + match.start(), _PAIRS.get(piece) or _LETTERS.get(piece, _OPEN_MOUTH)
