"""Profanity: what stands in the place of profane words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicelab.embedded.forms.words import gaps, is_unspaced
from voicelab.text.languages import language_of
from voicelab.text.letters import MARKS, WORD_CHARACTER
from voicelab.text.profane_words import PROFANE_WORDS, is_profane

__all__ = ["PROFANITY_MODES", "filtered", "filtered_words"]

PROFANITY_MODES = ("masked", "removed", "raw", "tags")
"""What can be done with profane words: asterisks, nothing in their place, nothing, tags around them."""

_WORD = re.compile(rf"[0-9A-Za-zÀ-ɏ{MARKS}]+|(?:(?![0-9A-Za-zÀ-ɏ]){WORD_CHARACTER})+")
"""Letters of one script: languages without spaces have English words between their own."""
_WHOLE = re.compile(rf"{WORD_CHARACTER}+(?:['’-]+{WORD_CHARACTER}+)*['’]?")
_LETTER = re.compile(rf"[^\W_][{MARKS}]*")
_GONE = "\0"
_STOPS = ".,;:!?…，。、；：！？"
_OPENING, _CLOSING = r"\"'“”„‘«»(\[「『（", r"\"'“”’«»)\]」』）"
_EMPTY = re.compile(rf"[{_OPENING}]\s*{_GONE}[\s{_STOPS}]*[{_CLOSING}]|[¡¿]\s*{_GONE}[\s,]*[!?]+")
_BEGINNING = re.compile(rf"(^|[.!?。！？][{_CLOSING}]*\s*)([{_OPENING}¡¿]*){_GONE}[\s{_STOPS}]*(\w?)")


def filtered(text: str, locale: str, mode: str) -> str:
    """Return a text with its profane words masked, removed, raw (as they are) or in tags.

    Examples
    --------
    >>> filtered("Well, shit, it broke.", "en-US", "masked"), filtered("Well, shit!", "en-US", "removed")
    ('Well, ****, it broke.', 'Well!')
    """
    return text if mode == "raw" else _replaced(text, _places(text, locale, mode), mode)


def filtered_words(words: Sequence[str], locale: str, mode: str, text: str = "") -> list[str]:
    """Return the words of one text, each as `filtered` does; of those that are gone an empty text is left.

    Parameters
    ----------
    text
        What they stand in, for the spaces of languages that have few.

    Examples
    --------
    >>> filtered_words(["他", "妈", "的。"], "zh-CN", "masked")
    ['*', '*', '*。']
    """
    if mode == "raw":
        return list(words)
    ahead = gaps(words, locale, text)
    whole = "".join(f"{gap}{word}" for gap, word in zip(ahead, words, strict=True))
    places = _places(whole, locale, mode)
    found, start = [], 0
    for gap, word in zip(ahead, words, strict=True):
        start += len(gap)
        end = start + len(word)
        own = [(max(a, start) - start, min(b, end) - start) for a, b in places if a < end and b > start]
        found.append(_replaced(word, own, mode))
        start = end
    return found


def _places(text: str, locale: str, mode: str) -> list[tuple[int, int]]:
    """Return where the profane words of a text begin and end; what goes, goes with what is joined to it."""
    places = [found.span() for found in _WORD.finditer(text) if is_profane(found[0], locale)]
    if language_of(locale) == "zh":
        places += [found.span() for found in PROFANE_WORDS["zh"].finditer(text)]
    if mode == "removed" and not is_unspaced(locale):
        wholes = [whole.span() for whole in _WHOLE.finditer(text)]
        places = [(a, b) for a, b in wholes if any(a <= start < b for start, _ in places)]
    return sorted(set(places))


def _replaced(text: str, places: Sequence[tuple[int, int]], mode: str) -> str:
    found, passed = "", 0
    for start, end in places:
        word = text[start:end]
        if mode == "removed":
            word = _GONE
        else:
            word = f"<profanity>{word}</profanity>" if mode == "tags" else _LETTER.sub("*", word)
        found, passed = f"{found}{text[passed:start]}{word}", end
    found += text[passed:]
    return _without_gaps(found, has_capitals=text != text.lower()) if _GONE in found else found


def _without_gaps(text: str, *, has_capitals: bool) -> str:
    """Close up where words are gone: the marks behind one take the place of those ahead."""
    text = re.sub(rf"{_GONE}(?:[^\w{MARKS}]*?{_GONE})+", _GONE, text)
    text = _EMPTY.sub(_GONE, text)
    # At the beginning of a sentence the marks go, and the next word has the capital.
    text = _BEGINNING.sub(
        lambda found: f"{found[1]}{found[2]}{found[3].upper() if has_capitals else found[3]}", text
    )
    text = re.sub(rf"[\s,，、]*{_GONE}(?=\s*[{_STOPS}{_CLOSING}]|$)", "", text)
    text = re.sub(rf"{_GONE}\s*", "", text)
    return text.strip() if re.search(r"\w", text) else ""
