"""The stop phrase: what ends a conversation when it is the whole utterance."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voicelab.text.languages import language_of
from voicelab.text.stop_words import courtesies, stop_words
from voicelab.text.words import alike, words

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["ends_conversation", "is_stop_phrase"]

_STOP = "stop"
"""The phrase that stands for its like in each language that is spoken: 'stopp', 'arrête', '停止'."""
_BARE = str.maketrans("łđøħ", "ldoh")
"""What is left of letters whose sign is no accent to Unicode."""
_SPELT_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("å"): "aa", ord("æ"): "ae", ord("ø"): "oe"}
"""How these are written where a keyboard lacks them."""


def ends_conversation(text: str, settings: Settings) -> bool:
    """Tell whether an utterance is the stop phrase of some settings, in one of their languages."""
    return is_stop_phrase(text, settings.stop_phrase, settings.languages)


def is_stop_phrase(text: str, phrases: str | tuple[str, ...], locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether an utterance is the stop phrase, whatever its case, punctuation and spacing.

    Its accents may be left out, and none is put where it has none: 'Schon.' may mean 'schön', 'Schön.' not
    'schon'. It may be said several times, and with courtesies; any other word makes it an utterance like
    others.

    Parameters
    ----------
    phrases
        One or several; the one phrase 'stop' stands for its like in the languages of the locales.
    locales
        What is spoken: their courtesies are known.

    Examples
    --------
    >>> is_stop_phrase("STOP!", "stop"), is_stop_phrase("Stop the music.", "stop")
    (True, False)
    >>> is_stop_phrase("Stop. Stop, please.", "stop"), is_stop_phrase("Please.", "stop")
    (True, False)
    >>> is_stop_phrase("Stopp!", "stop", ("de-DE",)), is_stop_phrase("Stopp!", ("halt",), ("de-DE",))
    (True, False)
    """
    stops, others = _parts(phrases, locales)
    utterance = _folded(text)
    # Where a phrase may end so far, and whether a stop phrase was among those before.
    ends = {0: False}
    for position in range(len(utterance)):
        if position in ends:
            for part in (*stops, *others):
                if (end := _end(utterance, position, part)) is not None:
                    ends[end] = ends.get(end, False) or ends[position] or part in stops
    return ends.get(len(utterance), False)


@functools.lru_cache(maxsize=32)
def _parts(phrases: str | tuple[str, ...], locales: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the phrases that end a conversation, and the courtesies around them, folded."""
    languages = [language_of(locale) for locale in locales]
    if isinstance(phrases, str):
        is_default = _folded(phrases) == _STOP
        phrases = tuple(word for code in languages for word in stop_words(code)) if is_default else (phrases,)
    polite = (word for code in languages for word in courtesies(code))
    return _all_folded(phrases), _all_folded(polite)


def _all_folded(phrases: Iterable[str]) -> frozenset[str]:
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
    return end if end == len(utterance) or _is_unspaced(part[-1]) else None


def _is_written(utterance: str, part: str) -> bool:
    """Whether this is the part, perhaps without its accents or some of them."""
    if utterance == part:
        return True
    bare = _bare(part)
    return len(utterance) == len(part) and all(
        utterance[at] in (part[at], bare[at]) for at in range(len(part))
    )


@functools.lru_cache(maxsize=1024)
def _bare(part: str) -> str:
    """Return a part without its accents, each letter in its place."""
    return "".join(map(_bare_letter, part.translate(_BARE)))


def _bare_letter(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if all("\u0300" <= mark <= "\u036f" for mark in parts[1:]) else letter


def _is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script that puts no spaces between words."""
    return unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI"))
