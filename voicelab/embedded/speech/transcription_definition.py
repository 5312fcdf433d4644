"""What a client asks of fast transcription: the definition that is sent with the recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.recognition_request import locale_of

__all__ = ["TranscriptionDefinition"]

_PROFANITY = {"None": "raw", "Masked": "masked", "Removed": "removed", "Tags": "tags"}
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MOST_CHANNELS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionDefinition:
    """What a client asked for; what it leaves out takes Azure's default."""

    locales: tuple[str, ...]
    """In Azure's spelling; none where the language is to be identified among the usual ones."""
    phrases: tuple[str, ...]
    """Phrases that are likely to be spoken."""
    channels: tuple[int, ...]
    """Channels that are transcribed each by itself; none where they are mixed."""
    names_speakers: bool
    """Whether it is told who speaks."""
    most_speakers: int | None
    """How many there are at most; `None` if that is not known."""
    profanity: str
    """What is done with profane words; one of `PROFANITY_MODES`."""

    @classmethod
    def read(cls, definition: Mapping[str, Any]) -> TranscriptionDefinition:
        """Read the definition; what is `null` counts as left out.

        Raises
        ------
        ProtocolError
            A value is not of its kind, or asks for what is not offered; the message is a sentence.
        """
        if _flag(_object(definition, "enhancedMode"), "enabled", default=False):
            raise ProtocolError("The enhanced mode of transcription is not among the embedded services.")
        diarization = _object(definition, "diarization")
        return cls(
            locales=_locales(definition),
            phrases=_texts(_object(definition, "phraseList"), "phrases"),
            channels=_channels(definition),
            names_speakers=_flag(diarization, "enabled", default=bool(diarization)),
            most_speakers=_most_speakers(diarization),
            profanity=_profanity(definition),
        )


def _object(definition: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = definition.get(name)
    if value is not None and not isinstance(value, dict):
        raise ProtocolError(f"{name} must be an object.")
    return value or {}


def _texts(definition: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = definition.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ProtocolError(f"{name} must be a list of texts.")
    return tuple(values)


def _flag(definition: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = definition.get(name)
    if value is not None and not isinstance(value, bool):
        raise ProtocolError(f"{name} must be true or false.")
    return default if value is None else value


def _locales(definition: Mapping[str, Any]) -> tuple[str, ...]:
    locales = _texts(definition, "locales")
    unknown = next((locale for locale in locales if not _LOCALE.fullmatch(locale)), None)
    if unknown is not None:
        raise ProtocolError(f"locales must be names such as en-US, and {unknown[:20]!r} is none.")
    return tuple(locale_of(locale) for locale in locales)


def _channels(definition: Mapping[str, Any]) -> tuple[int, ...]:
    channels = definition.get("channels")
    if channels is None:
        return ()
    if not isinstance(channels, list) or not all(type(channel) is int for channel in channels):
        raise ProtocolError("channels must be a list of 0 and 1.")
    if len(set(channels)) < len(channels) or not set(channels) <= set(range(_MOST_CHANNELS)):
        raise ProtocolError("channels must be a list of 0 and 1, each once.")
    return tuple(channels)


def _most_speakers(diarization: Mapping[str, Any]) -> int | None:
    most = diarization.get("maxSpeakers")
    if most is not None and (type(most) is not int or not 2 <= most <= 36):
        raise ProtocolError("maxSpeakers must be a whole number from 2 to 36.")
    return most


def _profanity(definition: Mapping[str, Any]) -> str:
    mode = definition.get("profanityFilterMode")
    if mode is None:
        return "masked"
    if not isinstance(mode, str) or mode not in _PROFANITY:
        raise ProtocolError(f"profanityFilterMode must be one of {', '.join(_PROFANITY)}.")
    return _PROFANITY[mode]
