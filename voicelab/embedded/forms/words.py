"""Words of recognised speech in their forms: as they are shown, normalised, and as they were said.

The display form is what a recognizer wrote. The others follow from it, word by word, so that they always
agree and each word keeps its time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicelab.embedded.forms.english import spoken_english
from voicelab.embedded.forms.english_numbers import spoken_unit
from voicelab.embedded.forms.other_languages import spoken_in
from voicelab.text.english_words import MONTHS
from voicelab.text.languages import UNSPACED, language_of
from voicelab.text.letters import LETTER, MARKS, WORD_CHARACTER, lowered

__all__ = ["WordForms", "gaps", "is_unspaced", "itn", "lexical", "shown_words", "word_forms"]

_MONEY = "$€£¥₹₩￥"
_BEFORE = re.compile(rf"^(?:[\"'“”‘«»‹›([{{¿¡*…—,;:!?、。，「『（《]|[−–-](?![{_MONEY}]?\d))+")
_AFTER = re.compile(
    r"(?:[\"'“”’«»‹›)\]}*…–—,;:!?、。，；：！？（「『《」』）》।॥؟،؛۔။၊។-]|(?<=[)\]}\"'”’»」』])\.)+$"
)
_PARTED = re.compile(r"\S+?(?:[—…]|\.{3})+(?=\w)|\S+")
_THOUSANDS = r"(?<!\S)(?<!\d\s)(?<!\d[.,]\s)[^\s\w]*(?!0)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)\S*"
_PARTED_BUT_THOUSANDS = re.compile(rf"{_THOUSANDS}|{_PARTED.pattern}")
_SIGN = rf"(?<![0-9A-Za-z])[−–-](?=[{_MONEY}]?\d)"
_MARKS_BEHIND = rf"(?:(?!{_SIGN}|[{_MONEY}]\d)\W)*"
_SPACED = "A-Za-zÀ-ɏͰ-ӿ"
"""The inside of a character class: letters of scripts that have spaces between words."""
_COMPOUND = rf"[{_SPACED}][{_SPACED}\d]*(?:[.@_&'’+/-][{_SPACED}\d]+)+"
"""A word of such letters with signs within, such as ``Wi-Fi``, ``don't`` and ``me@example.com``."""
_UNSPACED_PART = re.compile(
    rf"{_COMPOUND}{_MARKS_BEHIND}|{LETTER}*?[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    rf"[{MARKS}]*{_MARKS_BEHIND}|(?:{_SIGN})?[{_MONEY}]?[\d.,:%]+(?:[~–/-][\d.,:%]+)*{_MARKS_BEHIND}|{LETTER}+{_MARKS_BEHIND}|\S"
)
_WORD = re.compile(rf"{WORD_CHARACTER}+")
_SIGNS_ALONE = frozenset("&%@+=#°$€£¥×÷<>")
_SIGNS_OF_SUMS = {"-": "minus", "−": "minus", "*": "times"}
"""Signs that stand for something between numbers only."""
_HALF_DAY = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WordForms:
    """One word as it is shown, in its forms."""

    display: str
    """With its punctuation: ``$25.``"""
    itn: str
    """Without it, in lower case unless it was written out of several words: ``$25``; may be empty."""
    lexical: tuple[str, ...]
    """The words that were said: ``twenty``, ``five``, ``dollars``."""
    gap: str = ""
    """What stands ahead of it: a space, or nothing."""


def is_unspaced(locale: str) -> bool:
    """Say whether a locale's language is written without spaces between the words."""
    return language_of(locale) in UNSPACED


def gaps(words: Sequence[str], locale: str, text: str = "") -> list[str]:
    """Return what stands ahead of each word of a text: a space, or nothing.

    Languages that are written without spaces between the words have them around those of other scripts.

    Examples
    --------
    >>> gaps(["用", "Google", "Maps", "吧。"], "zh-CN", "用Google Maps吧。"), gaps(["Hi", "you."], "en-US")
    (['', '', ' ', ''], ['', ' '])
    """
    if not is_unspaced(locale):
        return ["", *[" "] * (len(words) - 1)][: len(words)]
    found, end = [], 0
    for word in words:
        start = text.find(word, end)
        found.append(" " if end and start > end and not text[end:start].strip() else "")
        end = start + len(word) if start >= 0 else end
    return found


def word_forms(words: Sequence[str], locale: str, text: str = "") -> list[WordForms]:
    """Return the forms of words that are shown one after the other.

    Parameters
    ----------
    text
        What they stand in, for the spaces of languages that have few.

    Examples
    --------
    >>> [each.lexical for each in word_forms(["On", "May", "5th,", "3", "PM."], "en-US")]
    [('on',), ('may',), ('fifth',), ('three',), ('p', 'm')]
    """
    cores = [_core(word) for word in words]
    lows = ["", *(lowered(core, language_of(locale)) for core in cores), ""]
    if language_of(locale) != "en":
        lows = [low.rstrip(".") for low in lows]
    forms = []
    ahead = gaps(words, locale, text)
    for place, (word, core, gap) in enumerate(zip(words, cores, ahead, strict=True)):
        before, after = lows[place], lows[place + 2]
        if word in _SIGNS_OF_SUMS and before.rstrip("%")[-1:].isdigit() and after[:1].isdigit():
            is_spoken = "=" in cores and language_of(locale) == "en"
            forms.append(WordForms(word, word, (_SIGNS_OF_SUMS[word],) if is_spoken else (), gap))
            continue
        if not _WORD.search(core) and core not in _SIGNS_ALONE:
            forms.append(WordForms(word, "", (), gap))
            continue
        if language_of(locale) == "en":
            spoken = spoken_english(core, before, after)
        else:
            spoken = spoken_in(language_of(locale), word, core, before, after)
        forms.append(WordForms(word, _itn(core, before, after, spoken, locale), tuple(spoken), gap))
    return forms


def shown_words(text: str, locale: str) -> list[str]:
    """Return the words of a text as they are shown, each with its punctuation."""
    words = (_PARTED if language_of(locale) == "en" else _PARTED_BUT_THOUSANDS).findall(text)
    if not is_unspaced(locale):
        return words
    return [part for word in words for part in _UNSPACED_PART.findall(word)]


def lexical(forms: Sequence[WordForms], locale: str) -> str:
    """Return what was said: lower case, no punctuation, numbers in words."""
    if not is_unspaced(locale):
        return " ".join(word for each in forms for word in each.lexical)
    return _joined(forms, [functools.reduce(_apart, each.lexical, "") for each in forms])


def itn(forms: Sequence[WordForms], locale: str) -> str:
    """Return what was said with numbers, times, amounts and the like written as usual."""
    if not is_unspaced(locale):
        return " ".join(each.itn for each in forms if each.itn)
    return _joined(forms, [each.itn for each in forms])


def _joined(forms: Sequence[WordForms], pieces: Sequence[str]) -> str:
    """Join pieces of a language without spaces: with those that were shown, and one where a mark is gone."""
    text, gap, is_marked = "", "", False
    for form, piece in zip(forms, pieces, strict=True):
        gap = gap or form.gap
        if piece:
            text += f"{gap or _gap(text, piece) * is_marked}{piece}" if text else piece
            gap, is_marked = "", False
        is_marked = is_marked or not form.display[-1:].isalnum()
    return text


def _apart(before: str, after: str) -> str:
    return f"{before}{_gap(before, after)}{after}"


def _gap(before: str, after: str) -> str:
    """Return a space if two pieces would be read as one word."""
    return " " if re.search(rf"[{_SPACED}\d]\n[{_SPACED}\d]", f"{before[-1:]}\n{after[:1]}") else ""


def _core(word: str) -> str:
    """Return a word without the punctuation around it, but with the full stop of an abbreviation."""
    core = _AFTER.sub("", word)
    if re.match(r"['’]\d(?:0s|\d$)", core):
        return core
    if ("(" in core[1:]) > (")" in core) and word[len(core) : len(core) + 1] == ")":
        core += ")"
    core = _BEFORE.sub("", core)
    if core.endswith(".") and not re.fullmatch(r"(?:[^\W\d_]\.)+|[^\W\d_]{1,6}\.", core):
        core = core.rstrip(".")
    return core


def _itn(core: str, before: str, after: str, spoken: list[str], locale: str) -> str:
    low = lowered(core, language_of(locale))
    if any(character.isdigit() for character in core) or "@" in core or re.search(r"\w\.\w{2,}", core):
        return core.rstrip(".")
    if language_of(locale) != "en":
        return low.rstrip(".")
    if spoken_unit(core, before):
        return core
    if low.rstrip(".") in MONTHS and (before[:1].isdigit() or after[:1].isdigit()):
        return core.rstrip(".")
    if _HALF_DAY.fullmatch(core) and before[:1].isdigit():
        return core.replace(".", "").upper()
    is_joined = low.replace("-", " ").replace("’", "'") == " ".join(spoken)
    return " ".join(spoken) if is_joined else low.replace(".", "")
