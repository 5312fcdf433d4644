"""Settings: every knob of a turn, in one frozen value."""

from __future__ import annotations

import dataclasses
import difflib
import numbers
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["OUTPUT_FORMATS", "Settings"]

OUTPUT_FORMATS = {
    f"{container}-{name}-16bit-mono-pcm": rate
    for container in ("raw", "riff")
    for name, rate in {
        "8khz": 8_000,
        "16khz": 16_000,
        "22050hz": 22_050,
        "24khz": 24_000,
        "44100hz": 44_100,
        "48khz": 48_000,
    }.items()
}
"""Azure's names of the uncompressed 16-bit formats, each with its sample rate in Hz."""

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z0-9]{2,8})+")
_VOICE = re.compile(r"[\w:.-]+")
_IDENTIFIER = re.compile(r"[\w-]+")
_NOT_BLANK = re.compile(r".*\S.*", re.DOTALL)
_MOST_LANGUAGES = 10
_MOST_PHRASES = 500

_RANGES: dict[str, tuple[float, float]] = {
    "max_tokens": (1, 128_000),
    "temperature": (0.0, 2.0),
    "history_characters": (0, 1_000_000),
    "speaking_rate": (0.5, 2.0),
    "pitch": (0.5, 1.5),
    "sentence_pause_seconds": (0.0, 5.0),
    "volume": (0.0, 1.0),
    "style_degree": (0.01, 2.0),
    "initial_silence_seconds": (0.5, 60.0),
    "speech_level_dbfs": (-90.0, 0.0),
    "end_silence_seconds": (0.1, 5.0),
}
"""The least and the most that each number may be; whole numbers where these are."""

_CHOICES = {
    "api": ("chat", "responses", "completions"),
    "profanity": ("masked", "removed", "raw"),
    "on_language_mismatch": ("switch", "warn", "ignore"),
}

_TEXTS: dict[str, tuple[re.Pattern[str], str]] = {
    "voice": (_VOICE, "a voice's short name such as 'en-US-JennyMultilingualNeural'"),
    "style": (_VOICE, "a style's name such as 'cheerful', or None"),
    "role": (_VOICE, "a role's name such as 'YoungAdultFemale', or None"),
    "deployment": (_NOT_BLANK, "a deployment's name, or None"),
    "reasoning_effort": (_IDENTIFIER, "an effort such as 'low', or None"),
    "custom_speech_endpoint": (_IDENTIFIER, "the identifier of a Custom Speech endpoint, or None"),
    "custom_voice_endpoint": (_IDENTIFIER, "the identifier of a custom voice's endpoint, or None"),
}
"""What some texts must look like; all but the voice may be `None`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that a turn depends on: frozen, comparable and kept with every exchange.

    Examples
    --------
    >>> settings = Settings(voice="en-GB-RyanNeural", max_tokens=64)
    >>> settings.replace(max_tokens=16).max_tokens
    16

    Raises
    ------
    ValueError
        A value is out of its range; the message says which field, the value and what is allowed.
    TypeError
        An unknown field; `replace` names the nearest that exist.
    """

    deployment: str | None = None
    """Azure's name of the deployed model, or a model's name elsewhere. `None` is the services' default."""

    api: str = "chat"
    """How the model is asked: ``chat`` (chat completions), ``responses``, or ``completions``, the
    quickstart's legacy interface, for instruct models only."""

    system_prompt: str = "Answer in one or two short sentences."
    """Instructions for the model, sent ahead of the conversation; empty for none."""

    max_tokens: int = 100
    """The most tokens that a reply may have; 1 to 128,000. 100 is the quickstart's."""

    temperature: float | None = 0.7
    """Randomness of the reply; 0.0 to 2.0. `None` leaves it to the service."""

    reasoning_effort: str | None = None
    """How long a reasoning model thinks, such as ``minimal`` or ``low``; `None` leaves it to the service,
    and other models do not know it."""

    history: bool = True
    """Whether the model sees the earlier exchanges of the session."""

    history_characters: int = 6_000
    """The most characters of earlier exchanges that the model sees; the oldest go first. 0 to 1,000,000."""

    language: str | tuple[str, ...] = "en-US"
    """Locale of the speech to recognise, such as ``es-ES``; or up to 10 candidates, of different languages,
    among which the one that is heard is identified again and again."""

    phrases: tuple[str, ...] = ()
    """Names and terms that recognition should expect; up to 500."""

    profanity: str = "masked"
    """What is done with swear words in the transcript: ``masked`` with asterisks, ``removed``, or ``raw``."""

    custom_speech_endpoint: str | None = None
    """Identifier of a Custom Speech endpoint to recognise with; `None` is Azure's own model."""

    voice: str = "en-US-JennyMultilingualNeural"
    """Azure's short name of the voice that replies."""

    speaking_rate: float = 1.0
    """Pace of the voice; 0.5 (half as fast) to 2.0 (twice)."""

    pitch: float = 1.0
    """Pitch of the voice; 0.5 (an octave lower) to 1.5."""

    volume: float = 1.0
    """Loudness of the voice; 0.0 (silent) to 1.0 (the voice's own)."""

    sentence_pause_seconds: float = 0.0
    """Pause after each sentence of the reply, in seconds; 0.0 to 5.0."""

    style: str | None = None
    """Speaking style such as ``cheerful``, for voices that have it; `None` is the voice's own."""

    style_degree: float = 1.0
    """Strength of the style; 0.01 to 2.0 (twice as strong)."""

    role: str | None = None
    """Whom the voice imitates, such as ``YoungAdultFemale``, for voices that can; `None` for nobody."""

    custom_voice_endpoint: str | None = None
    """Identifier of the endpoint where a custom voice is deployed; `None` for Azure's own voices."""

    on_language_mismatch: str = "switch"
    """What is done if the voice cannot speak the reply's language: ``switch`` to one that can, ``warn`` and
    speak all the same, or ``ignore`` it."""

    output_format: str = "raw-24khz-16bit-mono-pcm"
    """Format of the synthesised audio, by Azure's name; one of `OUTPUT_FORMATS`."""

    initial_silence_seconds: float = 5.0
    """Silence before any speech that ends listening without a match, in seconds; 0.5 to 60."""

    end_silence_seconds: float = 0.5
    """Silence that ends an utterance, in seconds; 0.1 to 5.0. Short values cut off people who think aloud."""

    speech_level_dbfs: float | None = None
    """Sensitivity: sound of a live microphone that is quieter than this is taken for silence, in decibels of
    full scale; -90 to 0. `None` lets everything through."""

    stop_phrase: str = "stop"
    """What ends the conversation when it is the whole utterance, whatever its case and punctuation;
    empty for nothing."""

    barge_in: bool = False
    """Whether speech over the reply interrupts it. Needs echo cancellation or headphones."""

    speculate: bool = False
    """Whether a reply is begun on what the user seems to have said, before recognition settles on it: sooner
    heard, at the cost of replies that are thrown away. Live conversations only; nothing is spoken before the
    transcript agrees."""

    def __post_init__(self) -> None:
        for name, (lowest, highest) in _RANGES.items():
            value = getattr(self, name)
            if value is not None or name not in ("temperature", "speech_level_dbfs"):
                # NumPy's numbers will do, too, but a log keeps plain ones.
                object.__setattr__(self, name, _number(name, value, lowest, highest))
        for name in ("history", "barge_in", "speculate"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be True or False, not {getattr(self, name)!r}")
        for name in ("system_prompt", "stop_phrase"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} must be text, not {getattr(self, name)!r}")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, not {getattr(self, name)!r}")
        for name, (pattern, wanted) in _TEXTS.items():
            if name == "voice" or getattr(self, name) is not None:
                _check_text(name, getattr(self, name), pattern, wanted)
        object.__setattr__(self, "language", _languages(self.language))
        object.__setattr__(self, "phrases", _phrases(self.phrases))
        if self.custom_speech_endpoint is not None and len(self.languages) > 1:
            raise ValueError("custom_speech_endpoint is for one language; language has several")
        if self.output_format not in OUTPUT_FORMATS:
            raise ValueError(
                f"output_format {self.output_format!r} is not one of the uncompressed formats: "
                + ", ".join(_nearest_first(str(self.output_format), OUTPUT_FORMATS))
            )

    @property
    def sample_rate_hz(self) -> int:
        """Sample rate of the synthesised audio, in Hz."""
        return OUTPUT_FORMATS[self.output_format]

    @property
    def languages(self) -> tuple[str, ...]:
        """Locales that may be heard, one or more."""
        return (self.language,) if isinstance(self.language, str) else self.language

    def replace(self, **changes: Any) -> Settings:
        """Return these settings with some fields changed.

        Raises
        ------
        TypeError
            A field that does not exist.
        ValueError
            A value out of its range.
        """
        names = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            if name not in names:
                raise TypeError(f"no setting {name!r}; there are: " + ", ".join(_nearest_first(name, names)))
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, all of them plain JSON values."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Settings:
        """Return the settings that `to_dict` gave, also those of an older or newer release.

        Fields that this release does not know are left out; those that are missing take their default.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


def _number(name: str, value: object, lowest: float, highest: float) -> float:
    whole = isinstance(lowest, int)
    if isinstance(value, bool) or not isinstance(value, numbers.Integral if whole else numbers.Real):
        raise ValueError(f"{name} must be a {'whole ' if whole else ''}number, not {value!r}")
    plain = int(value) if whole and isinstance(value, numbers.Integral) else float(value)
    if not lowest <= plain <= highest:
        raise ValueError(f"{name} must be from {lowest:,} to {highest:,}, not {value!r}")
    return plain


def _check_text(name: str, value: str, pattern: re.Pattern[str], wanted: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{name} must be {wanted}, not {value!r}")


def _languages(language: Any) -> str | tuple[str, ...]:
    """Return one locale as it is, several as a tuple."""
    locales = (language,) if isinstance(language, str) else language
    if not isinstance(locales, tuple | list) or not 1 <= len(locales) <= _MOST_LANGUAGES:
        raise ValueError(f"language must be a locale, or 1 to {_MOST_LANGUAGES} of them, not {language!r}")
    for locale in locales:
        _check_text("language", locale, _LOCALE, "a locale such as 'en-US' or 'es-ES'")
    spoken = [locale.split("-")[0].lower() for locale in locales]
    if len(set(spoken)) < len(spoken):
        raise ValueError(f"language must hold one locale of each language at most, not {language!r}")
    return locales[0] if len(locales) == 1 else tuple(locales)


def _phrases(phrases: Any) -> tuple[str, ...]:
    if not isinstance(phrases, tuple | list) or not all(isinstance(p, str) and p.strip() for p in phrases):
        raise ValueError(f"phrases must be several texts, none of them blank, not {phrases!r}")
    if len(phrases) > _MOST_PHRASES:
        raise ValueError(f"phrases must be {_MOST_PHRASES} at most, not {len(phrases)}")
    return tuple(phrases)


def _nearest_first(name: str, names: Any) -> list[str]:
    return sorted(names, key=lambda other: -difflib.SequenceMatcher(None, name, other).ratio())
