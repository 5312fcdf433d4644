"""Whether two transcripts are the same words, written differently.

A recognizer writes its hypotheses as it hears, and its final transcript as one writes: 'ten' becomes '10',
'five dollars' '$5', 'e mail' 'email', and 'um' nothing.
"""

from __future__ import annotations

import re
from itertools import compress, count
from operator import ne

from voicelab.text.languages import language_of, written_language
from voicelab.text.letters import LETTER
from voicelab.text.readings import Readings
from voicelab.text.words import folded, words

__all__ = ["Way", "longer_ways", "same_words"]

_MOST_STEPS = 2000
"""How many are looked at: some ten milliseconds' worth, since what listens waits for it."""
_PUNCTUATION = re.compile(r"(?<=[^\d\s])[.,!?;:…。、，！？]+(?=\s|$)")
"""Marks behind words; behind a number they may be part of it."""
_ALIKE = re.compile(rf"(?:{LETTER}|[ '])*")
Way = tuple[Readings, int, Readings, int, str]
"""A way to say the beginnings of two texts alike: the one that has said less and how far it is, the other,
and what that has said more."""
_LEFT_OVER = 10
"""How many characters ahead of a difference are looked at: it may begin with a word that was said twice."""


def same_words(
    one: str, other: str, locales: tuple[str, ...] = ("en-US",), *, marks_part: bool = False
) -> bool:
    """Tell whether two transcripts may be of the same words: whether there is a way to say both alike.

    Neither case, punctuation nor spaces make a difference. What is not known to be said alike is not the
    same, and there is no guess at what was meant: 'ten' is not '12', 'can' not 'can't'. Nor is what it would
    take long to find out.

    Parameters
    ----------
    locales
        What is spoken, best the one that was identified: its numbers, abbreviations and fillers are known.

    marks_part
        Whether commas and colons part numbers for certain: a recognizer guesses them.

    Examples
    --------
    >>> same_words("i'll pay five dollars at three thirty", "I'll pay $5 at 3:30.")
    True
    >>> same_words("twenty five", "205"), same_words("i can", "I can't.")
    (False, False)
    >>> same_words("fünfzig prozent", "50 %", ("de-DE",))
    True
    """
    one, other = (_PUNCTUATION.sub("", text) for text in (one, other))
    if folded(one).split() == folded(other).split():
        return True
    here, there = words(one), words(other)
    if not here or not there:
        return here == there
    languages = dict.fromkeys(written_language(language_of(locale)) for locale in locales)
    search = _WaySearch()
    return any(
        search.finds(
            Readings(one, language, there, marks_part=marks_part),
            Readings(other, language, here, marks_part=marks_part),
        )
        for language in languages
    )


def longer_ways(way: Way) -> list[Way]:
    """Return the ways that go on from another by what the text says next that has said less."""
    behind, at, ahead, ahead_at, more = way
    ways: list[Way] = []
    for said, then in behind.steps(at):
        if said.startswith(more):
            ways.append((ahead, ahead_at, behind, then, said[len(more) :]))
        elif more.startswith(said):
            ways.append((behind, then, ahead, ahead_at, more[len(said) :]))
    return ways


class _WaySearch:
    """Looks for a way to say two texts alike, and gives up in time."""

    def __init__(self) -> None:
        self._steps_left = _MOST_STEPS

    def finds(self, one: Readings, other: Readings) -> bool:
        """Tell whether some way through the first says the same as one through the second."""
        todo: list[Way] = [(one, 0, other, 0, "")]
        seen = set(todo)
        while todo and self._steps_left > 0:
            behind, at, ahead, ahead_at, more = todo.pop()
            if at == len(behind.text):
                if ahead_at == len(ahead.text) and not more:
                    return True
                steps = [] if more else [(ahead, ahead_at, behind, at, "")]
            else:
                if not more and (alike := _alike_from(behind, at, ahead, ahead_at)):
                    at, ahead_at = at + alike, ahead_at + alike
                steps = longer_ways((behind, at, ahead, ahead_at, more))
                self._steps_left -= len(behind.steps(at)) // 4
            self._steps_left -= 1 + len(steps)
            todo += [step for step in steps if step not in seen]
            seen.update(steps)
        return False


def _alike_from(one: Readings, at: int, other: Readings, other_at: int) -> int:
    """Return for how many characters both are the same words, up to shortly before they differ."""
    least = _LEFT_OVER + 1
    if one.text[at : at + least] != other.text[other_at : other_at + least]:
        return 0
    ours, theirs = one.text[at:], other.text[other_at:]
    written = _ALIKE.match(ours)
    alike = next(compress(count(), map(ne, ours, theirs)), min(len(ours), len(theirs)))
    alike = max(0, min(alike, written.end() if written else 0) - _LEFT_OVER)
    return one.text[at : at + alike].rfind(" ") + 1 if one.is_spaced else alike
