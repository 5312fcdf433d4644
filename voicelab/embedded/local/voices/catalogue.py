"""The catalogue: Azure's voices by name, and which local voice speaks for each.

Where Kokoro is installed, each name has a speaker of its language and gender, or a mix of two, of its own as
long as there are any. Elsewhere there is one local voice of American English and one each of British English,
German, Spanish, French and Italian, all women's; a man is the same voice made deeper, and each name has a
pitch, a timbre and a pace of its own, drawn from it within narrow bounds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator

from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.voices.kokoro_languages import KokoroLanguage, kokoro_language
from voicelab.embedded.local.voices.kokoro_speakers import Mix, mixes
from voicelab.embedded.local.voices.local_voice import LocalVoice
from voicelab.embedded.local.voices.voice_names import MEN, STYLES, WOMEN
from voicelab.text.languages import language_of
from voicelab.text.voice_names import parts_of_voice_name

__all__ = ["HIBARI_LOCALE", "LocalCatalogue"]

HIBARI_LOCALE = "en-US"
"""The locale whose built-in voice is hibari's; those of the others are SVOX Pico's."""

_BUILT_IN = {
    "en-US": HIBARI_LOCALE,
    "en": "en-GB",
    "de": "de-DE",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
}
"""The built-in voice, by its own locale, that speaks a locale or else a language."""

_NATURAL = ("en-US-JennyMultilingualNeural",)
_CHILDREN = ("en-US-AnaNeural", "en-GB-MaisieNeural", "zh-CN-XiaoshuangNeural", "zh-CN-XiaoyouNeural")


class LocalCatalogue:
    """The voices that there are here.

    Parameters
    ----------
    kokoro
        The languages that Kokoro speaks here; empty where it is not used.
    """

    def __init__(self, kokoro: Collection[str] = ()) -> None:
        self._kokoro = frozenset(kokoro)
        self._mixes = dict(self._assigned())
        self.voices: tuple[VoiceEntry, ...] = tuple(
            entry
            for locale, gender, name in _names()
            if (entry := self._entry(locale, name, gender)) is not None
        )
        """The voices that are listed."""
        self._by_name = {entry.short_name.lower(): entry for entry in self.voices}

    def find(self, short_name: str) -> VoiceEntry | None:
        """Return the voice of a short name: one that is listed, or any that is of Azure's shape.

        `None` where no local voice speaks the language.
        """
        known = self._by_name.get(short_name.lower())
        parts = None if known is not None else parts_of_voice_name(short_name)
        if parts is None:
            return known
        locale, name = parts
        return self._entry(locale, name, "Male" if _first_name(name) in _MENS_NAMES else "Female")

    def local_voice(self, entry: VoiceEntry) -> LocalVoice:
        """Return the local voice behind a voice of the catalogue, with its factors."""
        name = entry.short_name
        child = name in _CHILDREN
        if (language := self._kokoro_language(entry.locale)) is not None:
            timbre = 1.14 if child else 1.0
            mix = self._mix(language, name, entry.gender)
            return LocalVoice(language.locale, timbre=timbre, pitch=timbre, mix=mix)
        speaker = _built_in(entry.locale)
        assert speaker is not None, "the catalogue has voices only where somebody speaks"
        if name in _NATURAL:
            return LocalVoice(speaker)
        if child:
            return LocalVoice(speaker, pitch=1.3, timbre=1.14)
        depth, size = (
            (1.0, 1.0)
            if entry.gender == "Female"
            else (0.6, 0.86)
            if speaker == HIBARI_LOCALE
            else (0.65, 0.9)
        )
        drawn = zlib.crc32(name.encode())
        return LocalVoice(
            speaker,
            pace=_within(0.05, drawn & 0xFF),
            pitch=depth * _within(0.08, drawn >> 8 & 0xFF),
            timbre=size * _within(0.04, drawn >> 16 & 0xFF),
        )

    def _entry(self, locale: str, name: str, gender: str) -> VoiceEntry | None:
        short_name = f"{locale}-{name}Neural"
        if (language := self._kokoro_language(locale)) is not None:
            spoken, exact = self._kokoro_voice(language, short_name, gender)
            exact = exact and locale == language.locale
        else:
            speaker = _built_in(locale)
            if speaker is None:
                return None
            spoken = "hibari heart (en-US)" if speaker == HIBARI_LOCALE else f"SVOX Pico {speaker}"
            spoken = spoken if gender == "Female" else f"{spoken}, made deeper"
            exact = gender == "Female" and locale == speaker
        return VoiceEntry(
            short_name=short_name,
            display_name=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name),
            locale=locale,
            gender=gender,
            local_voice=spoken,
            exact=exact,
            styles=tuple(STYLES.get(short_name, "").split()),
            any_name=True,
        )

    def _kokoro_language(self, locale: str) -> KokoroLanguage | None:
        """Return in which of its languages Kokoro speaks a locale here; `None` if it does not."""
        return kokoro_language(locale) if language_of(locale) in self._kokoro else None

    def _kokoro_voice(self, language: KokoroLanguage, short_name: str, gender: str) -> tuple[str, bool]:
        """Return what to call Kokoro's voice for a name, and whether it is a speaker of the language."""
        mix = self._mix(language, short_name, gender)
        own = language.speakers(gender)
        called = " + ".join(f"{speaker} {share:.0%}" if share < 1 else speaker for speaker, share in mix)
        native = any(speaker in own for speaker, _ in mix)
        aside = "" if native else f", a speaker of another language, in {language.locale}"
        higher = ", made higher" if short_name in _CHILDREN else ""
        return f"Kokoro {called}{aside}{higher}", native

    def _mix(self, language: KokoroLanguage, short_name: str, gender: str) -> Mix:
        """Return the mix of a name; of one that is not listed, always the same one."""
        if known := self._mixes.get(short_name):
            return known
        there = list(mixes(language, gender))
        return there[zlib.crc32(short_name.encode()) % len(there)]

    def _assigned(self) -> Iterator[tuple[str, Mix]]:
        """Yield names, each with a mix of its own among those that share its speakers and gender."""
        left: dict[tuple[str, str], Iterator[Mix]] = {}
        for locale, gender, name in _names():
            if (language := self._kokoro_language(locale)) is not None:
                kind = language.letter, gender
                if kind not in left:
                    left[kind] = mixes(language, gender)
                found = next(left[kind], None) or next(mixes(language, gender))
                yield f"{locale}-{name}Neural", found


def _names() -> Iterator[tuple[str, str, str]]:
    """Yield the locale, the gender and the name of each voice that Azure has."""
    for locale in WOMEN:
        for gender, names in (("Female", WOMEN), ("Male", MEN)):
            for name in names[locale].split():
                yield locale, gender, name


def _built_in(locale: str) -> str | None:
    """Return the locale of the built-in voice that speaks a locale."""
    return _BUILT_IN.get(locale) or _BUILT_IN.get(language_of(locale))


def _first_name(name: str) -> str:
    return re.split(r"Multilingual|Turbo|:", name)[0].lower()


def _within(share: float, drawn: int) -> float:
    """Return a factor between 1 - share and 1 + share for a number from 0 to 255."""
    return 1.0 + share * (drawn / 127.5 - 1.0)


_MENS_NAMES = {_first_name(name) for names in MEN.values() for name in names.split()}
