"""Whole utterances: whether a text consists of some words and phrases and of nothing else."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable

from voicelab.text.words import alike, is_unspaced, words

__all__ = ["begins_like", "consists_of", "folded_phrases"]

_BARE = str.maketrans("łđøħ", "ldoh")
"""What is left of letters whose sign is no accent to Unicode."""
_SPELT_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("å"): "aa", ord("æ"): "ae", ord("ø"): "oe"}
"""How these are written where a keyboard lacks them."""


def consists_of(text: str, phrases: frozenset[str], around: frozenset[str] = frozenset()) -> bool:
    """Tell whether a text is one or several of some phrases, whatever its case, punctuation and spacing.

    Its accents may be left out, and none is put where a phrase has none: 'Schon.' may mean 'schön', 'Schön.'
    not 'schon'.

    Parameters
    ----------
    phrases
        As `folded_phrases` returns them.
    around
        Others that may stand beside them, likewise.

    Examples
    --------
    >>> phrases, around = folded_phrases(["stop", "hör auf"]), folded_phrases(["bitte"])
    >>> texts = ("STOP! Stop, bitte.", "Hoer auf", "Bitte.", "Stoppen")
    >>> [consists_of(text, phrases, around) for text in texts]
    [True, True, False, False]
    """
    utterance = _folded(text)
    return _ends(utterance, phrases, around).get(len(utterance), False)


def begins_like(text: str, phrases: frozenset[str]) -> bool:
    """Tell whether a text can become one or several of some phrases if more words follow.

    Examples
    --------
    >>> [begins_like(text, folded_phrases(["of course", "yes"])) for text in ("Yes, of", "of", "off", "no")]
    [True, True, False, False]
    """
    utterance = _folded(text)
    known = _by_first_letter(phrases)
    return any(
        _is_beginning(utterance[end:], phrase)
        for end in _ends(utterance, phrases, frozenset())
        for phrase in known.get(utterance[end : end + 1], ())
    )


def _is_beginning(rest: str, phrase: str) -> bool:
    is_whole_word = phrase[len(rest) : len(rest) + 1] == " " or is_unspaced(phrase[-1])
    return bool(rest) and is_whole_word and _is_written(rest, phrase[: len(rest)])


def _ends(utterance: str, phrases: frozenset[str], around: frozenset[str]) -> dict[int, bool]:
    """Return where a phrase may end, and whether one of those that are needed was before."""
    ends, known, beside = {0: False}, _by_first_letter(phrases), _by_first_letter(around)
    for position in range(len(utterance)):
        if position in ends:
            letter = utterance[position]
            for part in (*known.get(letter, ()), *beside.get(letter, ())):
                if (end := _end(utterance, position, part)) is not None:
                    ends[end] = ends.get(end, False) or ends[position] or part in phrases
    return ends


@functools.lru_cache(maxsize=64)
def _by_first_letter(parts: frozenset[str]) -> dict[str, list[str]]:
    """Return parts by the letter that they begin with, with its accent and without."""
    found: dict[str, list[str]] = {}
    for part in parts:
        for letter in {part[0], _bare(part)[0]}:
            found.setdefault(letter, []).append(part)
    return found


def folded_phrases(phrases: Iterable[str]) -> frozenset[str]:
    """Return phrases folded as texts are, those with letters that keyboards lack also spelt out."""
    folded = {_folded(phrase) for phrase in phrases} - {""}
    return frozenset(folded | {phrase.translate(_SPELT_OUT) for phrase in folded})


def _folded(text: str) -> str:
    return alike(" ".join(words(text)))


def _end(utterance: str, position: int, part: str) -> int | None:
    """Return where the next word begins if a part stands here; `None` if it does not, or ends in a word."""
    end = position + len(part)
    if not _is_written(utterance[position:end], part):
        return None
    if utterance[end : end + 1] == " ":
        return end + 1
    return end if end == len(utterance) or is_unspaced(part[-1]) else None


def _is_written(utterance: str, part: str) -> bool:
    """Whether this is the part, perhaps without its accents or some of them."""
    if utterance == part:
        return True
    bare = _bare(part)
    return len(utterance) == len(part) and all(
        utterance[at] in (part[at], bare[at]) for at in range(len(part))
    )


@functools.lru_cache(maxsize=4096)
def _bare(part: str) -> str:
    """Return a part without its accents, each letter in its place."""
    return "".join(map(_bare_letter, part.translate(_BARE)))


def _bare_letter(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if all("\u0300" <= mark <= "\u036f" for mark in parts[1:]) else letter
