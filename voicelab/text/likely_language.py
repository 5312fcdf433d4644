"""Whose abbreviations hold in a sentence: those of its language, or of the one that its words look like.

Few words are enough: the small ones that sentences are full of. Where they say nothing, a capital means what
it means in English, and the abbreviations of all languages hold.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import re
from collections import Counter, defaultdict

from voicelab.text.abbreviations import RULES
from voicelab.text.language_rules import LanguageRules

__all__ = ["ANY_LANGUAGE", "has_german_ordinal", "rules_for"]

ANY_LANGUAGE = dataclasses.replace(functools.reduce(operator.or_, RULES.values()), has_ordinals=False)
"""The abbreviations of all languages."""

_LOOKED_AT = 200
"""Characters ahead that show the language."""

_WORD = re.compile(r"[^\W\d_]+")
_WITHIN = {
    "de": "ist und nicht hat war sind wird um bis oder",
    "en": "of has have had be been than about which or",
    "es": "con del son está o",
    "fr": "est sont avec ou vers",
    "it": "con del della sono o",
    "nl": "zijn wordt niet of om",
    "pt": "com do da são foi ou",
}
"""Words that sentences seldom begin with, and that show their language all the same."""


def _languages_by_word() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language, rules in RULES.items():
        for word in {*rules.openers, *_WITHIN.get(language, "").split()}:
            found[word].add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


_LANGUAGES = _languages_by_word()


def rules_for(language: str | None, text: str) -> LanguageRules:
    """Return what holds in a language; where that is not known, what the words of a text speak for.

    Examples
    --------
    >>> "et" in rules_for(None, "The game is at 8 p.m").openers
    False
    >>> rules_for(None, "Er kam um 8 Uhr").has_ordinals
    True
    """
    if language in RULES:
        return RULES[language]
    counts: Counter[str] = Counter()
    for word in _WORD.findall(text[-_LOOKED_AT:]):
        if word[1:].islower() or word.islower() or len(word) == 1:
            counts.update(_LANGUAGES.get(word.lower(), ()))
    most = max(counts.values(), default=0)
    return _rules_of_any(frozenset(each for each in counts if counts[each] == most))


@functools.cache
def _rules_of_any(languages: frozenset[str]) -> LanguageRules:
    """Return what holds in a text that may be in any of some languages, of all if there are none."""
    each = [RULES[language] for language in languages or RULES]
    rules = functools.reduce(operator.or_, each)
    if languages and "en" not in languages:
        return dataclasses.replace(rules, has_ordinals=all(one.has_ordinals for one in each))
    english = RULES["en"].openers
    openers = frozenset(word for word in rules.openers if word in english or not _is_latin(word))
    return dataclasses.replace(rules, openers=openers, has_ordinals=False)


def _is_latin(word: str) -> bool:
    return word[0] < "\u0250"


_GERMAN_MONTHS = "januar jänner februar märz april mai juni juli august september oktober november dezember"
_GERMAN_NOUNS = (
    "jahrhundert jahrhunderts jh jahrtausend weltkrieg weltkriegs klasse liga bundesliga platz stock etage "
    "sinfonie geburtstag advent auflage kapitel feiertag"
)
_BEFORE = frozenset([*_GERMAN_MONTHS.split(), *_GERMAN_NOUNS.split()])


def has_german_ordinal(following: str) -> bool:
    """Say whether a word, in small letters, follows ordinals in German, and so shows them."""
    return following in _BEFORE
