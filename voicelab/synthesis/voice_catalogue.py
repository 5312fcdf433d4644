"""The catalogue of a service's voices, and what can be asked of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.errors import ConfigurationError
from voicelab.settings.engines import OPENAI_VOICES
from voicelab.text.languages import ENGLISH_NAMES, language_of
from voicelab.text.voice_names import parts_of_voice_name

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["Catalogue", "CatalogueVoice"]

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueVoice:
    """A voice as its service lists it."""

    name: str
    """Short name, as in the settings."""
    locale: str
    gender: str
    """``Female``, ``Male`` or ``Neutral``."""
    display_name: str = ""
    styles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    secondary_locales: tuple[str, ...] = ()
    """Further locales that a multilingual voice speaks."""
    status: str = ""
    """``GeneralAvailability``, ``Preview``, ``Deprecated``."""
    sample_rate_hz: int | None = None
    local_voice: str = ""
    """What really speaks at the embedded services; empty at others."""
    any_name: bool = False
    """Whether its service speaks names of its language that are not listed, too: the embedded services."""

    @property
    def multilingual(self) -> bool:
        """Whether it speaks more than its own language."""
        return bool(self.secondary_locales)

    def speaks(self, language: str) -> bool:
        """Say whether it speaks a language, such as ``de``."""
        return language in {language_of(locale) for locale in (self.locale, *self.secondary_locales)}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All voices of a service."""

    voices: tuple[CatalogueVoice, ...]
    place: str
    """Where the service is, for messages."""

    def find(self, name: str) -> CatalogueVoice | None:
        """Return the voice of a name, whatever its case."""
        return next((voice for voice in self.voices if voice.name.lower() == name.lower()), None)

    def check(self, settings: Settings) -> None:
        """Check that there are the voice, the style and the role of the settings.

        A custom voice is nobody's but its owner's, and not checked; nor is a name that is not listed where
        the service speaks any name.

        Raises
        ------
        ConfigurationError
            Code ``unknown-voice``, ``unknown-style`` or ``unknown-role``; the nearest that exist are named.
        """
        if settings.custom_voice_endpoint is not None:
            return
        voice = self.find(settings.voice)
        if voice is None and self.speaks_unlisted(settings.voice):
            return
        if voice is None and settings.voice in OPENAI_VOICES:
            raise ConfigurationError(
                f"There is no voice {settings.voice!r} at {self.place}: it is one of OpenAI's, which speak "
                "replies of speech-to-speech models only.",
                code="unknown-voice",
                hint="Hear it in a reply, with engine='realtime' or engine='voice-live'.",
            )
        if voice is None:
            raise ConfigurationError(
                f"There is no voice {settings.voice!r} at {self.place}.",
                code="unknown-voice",
                hint=f"The nearest are {_nearest(settings.voice, (v.name for v in self.voices))}; "
                f"session.voices() or `voicelab voices` lists all.{self.more_voices(settings.voice)}",
            )
        for kind, code, wanted, there in (
            ("style", "unknown-style", settings.style, voice.styles),
            ("role", "unknown-role", settings.role, voice.roles),
        ):
            if wanted is not None and wanted.lower() not in (name.lower() for name in there):
                has = f"It has {_nearest(wanted, there)}." if there else f"It has no {kind}s."
                others = [v.name for v in self.voices if wanted in (v.styles if kind == "style" else v.roles)]
                have = f" {_nearest(voice.name, others)} have it." if others else ""
                raise ConfigurationError(
                    f"The voice {voice.name!r} has no {kind} {wanted!r}.",
                    code=code,
                    hint=has + have,
                )

    def speaks_unlisted(self, name: str) -> bool:
        """Say whether its service speaks a name that is not listed, in the language that it begins with."""
        parts = parts_of_voice_name(name)
        return parts is not None and any(
            voice.any_name and language_of(voice.locale) == language_of(parts[0]) for voice in self.voices
        )

    def more_voices(self, locale: str) -> str:
        """Return, behind a blank, how to get voices of a language where there are none; empty elsewhere.

        Parameters
        ----------
        locale
            Also a name that begins with one.
        """
        language = language_of(locale)
        if not any(voice.local_voice for voice in self.voices):
            return ""
        try:
            from voicelab.embedded.local.voices.kokoro_languages import kokoro_language
            from voicelab.embedded.local.voices.kokoro_speakers import KOKORO_COMMANDS
        except ConfigurationError:  # the embedded services run on another machine
            return ""
        if kokoro_language(language) is None:
            return ""
        if any(voice.speaks(language) for voice in self.voices):
            return ""
        return f" Kokoro speaks {ENGLISH_NAMES[language]}: {KOKORO_COMMANDS}."

    def voice_for(self, language: str, like: str, locale: str | None = None) -> CatalogueVoice | None:
        """Return a voice that speaks a language, as near to another voice as there is.

        The same speaker's multilingual form comes first, then natives of the locale, of the same gender, and
        the service's own order.
        """
        model = self.find(like)
        speaker = _speaker(like)

        def distance(voice: CatalogueVoice) -> tuple[bool, ...]:
            return (
                _speaker(voice.name) != speaker,
                language_of(voice.locale) != language,
                locale is not None and voice.locale != locale,
                model is not None and voice.gender != model.gender,
                voice.status not in ("", "GeneralAvailability"),
                ":" in voice.name,  # high-definition voices cost more
            )

        able = [voice for voice in self.voices if voice.speaks(language) and voice.name != like]
        return min(able, key=distance, default=None)


def _speaker(voice: str) -> str:
    """Return a voice's locale and first name: ``en-US-Jenny`` for ``en-US-JennyMultilingualNeural``."""
    return voice.split(":")[0].removesuffix("Neural").removesuffix("Multilingual").lower()


def _nearest(name: str, names: Iterable[str]) -> str:
    lower = {each.lower(): each for each in names}
    found = difflib.get_close_matches(name.lower(), lower, _NAMED, cutoff=0.0)
    return ", ".join(lower[each] for each in found)
