"""The catalogue: Azure's voices by name, and which local voice speaks for each.

There is one local voice of American English and one each of British English, German, Spanish, French
and Italian, all women's. A man is the same voice made deeper. So that Azure's voices can be distinguished,
each has a pitch, a timbre and a pace of its own, drawn from its name within narrow bounds:
en-US-JennyMultilingualNeural is the American voice as it is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.voice_names import MEN, STYLES, WOMEN

__all__ = ["CATALOGUE", "HIBARI_LOCALE", "LocalVoice", "find_entry", "local_voice"]

HIBARI_LOCALE = "en-US"
"""The locale whose local voice is hibari's; those of the others are SVOX Pico's."""

_SPEAKERS = {
    "en-US": HIBARI_LOCALE,
    "en": "en-GB",
    "de": "de-DE",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
}
"""The local voice, by its own locale, that speaks a locale or else a language."""

_SHAPE = re.compile(
    r"([a-z]{2,3}(?:-[a-z]{4})?-[a-z0-9]{2,3}(?:-[a-z]{3,})?)-([a-z0-9:]+)neural", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """The local voice behind a voice of the catalogue, and how it differs: factors of its own sound."""

    locale: str
    """Locale of the local voice."""
    pace: float = 1.0
    pitch: float = 1.0
    timbre: float = 1.0


_SPECIAL = {
    "en-US-JennyMultilingualNeural": LocalVoice(HIBARI_LOCALE),
    "en-US-AnaNeural": LocalVoice(HIBARI_LOCALE, pitch=1.3, timbre=1.14),
    "en-GB-MaisieNeural": LocalVoice("en-GB", pitch=1.3, timbre=1.14),
}


def local_voice(entry: VoiceEntry) -> LocalVoice:
    """Return the local voice behind a voice of the catalogue, with its factors."""
    if entry.short_name in _SPECIAL:
        return _SPECIAL[entry.short_name]
    speaker = _speaker(entry.locale)
    assert speaker is not None, "the catalogue has voices only where somebody speaks"
    depth, size = (
        (1.0, 1.0) if entry.gender == "Female" else (0.6, 0.86) if speaker == HIBARI_LOCALE else (0.65, 0.9)
    )
    drawn = zlib.crc32(entry.short_name.encode())
    return LocalVoice(
        speaker,
        pace=_within(0.05, drawn & 0xFF),
        pitch=depth * _within(0.08, drawn >> 8 & 0xFF),
        timbre=size * _within(0.04, drawn >> 16 & 0xFF),
    )


def find_entry(short_name: str) -> VoiceEntry | None:
    """Return the voice of a short name: one of the catalogue, or any that is of Azure's shape.

    `None` where no local voice speaks the language.
    """
    known = _BY_NAME.get(short_name.lower())
    shape = None if known is not None else _SHAPE.fullmatch(short_name)
    if shape is None:
        return known
    locale, name = shape.groups()
    language, _, region = locale.partition("-")
    locale = f"{language.lower()}-{region.upper()}" if "-" not in region else locale
    return _entry(locale, name, "Male" if _first_name(name) in _MENS_NAMES else "Female")


def _entry(locale: str, name: str, gender: str) -> VoiceEntry | None:
    speaker = _speaker(locale)
    if speaker is None:
        return None
    spoken = "hibari heart (en-US)" if speaker == HIBARI_LOCALE else f"SVOX Pico {speaker}"
    short_name = f"{locale}-{name}Neural"
    return VoiceEntry(
        short_name=short_name,
        display_name=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name),
        locale=locale,
        gender=gender,
        local_voice=spoken if gender == "Female" else f"{spoken}, made deeper",
        exact=gender == "Female" and locale == speaker,
        styles=tuple(STYLES.get(short_name, "").split()),
    )


def _speaker(locale: str) -> str | None:
    return _SPEAKERS.get(locale) or _SPEAKERS.get(locale.partition("-")[0].lower())


def _first_name(name: str) -> str:
    return re.split(r"Multilingual|Turbo|:", name)[0].lower()


def _within(share: float, drawn: int) -> float:
    """Return a factor between 1 - share and 1 + share for a number from 0 to 255."""
    return 1.0 + share * (drawn / 127.5 - 1.0)


def _catalogue() -> Sequence[VoiceEntry]:
    found = (
        _entry(locale, name, gender)
        for locale in WOMEN
        for gender, names in (("Female", WOMEN), ("Male", MEN))
        for name in names[locale].split()
    )
    return tuple(entry for entry in found if entry is not None)


CATALOGUE = _catalogue()
"""The voices that are listed."""

_BY_NAME = {entry.short_name.lower(): entry for entry in CATALOGUE}
_MENS_NAMES = {_first_name(name) for names in MEN.values() for name in names.split()}
