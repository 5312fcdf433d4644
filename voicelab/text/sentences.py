"""Sentences: where they end, also in a text that is still being written.

Unicode's rules (UAX 29), with the abbreviations of `voicelab.text.abbreviations`. They were written anew
because the segmenters at hand want a whole text and its language, and change their mind as a text grows:
here the same text gives the same sentences however it is cut into pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass

from voicelab.text.sentence_boundary import LOOK_AHEAD, Boundary, ends_sentence, is_closing
from voicelab.text.sentence_marks import CLAUSE_MARKS, SPACED_MARKS, UNSPACED_MARKS

__all__ = [
    "MAX_CHARACTERS",
    "as_sentence",
    "contains_sentence",
    "has_end_mark",
    "parts_of",
    "rest_of_sentence",
]
__all__ += ["sentences", "sentences_of"]

MAX_CHARACTERS = 600
"""A longer sentence is cut at its last comma or space, to stay prompt and under Azure's ten minutes."""

_TAIL_CHARACTERS = 200

_ALL_MARKS = SPACED_MARKS + UNSPACED_MARKS
_MARKS = re.compile(
    rf"(?:[{re.escape(_ALL_MARKS)}]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);)+|[\n\r\v\f\x85\u2028\u2029]+"
)
_GREEK_MARKS = re.compile(rf"[{re.escape(_ALL_MARKS)};]+|[\n\r\v\f\x85\u2028\u2029]+")
_CLAUSE = re.compile(rf"[{re.escape(CLAUSE_MARKS)}]\s+|[、，；：]")
_SPACE = re.compile(rf"\s{{0,{LOOK_AHEAD}}}")

_GUILLEMET = re.compile(r"[ \u00a0\u202f]{0,2}(»)?")

_BREATH = re.compile(
    r"""
    \s*(?:\S+\s+){2,}?\S+[,;:–—]\s                # three words and a mark
    | \s*(?:\S+\s+){5,}?(?=(?:and|but|or|because|which|who|while|where|when|such\ as)\s)
    """,
    re.VERBOSE,
)
"""As much of a sentence as a speaker may say in one breath: up to a mark, or a word that goes on."""


async def sentences(
    text: AsyncIterator[str], language: str | None = None, *, first_breath: bool = False
) -> AsyncGenerator[str, None]:
    """Yield whole sentences, each as soon as it is known to be over, stripped and never empty.

    Parameters
    ----------
    language
        Such as ``de``; `None` if it is not known: the words of each sentence show it, else it is English.
    first_breath
        Whether to begin with part of the first sentence, if it is long, so that its sound comes sooner.
    """
    pending, has_marks, search = "", False, _Search()
    marks = _GREEK_MARKS if language == "el" else _MARKS
    async for piece in text:
        pending += piece
        has_marks = has_marks or marks.search(pending, len(pending) - len(piece)) is not None
        if not (has_marks or first_breath or len(pending) > MAX_CHARACTERS):
            continue  # nothing can end yet, and what was looked at is not looked at again
        start = 0
        while (end := _cut(pending, start, language, search, breath=first_breath)) is not None:
            sentence, start, search.settled = pending[start:end].strip(), end, 0
            if sentence:
                first_breath = False
                yield sentence
        if start:
            pending = pending[start:]
            has_marks = marks.search(pending) is not None
    for sentence in sentences_of(pending, language):
        yield sentence


def sentences_of(text: str, language: str | None = None) -> Iterator[str]:
    """Yield the sentences of a text that is complete, stripped and never empty."""
    start = 0
    while start < len(text):
        end = _end(text, start, language, is_complete=True)
        if end is None:
            end = _soft_cut(text, start, MAX_CHARACTERS)
        if sentence := text[start:end].strip():
            yield sentence
        start = end


def parts_of(sentence: str, longest: int) -> Iterator[str]:
    """Yield a sentence in parts of so many characters at most, cut at its pauses, else between words."""
    start = 0
    while start < len(sentence):
        end = _soft_cut(sentence, start, longest)
        yield sentence[start:end]
        start = end


def contains_sentence(text: str, language: str | None = None) -> bool:
    """Say whether a text that is being written has come to the end of a sentence."""
    text = text.strip()
    first = next(sentences_of(text, language), "")
    return len(first) < len(text) or has_end_mark(text)


def has_end_mark(text: str) -> bool:
    """Say whether the last of a text is a mark that ends sentences, whatever brackets and quotes follow."""
    text = text.rstrip()
    position = len(text)
    while position and is_closing(text[position - 1], "."):
        position -= 1
    return position > 0 and text[position - 1] in _ALL_MARKS


def as_sentence(text: str) -> str:
    """Return a text with a full stop behind it, unless a mark that ends sentences stands there already."""
    text = text.rstrip()
    return text if has_end_mark(text) else f"{text}."


def rest_of_sentence(before: str, text: str, language: str | None = None) -> int | None:
    """Return how much of a text still belongs to the sentence that was begun before it.

    `None` if the end of that sentence is not in the text, or is only known from what follows.
    """
    tail = before[-_TAIL_CHARACTERS:]
    end = _end(tail + text, 0, language, earliest=len(tail))
    return None if end is None else end - len(tail)


@dataclass(slots=True)
class _Search:
    """How far the end of a sentence was looked for, so that no mark is looked at again in each piece."""

    settled: int = 0
    """Characters of the sentence in which it has no end, whatever follows."""


def _cut(text: str, start: int, language: str | None, search: _Search, *, breath: bool) -> int | None:
    """Return where what begins at `start` is to be parted from the rest; `None` if nowhere yet."""
    end = _end(text, start, language, search=search)
    if end is not None:
        return end
    if len(text) - start > MAX_CHARACTERS + 3 * LOOK_AHEAD:
        return _soft_cut(text, start, MAX_CHARACTERS)
    found = _BREATH.match(text, start) if breath else None
    return found.end() if found is not None else None


def _soft_cut(text: str, start: int, longest: int) -> int:
    """Return where to cut what has no end in time: at its last pause, its last space, or anywhere."""
    last = start + longest
    if len(text) <= last:
        return len(text)
    pauses = [clause.end() for clause in _CLAUSE.finditer(text, start, last)]
    if pauses:
        return pauses[-1]
    space = text.rfind(" ", start, last)
    if space >= start:
        return space + 1
    # What a letter is written with stays with it.
    while last > start + longest // 2 and unicodedata.category(text[last]) in ("Mn", "Mc", "Me", "Cf"):
        last -= 1
    return last


def _end(
    text: str,
    start: int,
    language: str | None,
    *,
    earliest: int = 0,
    is_complete: bool = False,
    search: _Search | None = None,
) -> int | None:
    """Return where the sentence that begins at `start` ends, with the white space behind it.

    `None` if it has no end within `MAX_CHARACTERS`, or none that is known before more of the text is.
    """
    last = min(len(text), start + MAX_CHARACTERS)
    pattern = _GREEK_MARKS if language == "el" else _MARKS
    search = search or _Search()
    position = start + search.settled
    while (found := pattern.search(text, position, last)) is not None:
        position = end = found.end()
        ends: bool | None = True
        if not found[0].isspace():
            while position < last and is_closing(text[position], found[0][-1]):
                position += 1
            if text.count("«", start, position) > text.count("»", start, position):
                # In French a space stands ahead of the mark that closes.
                spaced = _GUILLEMET.match(text, position)
                if spaced is None or (spaced.end() == len(text) and not spaced[1] and not is_complete):
                    return None
                position = spaced.end() if spaced[1] else position
            space = _SPACE.match(text, position)
            assert space is not None
            end = space.end()
            following = text[end : end + LOOK_AHEAD]
            is_whole = is_complete and end + LOOK_AHEAD >= len(text)
            is_quoted = position > found.end()
            before = text[start : found.start()]
            boundary = Boundary(before, found[0], is_quoted, space[0], following, is_whole)
            ends = ends_sentence(boundary, language)
        if ends is None:
            return None
        if ends and end >= earliest:
            return end
        search.settled = position - start
    return None
