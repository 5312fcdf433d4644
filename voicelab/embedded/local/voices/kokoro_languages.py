"""The languages that Kokoro speaks: of each its speakers, and what it needs to pronounce it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from voicelab.text.languages import ENGLISH_NAMES, language_of

__all__ = [
    "KOKORO_LANGUAGES",
    "KokoroLanguage",
    "kokoro_language",
    "missing_languages",
    "pronounced_languages",
]


@dataclass(frozen=True, slots=True)
class KokoroLanguage:
    """A language in one accent."""

    locale: str
    letter: str
    """What the names of its speakers begin with, ahead of f for a woman or m for a man."""
    module: str
    """What has to be installed to pronounce it."""
    women: Sequence[str]
    men: Sequence[str]

    def speakers(self, gender: str) -> tuple[str, ...]:
        """Return its speakers of a gender, ``Female`` or ``Male``, the first to be used first."""
        group = self.letter + gender[0].lower()
        return tuple(f"{group}_{name}" for name in (self.women if gender == "Female" else self.men))


def _language(locale: str, letter: str, module: str, women: str, men: str = "") -> KokoroLanguage:
    return KokoroLanguage(locale, letter, module, women.split(), men.split())


KOKORO_LANGUAGES = (
    _language(
        "en-US", "a", "hibari", "heart bella sarah aoede kore nova alloy sky jessica river nicole",
        "michael fenrir puck echo eric liam onyx adam santa",
    ),
    _language("en-GB", "b", "hibari", "emma isabella alice lily", "george fable lewis daniel"),
    _language("es-ES", "e", "espeakng_loader", "dora", "alex santa"),
    _language("fr-FR", "f", "espeakng_loader", "siwis"),
    _language("hi-IN", "h", "espeakng_loader", "alpha beta", "omega psi"),
    _language("it-IT", "i", "espeakng_loader", "sara", "nicola"),
    _language("ja-JP", "j", "janome", "alpha gongitsune nezumi tebukuro", "kumo"),
    _language("pt-BR", "p", "espeakng_loader", "dora", "alex santa"),
    _language("zh-CN", "z", "pypinyin", "xiaoxiao xiaoyi xiaobei xiaoni", "yunxi yunyang yunjian yunxia"),
)  # fmt: skip
"""All of them; of two in one language, the last speaks its other accents, too."""

_BY_LOCALE = {language.locale: language for language in KOKORO_LANGUAGES}
_BY_LANGUAGE = {language_of(language.locale): language for language in KOKORO_LANGUAGES}


def kokoro_language(locale: str) -> KokoroLanguage | None:
    """Return the language in which a locale is spoken, in its own accent or another; `None` if it is not."""
    return _BY_LOCALE.get(locale) or _BY_LANGUAGE.get(language_of(locale))


def pronounced_languages() -> frozenset[str]:
    """Return the languages, such as ``es``, that can be spoken with the packages that are installed."""
    return frozenset(name for name, language in _BY_LANGUAGE.items() if find_spec(language.module))


def missing_languages() -> str:
    """Return the names of the languages that could be spoken with more packages; empty if all can."""
    return ", ".join(sorted(ENGLISH_NAMES[name] for name in _BY_LANGUAGE.keys() - pronounced_languages()))
