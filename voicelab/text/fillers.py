"""Filler words: sounds of somebody who thinks, which recognizers write once and once leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voicelab.text.languages import language_of, written_language
from voicelab.text.words import is_unspaced

__all__ = ["ends_in_filler", "fillers"]

_FILLERS = {
    "bg": ("ъъ", "ъм", "ъъъ"),
    "ca": ("eh", "em", "ehm"),
    "cs": ("ehm", "eee"),
    "da": ("øh", "øhm"),
    "de": ("äh", "ähm", "öh", "öhm", "ähh", "ehm"),
    "el": ("εε", "εμ", "εεε"),
    "en": ("um", "umm", "uhm", "uhmm", "uh", "uhh", "er", "erm"),
    "es": ("em", "ehm", "eeh"),
    "fi": ("öö", "ööm", "öh"),
    "fr": ("euh", "heu"),
    "he": ("אה", "אהה", "אממ"),
    "hr": ("ehm", "eee"),
    "hu": ("öö", "ööö", "ööm"),
    "id": ("em", "ehm"),
    "it": ("ehm", "eeh"),
    "ja": ("えーと", "えーっと", "えっと", "ええと", "あのー", "えー"),
    "ko": ("음",),
    "nb": ("øh", "ehm", "eh"),
    "nl": ("uh", "uhm", "eh", "ehm"),
    "pl": ("yyy", "yy", "eee"),
    "pt": ("hã", "ehm", "hum"),
    "ro": ("ăă", "ăăă", "îî"),
    "ru": ("э", "ээ", "эээ", "эм"),
    "sk": ("ehm", "eee"),
    "sv": ("öh", "öhm", "eh", "ehm"),
    "th": ("เอ่อ",),
    "tr": ("ııı", "eee"),
    "uk": ("ем", "еее"),
    "vi": ("ờm",),
    "zh": ("呃",),
}


def fillers(language: str) -> tuple[str, ...]:
    """Return the filler words of a language, those that are never meant otherwise; none where none is known.

    Parameters
    ----------
    language
        Its code, as Azure's locales begin: ``de``.
    """
    return _FILLERS.get(written_language(language), ())


def ends_in_filler(text: str, locales: Iterable[str]) -> bool:
    """Say whether somebody who is quiet now seems to look for a word.

    Examples
    --------
    >>> ends_in_filler("set a timer for, um...", ["en-US"])
    True
    >>> ends_in_filler("open the drum", ["en-US"])
    False
    """
    bare = re.sub(r"[\W_]+$", "", text.casefold())
    known = {each for locale in locales for each in fillers(language_of(locale))}
    return any(_is_last_word(each, bare) for each in known)


def _is_last_word(word: str, text: str) -> bool:
    if not text.endswith(word):
        return False
    before = text[: -len(word)][-1:]
    return not before.isalnum() or is_unspaced(before)
