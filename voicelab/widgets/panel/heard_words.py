"""How far a reply was heard, by the times of its words."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from voicelab.exchange.fields import Word
from voicelab.text.speaking_pace import said_length

__all__ = ["HeardWords", "length_in"]

_LONGEST_GAP = 80
"""Characters of a reply that may go unspoken between two words, such as a link."""


class HeardWords:
    """Computes how much of a reply's text was heard after so many seconds of its sound.

    By the times of its words as far as they are known; where a voice gives none, by the usual pace.
    """

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[int] = []
        self.begins_at_seconds = 0.0
        """Where in the reply the speaker began, which counts from there."""

    def add(self, words: Sequence[Word], reply: str) -> None:
        """Note words that follow those before; `reply` is the text as the model wrote it."""
        for word in words:
            before = self._ends[-1] if self._ends else 0
            self._starts.append(word.start_seconds)
            self._ends.append(_end_of(word.text, reply, before))

    def length(self, seconds: float, reply: str) -> int:
        """Return how many characters of the reply were heard after so many seconds of the speaker's."""
        seconds += self.begins_at_seconds
        if not self._starts:
            return said_length(reply, seconds)
        begun = bisect.bisect_right(self._starts, seconds) if seconds > 0 else 0
        return self._ends[begun - 1] if begun else 0


def length_in(reply: str, heard: str) -> int:
    """Return how many characters of a reply a beginning of its spoken text covers."""
    if heard == reply:
        return len(reply)
    position = 0
    for word in heard.split():
        position = _end_of(word, reply, position)
    return position


def _end_of(word: str, reply: str, start: int) -> int:
    found = reply.find(word, start, start + _LONGEST_GAP + len(word))
    return found + len(word) if found >= 0 else start
