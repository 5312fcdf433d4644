"""Profanity: which words are profane, and what stands in their place.

Few words, and only those that are hardly ever meant otherwise. Azure's own lists are longer and not public.
"""

from __future__ import annotations

import re

from voicelab.text.languages import language_of

__all__ = ["PROFANITY_MODES", "filtered", "is_profane"]

PROFANITY_MODES = ("masked", "removed", "raw", "tags")
"""What can be done with profane words: asterisks, nothing in their place, nothing, tags around them."""

_EVERYWHERE = (
    r"(?:mother|cluster)?fuck(?:s|ed|er|ers|ing|in|up|face|head|wit)?|(?:bull|horse|dip)?shit"
    r"(?:s|ty|tier|ting|ted|head|heads|hole|holes|show|bag|bags)?|assholes?|bitch(?:es|y|ing|ed)?"
)
_ENGLISH = (
    rf"{_EVERYWHERE}|ass|asshat|arse|arseholes?|dumbass|jackass|cunts?|bastards?|dickheads?|cocksuckers?"
    r"|wank(?:er|ers|ing)?|twats?|whores?|sluts?|nigg(?:er|ers|a|as)|faggots?|bollocks"
)
_PATTERNS = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in {
        "de": r"schei(?:ß|ss)e?[nrs]?|beschissen\w*|arschl(?:och|öcher\w*)|arsch|fick(?:en|t|er|dich)?"
        r"|gefickt\w*|verfickt\w*|wichser\w*|fotzen?|hurensohn\w*|hurensöhne|schlampen?|nutten?",
        "en": _ENGLISH,
        "es": r"mierdas?|putas?|putos?|hijueputas?|joder|jódete|jodid[oa]s?|coños?|cabr[oó]n(?:es|a|as)?"
        r"|gilipollas|pendej[oa]s?|chinga\w*|maric[oó]n(?:es)?|culer[oa]s?",
        "fr": r"merdes?|putains?|putes?|salopes?|salauds?|connards?|connasses?|encul[ée]\w*|niquer?"
        r"|couilles?",
        "it": r"cazz[oi]|merd[ae]|stronz[oaie]|vaffanculo|puttan[ae]|coglion[ei]|fottut[oaie]|minchia",
        "nl": r"kut|kutwijf|klootzak(?:ken)?|godverdomme|hoer(?:en)?|lul(?:len)?",
        "pt": r"merdas?|porra|caralhos?|putas?|foda(?:-se|s)?|foder|fodid[oa]s?|cus?|cuz[ãa]o|viados?",
        "ru": r"бля(?:дь|ди)?|ху[йяеию]\w*|пизд\w+|еб(?:ать|аный|ёт|ал)|сук[аи]|мудак\w*",
        "zh": r"操你妈|他妈的|傻逼|操蛋|妈的",
    }.items()
}
_ANYWHERE = re.compile(_EVERYWHERE, re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_GONE = "\0"
_LETTERS = re.compile(r"[^\W_]")


def is_profane(word: str, locale: str) -> bool:
    """Say whether a word, without punctuation, is profane in a locale's language; some English is in all.

    Examples
    --------
    >>> is_profane("Fucking", "en-US"), is_profane("class", "en-US"), is_profane("Scheiße", "de-DE")
    (True, False, True)
    """
    pattern = _PATTERNS.get(language_of(locale))
    return bool(_ANYWHERE.fullmatch(word) or (pattern is not None and pattern.fullmatch(word)))


def filtered(text: str, locale: str, mode: str) -> str:
    """Return a text with its profane words masked, removed, raw (as they are) or in tags.

    Examples
    --------
    >>> filtered("Well, shit, it broke.", "en-US", "masked"), filtered("Well, shit!", "en-US", "removed")
    ('Well, ****, it broke.', 'Well!')
    """
    if mode == "raw":
        return text
    if language_of(locale) == "zh":
        found = _PATTERNS["zh"].sub(lambda word: _replaced(word[0], mode), text)
    else:
        found = _WORD.sub(
            lambda word: _replaced(word[0], mode) if is_profane(word[0], locale) else word[0], text
        )
    return _without_gaps(found, text) if _GONE in found else found


def _replaced(word: str, mode: str) -> str:
    if mode == "removed":
        return _GONE
    return f"<profanity>{word}</profanity>" if mode == "tags" else _LETTERS.sub("*", word)


def _without_gaps(found: str, text: str) -> str:
    """Close up where words are gone: the marks behind one take the place of those ahead."""
    found = re.sub(rf"{_GONE}(?:\W*?{_GONE})+", _GONE, found)
    if found.startswith(_GONE):
        found = found[1:].lstrip(" ,.;:!?")
        found = (found[:1].upper() if text[:1].isupper() else found[:1]) + found[1:]
    found = re.sub(rf"[\s,]*{_GONE}(?=[.,;:!?]|$)", "", found)
    return re.sub(rf"{_GONE}\s*", "", found)
