"""Voices of a session: OpenAI's names and Azure's voice objects, and which of the engine's voices speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    OBJECT,
    TEXT,
    InvalidRequestError,
    check_value,
)
from voicelab.embedded.engines import SynthesisEngine, VoiceEntry
from voicelab.embedded.realtime.wire_values import (
    checked,
    one_of,
    required,
    unknown_value,
)
from voicelab.embedded.speech.expression import expression
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.ssml import SsmlSpeech
from voicelab.embedded.speech.ssml_values import clip, read_pitch, read_rate, read_volume
from voicelab.embedded.speech.voice_choice import voice_of
from voicelab.text.languages import guess_language, language_of, language_of_voice

__all__ = [
    "OPENAI_VOICES",
    "USUAL_AZURE_VOICE",
    "USUAL_OPENAI_VOICE",
    "VoiceOption",
    "check_voice",
    "in_its_language",
    "manner_of",
    "read_azure_voice",
    "read_openai_voice",
]

OPENAI_VOICES: Mapping[str, tuple[str, int]] = {
    "alloy": ("Female", 0), "ash": ("Male", 0), "ballad": ("Male", 1), "coral": ("Female", 1),
    "echo": ("Male", 2), "sage": ("Female", 2), "shimmer": ("Female", 3), "verse": ("Male", 3),
    "marin": ("Female", 4), "cedar": ("Male", 4),
}  # fmt: skip
"""OpenAI's voices: which of the engine's English voices of a gender speaks for each, in a circle where there
are fewer."""
_AZURE_TYPES = (
    "openai", "azure-standard", "azure-custom", "azure-personal", "azure-realtime-native", "azure-platform",
)  # fmt: skip
_MADE_FOR_ONE = ("azure-custom", "azure-personal")
_SURE_ENOUGH = 0.7
"""How sure a guessed language must be; of 187 sentences none was guessed wrongly so."""
_PLAIN = SsmlSpeech("")


@dataclass(frozen=True, slots=True)
class VoiceOption:
    """A voice as a client asks for it."""

    wire: Any
    """As it was written."""
    name: str
    """OpenAI's name, or Azure's short name; empty for a voice that was made for a customer."""
    is_openai: bool
    manner: SsmlSpeech = _PLAIN
    """Pace, pitch and loudness."""
    is_asked_for: bool = True
    """Whether it must be this one; otherwise another may stand in."""


USUAL_OPENAI_VOICE = VoiceOption("alloy", "alloy", is_openai=True, is_asked_for=False)
"""What speaks where a client of OpenAI's protocol names no voice."""
_AVA = "en-US-AvaNeural"
USUAL_AZURE_VOICE = VoiceOption(
    {"type": "azure-standard", "name": _AVA}, _AVA, is_openai=False, is_asked_for=False
)
"""What speaks where a client of Voice Live names none."""


def read_openai_voice(value: Any, param: str) -> VoiceOption:
    """Read a voice of OpenAI's: one of its names, or the id of a custom voice.

    Raises
    ------
    InvalidRequestError
        There is none of that name.
    """
    if isinstance(value, Mapping):
        required(value, "id", checked(TEXT), param)
        return VoiceOption(value, "", is_openai=True)
    check_value(param, value, TEXT)
    if value not in OPENAI_VOICES:
        raise unknown_value(value, tuple(OPENAI_VOICES), param)
    return VoiceOption(value, value, is_openai=True)


def read_azure_voice(value: Any, param: str) -> VoiceOption:
    """Read a voice of Voice Live's: an object with its type and name, or a name alone.

    Raises
    ------
    InvalidRequestError
        It has no name, or its pace, pitch, loudness or style is none.
    """
    if isinstance(value, str):
        return VoiceOption(value, value, is_openai=value in OPENAI_VOICES)
    check_value(param, value, OBJECT)
    kind = required(value, "type", one_of(*_AZURE_TYPES), param)
    name = required(value, "name", checked(TEXT), param)
    if kind == "openai":
        return replace(read_openai_voice(name, f"{param}.name"), wire=dict(value))
    if kind in _MADE_FOR_ONE:
        name = ""
    elif kind == "azure-realtime-native":
        name = f"en-US-{name.title()}Neural"
    manner = _manner(value, param)
    is_asked_for = kind != "azure-realtime-native"
    return VoiceOption(dict(value), name, is_openai=False, manner=manner, is_asked_for=is_asked_for)


def _manner(value: Mapping[str, Any], param: str) -> SsmlSpeech:
    def asked(name: str) -> str:
        return str(value.get(name) or "")

    try:
        style = expression(asked("style"))
        return SsmlSpeech(
            "",
            rate=clip(read_rate(asked("rate")) * style.rate, 0.5, 3.0),
            pitch=clip(read_pitch(asked("pitch")) * style.pitch, 0.5, 2.0),
            volume=read_volume(asked("volume")) * style.volume,
            sentence_silence=style.pause_seconds,
        )
    except ProtocolError as error:
        message = str(error).removeprefix("SSML parsing error: ")
        raise InvalidRequestError(f"Invalid {param!r}: {message}", param) from error


def check_voice(
    engine: SynthesisEngine | None, voice: VoiceOption, param: str, *, custom_models: bool
) -> None:
    """Check that a voice is there.

    Parameters
    ----------
    engine
        `None` while it is still loaded: then a name is taken as it is.
    custom_models
        Whether the usual voice speaks for those that were made for a customer.

    Raises
    ------
    InvalidRequestError
        It is not.
    """
    if not voice.name:
        if not custom_models:
            message = f"Invalid {param!r}: no voices that were made for a customer are here."
            raise InvalidRequestError(message, param)
    elif engine is not None and voice.is_asked_for and not voice.is_openai:
        try:
            voice_of(engine, SsmlSpeech("", voice=voice.name))
        except ProtocolError as error:
            raise InvalidRequestError(f"Invalid {param!r}: {error}", param) from error


def manner_of(engine: SynthesisEngine, voice: VoiceOption, speed: float) -> SsmlSpeech:
    """Return how a session's replies are spoken: by which of the engine's voices, and how quickly.

    Parameters
    ----------
    speed
        A factor of the voice's own pace.

    Raises
    ------
    ProtocolError
        The engine has no such voice.
    """
    name = _openai_voice(engine, voice.name) if voice.is_openai else voice.name
    if not voice.is_asked_for and not voice.is_openai and engine.find(name) is None:
        name = ""
    rate = clip(voice.manner.rate * speed, 0.5, 3.0)
    found = voice_of(engine, replace(voice.manner, voice=name))
    return replace(voice.manner, voice=found.short_name, rate=rate)


def _openai_voice(engine: SynthesisEngine, name: str) -> str:
    gender, place = OPENAI_VOICES.get(name, ("Female", 0))
    english = [voice for voice in engine.voices() if language_of(voice.locale) == "en"]
    fitting = [voice for voice in english if voice.gender == gender] or english
    ordered: list[VoiceEntry] = sorted(fitting, key=lambda voice: voice.locale != "en-US")
    return ordered[place % len(ordered)].short_name if ordered else ""


def in_its_language(
    engine: SynthesisEngine, manner: SsmlSpeech, text: str, *, speaks_any: bool
) -> SsmlSpeech:
    """Return how a sentence is spoken: by a voice that speaks many languages, in the one it is in; may block.

    Parameters
    ----------
    speaks_any
        Whether it is one of OpenAI's voices, all of which do.
    """
    said = replace(manner, text=text)
    if not speaks_any and language_of_voice(manner.voice) is not None:
        return said
    language, sure = guess_language(text)
    if sure < _SURE_ENOUGH or language == language_of(manner.voice):
        return said
    try:
        other = voice_of(engine, SsmlSpeech("", language=language)).short_name
    except ProtocolError:
        return said
    return replace(said, voice=other)
