"""Which words are profane, by language.

Few words, and only those that are hardly ever meant otherwise. Azure's own lists are longer and not public.
"""

from __future__ import annotations

import re

from voicelab.text.languages import language_of

__all__ = ["PROFANE_WORDS", "is_profane"]

_EVERYWHERE = (
    r"(?:mother|cluster)?fuck(?:s|ed|er|ers|ing|in|up|face|head|wit)?|(?:bull|horse|dip)?shit"
    r"(?:s|ty|tier|ting|ted|head|heads|hole|holes|show|bag|bags)?|assholes?|bitch(?:es|y|ing|ed)?"
)
_ENGLISH = (
    rf"{_EVERYWHERE}|ass|asshat|arse|arseholes?|dumbass|jackass|cunts?|bastards?|dickheads?|cocksuckers?"
    r"|wank(?:er|ers|ing)?|twats?|whores?|sluts?|nigg(?:er|ers|a|as)|faggots?|bollocks"
)
PROFANE_WORDS = {
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
"""Patterns of whole words, by language."""
_ANYWHERE = re.compile(_EVERYWHERE, re.IGNORECASE)


def is_profane(word: str, locale: str) -> bool:
    """Say whether a word, without punctuation, is profane in a locale's language; some English is in all.

    Examples
    --------
    >>> is_profane("Fucking", "en-US"), is_profane("class", "en-US"), is_profane("Scheiße", "de-DE")
    (True, False, True)
    """
    pattern = PROFANE_WORDS.get(language_of(locale))
    return bool(_ANYWHERE.fullmatch(word) or (pattern is not None and pattern.fullmatch(word)))
