"""Which words are profane, by language.

Few words, and only those that are hardly ever meant otherwise. Azure's own lists are longer and not public:
what it masks may be a word that is mild, or mostly meant otherwise.
"""

from __future__ import annotations

import re

from voicelab.text.languages import language_of

__all__ = ["PROFANE_WORDS", "is_profane", "may_be_masked"]

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
_MILD_WORDS = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in {
        "de": r"verdammt\w*|mist|kacke?|pisse?|titten?|schwanz|hure|idiot(?:en)?|drecksau|bumsen|pimmel",
        "en": r"(?:god)?damn(?:ed|it)?|hell|crap(?:py)?|piss(?:ed|ing|es)?|dicks?|cocks?|pricks?|pussy"
        r"|tits?|titties|boobs?|bloody|bugger(?:ed|s)?|hoes?|hooker|skank|balls|butt|asses|turds?|cum"
        r"|sex|porn|dykes?|fags?|queers?|retards?|retarded|spunk|tosser|knob|screw(?:ed)?|sucks?|douche\w*",
        "es": r"carajo|hostias?|culos?|pollas?|huev[oó]n(?:es|a|as)?|cojones|imbéciles?|idiotas?|verga|mamón",
        "fr": r"bordel|cons?|connes?|foutre|foutus?|chier|culs?|bites?|chiottes?|pédés?|chiant|nichons?",
        "it": r"culo|palle|troi[ae]|cacca|cagare|fica|figa|bastard[oi]|zoccol[ae]|tette",
        "nl": r"verdomme|kanker|tering|reet|godver|neuken|pik|tyfus|eikel",
        "pt": r"bosta|cacetes?|bunda|puta|buceta|rabo|caraças|bastardos?",
        "ru": r"ч[её]рт\w*|жоп[аеуы]|дерьм[оа]|говн[оа]|хрен\w*|сволочь",
    }.items()
}
"""Patterns of whole words that are masked by some, and are not profane to all."""
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


def may_be_masked(word: str, locale: str) -> bool:
    """Say whether asterisks may stand for a word: it is profane, or to some.

    Examples
    --------
    >>> may_be_masked("hell", "en-US"), may_be_masked("shop", "en-US")
    (True, False)
    """
    pattern = _MILD_WORDS.get(language_of(locale))
    return is_profane(word, locale) or bool(pattern is not None and pattern.fullmatch(word))
