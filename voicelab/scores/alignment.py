"""Alignment: what was said and what was heard, word beside word, and how many words are wrong."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicelab.scores.aligned_words import AlignedWords, CountedUnit, words_html, words_text
from voicelab.scores.edits import EditKind, edits_between
from voicelab.scores.said_alike import Alike, said_alike
from voicelab.text.languages import IDEOGRAPHIC, language_of, written_language
from voicelab.text.number_words import cardinal
from voicelab.text.said_text import SaidText, SaidWord

__all__ = ["Alignment", "SameBy", "alignment"]

SameBy = Literal["speech", "letters", "writing"]

_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, repr=False)
class Alignment:
    """A reference transcript beside what was heard; shows itself with the words that differ marked."""

    parts: tuple[AlignedWords, ...]
    """All places, in order."""
    unit: CountedUnit = "word"
    """What is counted: words; or characters, as where words are not parted by spaces."""

    @property
    def length(self) -> int:
        """How many words, or characters, the reference has."""
        return sum(part.length for part in self.parts if part.kind != "added")

    @property
    def substitutions(self) -> int:
        """How many were heard as another."""
        return self._count("substituted")

    @property
    def deletions(self) -> int:
        """How many were left out."""
        return self._count("left-out")

    @property
    def insertions(self) -> int:
        """How many were added."""
        return self._count("added")

    @property
    def errors(self) -> int:
        """How many are wrong in all."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def error_rate(self) -> float:
        """The errors as a share of `length`: 0 is perfect, above 1 if much was added; NaN of nothing."""
        return self.errors / self.length if self.length else math.nan

    def _count(self, kind: EditKind) -> int:
        return sum(part.kind == kind for part in self.parts)

    @property
    def title(self) -> str:
        """How many words are wrong, of how many, and in which manner, in a line."""
        counts = {
            "substituted": self.substitutions,
            "left out": self.deletions,
            "added": self.insertions,
        }
        several = "" if self.length == 1 else "s"
        wrong = f"{self.errors} wrong of {self.length} {self.unit}{several}"
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        return f"{wrong}: {kinds}" if kinds else wrong

    def __repr__(self) -> str:
        return words_text(self.title, self.parts, self.unit)

    def _repr_html_(self) -> str:
        return words_html(self.title, self.parts, self.unit)


@functools.lru_cache(maxsize=1024)
def alignment(
    reference: str,
    heard: str,
    *,
    language: str = "en-US",
    same_by: SameBy = "speech",
    by_character: bool = False,
) -> Alignment:
    """Align what was heard with what was said, with the fewest errors that there can be.

    Parameters
    ----------
    reference
        What was said.
    language
        Its locale, such as ``de-DE``: how numbers, units and abbreviations are said, and what fillers are.
    same_by
        When words are the same: ``speech`` if they may be said alike, as '8,849 m' and 'eight thousand eight
        hundred forty-nine metres' or 'it is' and "it's"; fillers such as 'um' do not count. ``letters`` if
        they differ in case, punctuation and marks between thousands alone, ``writing`` if in nothing.
    by_character
        Whether characters are counted in place of words; those of Chinese, Japanese and Thai always are.

    Raises
    ------
    ConfigurationError
        The extra ``compare`` is not installed.

    Examples
    --------
    >>> alignment("It is twenty metres high.", "it's 20 feet high")
    1 wrong of 5 words: 1 substituted
    said   it is  twenty  metres  high
    heard  it's   20      feet    high
                          S
    """
    if same_by not in ("speech", "letters", "writing"):
        raise ValueError(f"same_by is 'speech', 'letters' or 'writing', not {same_by!r}")
    code = written_language(language_of(language))
    by_speech = same_by == "speech"
    said, other = (
        SaidText(text, code, beside=beside, leaves_fillers_out=by_speech)
        for text, beside in ((reference, heard), (heard, reference))
    )
    is_spaced = said.readings.is_spaced
    if by_speech:
        sides = _pieces_by_speech(said, other, code)
    elif same_by == "letters":
        sides = tuple([_Piece.of(word.key) for word in text.words] for text in (said, other))
    else:
        written = (text.split() if is_spaced else "".join(text.split()) for text in (reference, heard))
        sides = tuple(list(map(_Piece.of, words)) for words in written)
    if is_spaced and by_character:
        sides = tuple([_Piece.of(letter) for letter in _letters(side)] for side in sides)
    unit: CountedUnit = "word" if is_spaced and not by_character else "character"
    return Alignment(tuple(_aligned(*sides)), unit)


class _Piece(NamedTuple):
    """What is aligned as one: a word, or several that the other side says in another manner."""

    key: str
    text: str
    words: tuple[str, ...]
    """As the reference writes them."""

    @classmethod
    def of(cls, word: str) -> _Piece:
        return cls(word, word, (word,))


def _pieces_by_speech(reference: SaidText, heard: SaidText, language: str) -> tuple[list[_Piece], ...]:
    """Return both sides in pieces, those with one key that say the same."""
    ours: list[_Piece] = []
    theirs: list[_Piece] = []
    at = heard_at = 0
    blank = " " if reference.readings.is_spaced else ""
    end, heard_end = len(reference.words), len(heard.words)
    places = [*said_alike(reference, heard), Alike(end, end, heard_end, heard_end)]
    for number, place in enumerate(places):
        here, there = reference.words[at : place.start], heard.words[heard_at : place.heard_start]
        ours += _spelt_out(here, there, language)
        theirs += _spelt_out(there, here, language)
        if place.start < place.end:
            words = tuple(word.text for word in reference.words[place.start : place.end])
            other = (word.text for word in heard.words[place.heard_start : place.heard_end])
            ours.append(_Piece(f"\0{number}", blank.join(words), words))
            theirs.append(_Piece(f"\0{number}", blank.join(other), words))
        at, heard_at = place.end, place.heard_end
    return ours, theirs


def _spelt_out(words: Sequence[SaidWord], others: Sequence[SaidWord], language: str) -> Iterator[_Piece]:
    """Yield words that differ from others, numbers in words if the others have none in digits.

    So one wrong word of a number is one error, whichever side writes digits.
    """
    has_words_only = bool(others) and not any(map(str.isdecimal, "".join(word.key for word in others)))
    for word in words:
        is_number = _DIGITS.fullmatch(word.key) is not None and language not in IDEOGRAPHIC
        said = cardinal(word.key, language) if is_number and has_words_only else None
        if said is None:
            yield _Piece(word.key, word.text, (word.text,))
        else:
            yield from map(_Piece.of, said.split())


def _letters(side: Sequence[_Piece]) -> str:
    return " ".join(word for piece in side for word in piece.words)


def _aligned(ours: Sequence[_Piece], theirs: Sequence[_Piece]) -> Iterator[AlignedWords]:
    for edit in edits_between([piece.key for piece in ours], [piece.key for piece in theirs]):
        here, there = ours[edit.start : edit.end], theirs[edit.heard_start : edit.heard_end]
        if edit.kind == "left-out":
            yield from (AlignedWords(edit.kind, piece.text, "", len(piece.words)) for piece in here)
        elif edit.kind == "added":
            yield from (AlignedWords(edit.kind, "", piece.text) for piece in there)
        else:
            for piece, other in zip(here, there, strict=True):
                yield AlignedWords(edit.kind, piece.text, other.text, len(piece.words))
