"""A text as it may be said, word by word, and which of its words say the same as those of another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from voicelab.text.fillers import fillers
from voicelab.text.letters import LETTER, SPOKEN_SIGNS, WORD_CHARACTER
from voicelab.text.number_parts import number_parts
from voicelab.text.number_words import THOUSANDS_BY_COMMA, ungrouped
from voicelab.text.readings import Readings
from voicelab.text.same_words import Way, longer_ways
from voicelab.text.words import words

__all__ = ["SaidText", "SaidWord"]

_MOST_STEPS = 300
"""How many are looked at from one pair of words: a few milliseconds' worth."""
_WRITTEN = re.compile(r"\S+")
_SAID = re.compile(rf"{WORD_CHARACTER}|\*\*|[{SPOKEN_SIGNS}°§]")
_PARTS = re.compile(rf"(?<={LETTER})[-–—‐‑/](?={LETTER})")
_SIGN = re.compile(f"[{SPOKEN_SIGNS}°§]")
_MASKED = re.compile(rf"{LETTER}*\*{{2,}}{LETTER}*")
_GROUPED = re.compile(r"\d{1,3} \d{3}")
_MIXED = re.compile(
    r" \d{1,2}[/⁄]\d{1,2}(?!\d)| and (?:a|an|one|two|three) (?:half|quarter|third|eighth)"
    r"|[ -](?:halves|thirds|quarters|fourths|fifths|sixths|sevenths|eighths|ninths|tenths)(?!\w)"
)
_LENGTH = re.compile(r"(?:(?:\d ?|k)m|met(?:er|re)s?|miles?|feet)$")
_RATE = re.compile(r" ?/ ?(?:h|hr|s|sec|min)(?![^\W_])| (?:per|an|a) (?:hour|second|minute)(?!\w)")
"""What makes a speed of a length."""
_SIGNED = re.compile(rf"[-−–.#]+[\d{SPOKEN_SIGNS}]")


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word of a text; of a script without spaces, a character."""

    text: str
    """As it stands, in lower case, without the punctuation around it."""
    key: str
    """The same for words that differ in punctuation within or in the marks between thousands alone."""
    start: int
    end: int


class SaidText:
    """A text in words, with all manners of saying it.

    Case, width and punctuation make no difference; words with hyphens are several.

    Parameters
    ----------
    language
        Code of its language, such as ``de``.
    beside
        Another transcript of the same sound: its words show what a mask such as 'f***' stands for.
    leaves_fillers_out
        Whether sounds such as 'um' are no words.
    marks_part
        Whether commas and colons part numbers for certain: a recognizer guesses them.

    Examples
    --------
    >>> [word.text for word in SaidText("Um, it's a well-known $5 book.", "en").words]
    ["it's", 'a', 'well', 'known', '5', '$', 'book']
    """

    def __init__(
        self,
        text: str,
        language: str,
        *,
        beside: str = "",
        leaves_fillers_out: bool = True,
        marks_part: bool = False,
    ) -> None:
        self.readings = Readings(text, language, words(beside), marks_part=marks_part)
        self._language = language
        left_out = frozenset(fillers(language) if leaves_fillers_out else ())
        self.words = [
            word
            for word in self._found(left_out)
            if word.key not in left_out or self.readings.is_parted_sound(word.start)
        ]
        self._ends = self._boundaries()

    def alike_ends(
        self, at: int, end: int, other: SaidText, other_at: int, other_end: int
    ) -> list[tuple[int, int]]:
        """Return how far words from some place on say the same as those of another text from some place on.

        Parameters
        ----------
        at, other_at
            Where to begin, in words.
        end, other_end
            How far to look, in words.

        Returns
        -------
        list of tuple
            Ends here and there, in words; both texts have one word at least.
        """
        here, there = self.readings, other.readings
        last, other_last = self._start_of(end), other._start_of(other_end)
        start: Way = (here, self.words[at].start, there, other.words[other_at].start, "")
        todo, seen, found = [start], {start}, []
        while todo and len(seen) < _MOST_STEPS:
            way = todo.pop()
            behind, behind_at, _, ahead_at, more = way
            place, other_place = (behind_at, ahead_at) if behind is here else (ahead_at, behind_at)
            if place > last or other_place > other_last:
                continue
            if not more:
                ends = self._ends[place], other._ends[other_place]
                if at < ends[0] and other_at < ends[1]:
                    found.append(ends)
            if behind_at < len(behind.text):
                ways = [each for each in longer_ways(way) if each not in seen]
                todo += ways
                seen.update(ways)
        return found

    def number_goes_on(self, start: int, end: int) -> bool:
        """Say whether some words are only a part of a number or measure: 'five' of 'twenty five'."""
        edges = ((start - 1, start), (end - 1, end))
        if any(0 < after < len(self.words) and self._is_one_number(at, after) for at, after in edges):
            return True
        text, last = self.readings.text, self.words[end - 1].end
        if self.words[end - 1].key == "a" and self.readings.counts(last):  # 'a half'
            return True
        if _MIXED.match(text, last) and self._is_number(end - 1):
            return True
        return self._is_negative(start) or (
            _RATE.match(text, last) is not None and _LENGTH.search(text[:last]) is not None
        )

    def _is_number(self, at: int) -> bool:
        return number_parts(self._language).has(self.words[at].key)

    def _is_negative(self, at: int) -> bool:
        """Say whether 'minus' stands ahead of a number, and no other number ahead of that."""
        if at < 1 or self.words[at - 1].key not in self.readings.minus or not self._is_number(at):
            return False
        return at == 1 or not self._is_number(at - 2)

    def _is_one_number(self, at: int, after: int) -> bool:
        """Say whether two words in a row are of one number, no mark being between them.

        A joint such as 'and' is of a number only between two parts of it.
        """
        parts = number_parts(self._language)
        if self.words[at].key in parts.joints:
            at -= 1
        if after < len(self.words) and self.words[after].key in parts.joints:
            after += 1
        if at < 0 or after >= len(self.words):
            return False
        between = self.words[at : after + 1]
        if self._language not in THOUSANDS_BY_COMMA and _GROUPED.fullmatch(
            self.readings.text, between[0].start, between[-1].end
        ):
            return True
        if any(self.readings.text[one.end : other.start].strip("- ") for one, other in pairwise(between)):
            return False
        return parts.are_one(between[0].key, between[-1].key)

    def _start_of(self, number: int) -> int:
        """Return where a word begins, or the text ends: marks ahead of it may be part of a number."""
        return self.words[number].start if number < len(self.words) else len(self.readings.text)

    def _found(self, left_out: frozenset[str]) -> Iterator[SaidWord]:
        text = self.readings.text
        if not self.readings.is_spaced:
            for at, character in enumerate(text):
                if unicodedata.category(character)[0] in "LMN" or _SIGN.match(character):
                    yield SaidWord(character, character, at, at + 1)
            return
        for written in _WRITTEN.finditer(text):
            for start, end in _parts(written, left_out):
                start, end = _without_marks(text, start, end)
                word = text[start:end]
                if _SAID.search(word):
                    yield SaidWord(word, self._key(word), start, end)

    def _key(self, word: str) -> str:
        if any(map(str.isdecimal, word)):
            return ungrouped(word, self._language)
        said = (c for c in word if c == "'" or not _is_mark(c))
        return "".join(said).strip("'") or word

    def _boundaries(self) -> list[int]:
        """Return for each place of the text how many words are over there; -1 within a word."""
        ends = [0] * (len(self.readings.text) + 1)
        count = 0
        for number, word in enumerate(self.words):
            ends[count : word.start + 1] = [number] * (word.start + 1 - count)
            ends[word.start + 1 : word.end] = [-1] * (word.end - word.start - 1)
            count = word.end
        ends[count:] = [len(self.words)] * (len(ends) - count)
        return ends


def _parts(written: re.Match[str], left_out: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a word with hyphens are; 'uh-huh' is one, though 'uh' is no word."""
    start = written.start()
    if left_out.isdisjoint(_PARTS.split(written[0])):
        for hyphen in _PARTS.finditer(written[0]):
            yield start, written.start() + hyphen.start()
            start = written.start() + hyphen.end()
    yield start, written.end()


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a word is without the punctuation around it; a number keeps its sign, a mask its stars."""
    masked = _stripped(text, start, end, kept="*")
    return masked if _MASKED.fullmatch(text, *masked) else _stripped(text, start, end)


def _stripped(text: str, start: int, end: int, kept: str = "") -> tuple[int, int]:
    while start < end and _is_mark(text[start], kept) and not _SIGNED.match(text, start, end):
        start += 1
    while start < end and _is_mark(text[end - 1], kept):
        end -= 1
    return start, end


def _is_mark(character: str, kept: str = "") -> bool:
    is_mark = unicodedata.category(character)[0] in "PZC" and not _SIGN.match(character)
    return is_mark and character not in kept
