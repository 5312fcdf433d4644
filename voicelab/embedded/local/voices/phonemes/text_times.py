"""Text times: where a text has come to at which time, from the times of its phonemes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["text_times"]

_CLAUSE = re.compile(r"[^,.!?;:…—、。！？；：，¿¡\"“”«»()]+")
_WORD = re.compile(r"\S+")
_Span = tuple[int, int]


def text_times(text: str, phonemes: str, edges: Sequence[float]) -> list[tuple[int, float]]:
    """Return positions in a text, each with the time at which its sound is there, in seconds.

    Words are matched with those of the phonemes clause by clause: where a clause has as many of them in both,
    each has its time, and otherwise the clause as a whole, such as where a number was written out.

    Parameters
    ----------
    edges
        The n + 1 times between the n phonemes.

    Examples
    --------
    >>> text_times("Hi you.", "hI ju.", [0.0, 0.1, 0.3, 0.4, 0.5, 0.7, 0.8])
    [(0, 0.0), (2, 0.3), (3, 0.4), (6, 0.7)]
    """
    clauses, sounds = _spans(_CLAUSE, text), _spans(_CLAUSE, phonemes)
    if len(clauses) != len(sounds):
        clauses, sounds = [(0, len(text))], [(0, len(phonemes))]
    times = []
    for clause, sound in zip(clauses, sounds, strict=True):
        words = list(_words(text, clause))
        spoken = list(_words(phonemes, sound))
        if len(words) != len(spoken):
            words, spoken = [(words[0][0], words[-1][1])], [(spoken[0][0], spoken[-1][1])]
        for (start, end), (first, last) in zip(words, spoken, strict=True):
            times += [(start, edges[first]), (end, edges[last])]
    return times


def _spans(pattern: re.Pattern[str], text: str) -> list[_Span]:
    return [found.span() for found in pattern.finditer(text) if found[0].strip()]


def _words(text: str, clause: _Span) -> Iterator[_Span]:
    for found in _WORD.finditer(text, *clause):
        yield found.span()
