"""Values of a session's options as each protocol writes them: formats of sound, modalities, tools, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    LIST,
    OBJECT,
    TEXT,
    InvalidRequestError,
    ValueKind,
    check_value,
)
from voicelab.embedded.realtime.wire_values import (
    AudioFormat,
    Reader,
    checked,
    one_of,
    required,
    unknown_parameter,
    unknown_value,
)

__all__ = [
    "flat_format",
    "nested_format",
    "read_flat_format",
    "read_max_tokens",
    "read_modalities",
    "read_nested_format",
    "read_texts",
    "read_tool_choice",
    "read_tools",
    "read_transcription",
]

_TELEPHONE_HZ = 8_000
_NESTED = {"audio/pcm": "pcm", "audio/pcmu": "ulaw", "audio/pcma": "alaw"}
_OPENAI_FORMATS = {
    "pcm16": AudioFormat(),
    "g711_ulaw": AudioFormat("ulaw", _TELEPHONE_HZ),
    "g711_alaw": AudioFormat("alaw", _TELEPHONE_HZ),
}
_AZURE_FORMATS = {
    **_OPENAI_FORMATS,
    "pcm16_8000hz": AudioFormat("pcm", 8_000),
    "pcm16_16000hz": AudioFormat("pcm", 16_000),
    "pcm16-8000hz": AudioFormat("pcm", 8_000),
    "pcm16-16000hz": AudioFormat("pcm", 16_000),
}
_NAMES = {form: name for name, form in reversed(_AZURE_FORMATS.items()) if "-" not in name}
_MOST_TOKENS = 4_096
_TOOL_FIELDS = ("type", "name", "description", "parameters")
_CHOICES = ("none", "auto", "required")
_TRANSCRIPTION_FIELDS = ("model", "language", "prompt")
_MORE_OF_TRANSCRIPTIONS = ("keywords", "languages", "delay", "custom_speech", "phrase_list")


def read_nested_format(value: Any, param: str) -> AudioFormat:
    """Read a format such as ``{"type": "audio/pcm", "rate": 24000}``."""
    check_value(param, value, OBJECT)
    coding = _NESTED[required(value, "type", one_of(*_NESTED), param)]
    if coding != "pcm":
        return AudioFormat(coding, _TELEPHONE_HZ)
    if value.get("rate") is not None:
        check_value(f"{param}.rate", value["rate"], ValueKind((int,), 24_000, 24_000))
    return AudioFormat()


def nested_format(form: AudioFormat) -> dict[str, Any]:
    """Return a format as `read_nested_format` reads it."""
    name = next(name for name, coding in _NESTED.items() if coding == form.coding)
    return {"type": name, "rate": form.sample_rate_hz} if form.coding == "pcm" else {"type": name}


def read_flat_format(*, azure: bool) -> Reader:
    """Return what reads a format such as ``pcm16``."""
    formats = _AZURE_FORMATS if azure else _OPENAI_FORMATS
    return lambda value, param: formats[one_of(*formats)(value, param)]


def flat_format(form: AudioFormat) -> str:
    """Return a format's name; that of what comes in says nothing of its rate."""
    return _NAMES.get(form, "pcm16")


def read_modalities(*combinations: tuple[str, ...]) -> Reader:
    """Return what reads the modalities of replies, in any order."""

    def read(value: Any, param: str) -> tuple[str, ...]:
        check_value(param, value, LIST)
        for known in combinations:
            if sorted(map(str, value)) == sorted(known):
                return tuple(value)
        listed = " and ".join(str(sorted(known)) for known in combinations)
        raise InvalidRequestError(
            f"Invalid modalities: {value!r:.60}. Supported combinations are: {listed}.", param
        )

    return read


def read_texts(*known: str) -> Reader:
    """Return what reads a list of words."""

    def read(value: Any, param: str) -> tuple[str, ...]:
        check_value(param, value, LIST)
        for place, item in enumerate(value):
            (one_of(*known) if known else checked(TEXT))(item, f"{param}[{place}]")
        return tuple(value)

    return read


def read_max_tokens(value: Any, param: str) -> int | None:
    """Read the most tokens of a reply; ``inf`` is no limit."""
    if value == "inf":
        return None
    check_value(param, value, ValueKind((int,), 1, _MOST_TOKENS))
    return int(value)


def read_tools(*, strict: bool) -> Reader:
    """Return what reads the functions that the model may call.

    Parameters
    ----------
    strict
        Whether fields that nobody knows are refused.
    """

    def read(value: Any, param: str) -> tuple[Mapping[str, Any], ...]:
        check_value(param, value, LIST)
        for place, tool in enumerate(value):
            at = f"{param}[{place}]"
            check_value(at, tool, OBJECT)
            kind = required(tool, "type", checked(TEXT), at)
            if kind != "function":
                message = (
                    f"Invalid value: {kind!r:.40}. These services call functions alone, no {kind:.40} tools."
                )
                raise InvalidRequestError(message, f"{at}.type")
            required(tool, "name", checked(TEXT), at)
            for name, wanted in (("description", TEXT), ("parameters", OBJECT)):
                if tool.get(name) is not None:
                    check_value(f"{at}.{name}", tool[name], wanted)
            strangers = [name for name in tool if name not in _TOOL_FIELDS]
            if strict and strangers:
                raise unknown_parameter(f"{at}.{strangers[0]}")
        return tuple(value)

    return read


def read_tool_choice(value: Any, param: str) -> str | Mapping[str, Any]:
    """Read which function is to be called: a word, or ``{"type": "function", "name": …}``."""
    if isinstance(value, str):
        if value not in _CHOICES:
            raise unknown_value(value, _CHOICES, param)
        return value
    check_value(param, value, OBJECT)
    required(value, "type", one_of("function"), param)
    required(value, "name", checked(TEXT), param)
    return dict(value)


def read_transcription(*, strict: bool) -> Reader:
    """Return what reads how the user's words are told."""

    def read(value: Any, param: str) -> dict[str, Any]:
        check_value(param, value, OBJECT)
        strangers = [name for name in value if name not in (*_TRANSCRIPTION_FIELDS, *_MORE_OF_TRANSCRIPTIONS)]
        if strict and strangers:
            raise unknown_parameter(f"{param}.{strangers[0]}")
        for name in _TRANSCRIPTION_FIELDS:
            if value.get(name) is not None:
                check_value(f"{param}.{name}", value[name], TEXT)
        for name in ("keywords", "languages", "phrase_list"):
            if value.get(name) is not None:
                read_texts()(value[name], f"{param}.{name}")
        return {**dict.fromkeys(_TRANSCRIPTION_FIELDS), **value}

    return read
