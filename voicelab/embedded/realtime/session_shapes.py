"""Shapes of sessions and of their responses: where each option stands, by protocol."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    BOOLEAN,
    OBJECT,
    TEXT,
    InvalidRequestError,
    ValueKind,
    check_value,
)
from voicelab.embedded.realtime.session_fields import (
    SessionField,
    SessionShape,
    further_field,
    option_field,
)
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_values import (
    flat_format,
    nested_format,
    read_flat_format,
    read_max_tokens,
    read_modalities,
    read_nested_format,
    read_texts,
    read_tool_choice,
    read_tools,
    read_transcription,
)
from voicelab.embedded.realtime.turn_options import AZURE_TURNS, OPENAI_TURNS, TurnKinds, read_turn_options
from voicelab.embedded.realtime.voices import read_azure_voice, read_openai_voice
from voicelab.embedded.realtime.wire_values import (
    Reader,
    checked,
    one_of,
    optional,
    required,
)

__all__ = [
    "NESTED", "NESTED_RESPONSE", "NESTED_TRANSCRIPTION", "PREVIEW", "PREVIEW_RESPONSE", "VOICE_LIVE",
    "VOICE_LIVE_RESPONSE",
]  # fmt: skip

_USUAL_TEMPERATURE = 0.8
_RATES = ValueKind((int,), values=(8_000, 16_000, 24_000))


def _turns(path: str, kinds: TurnKinds, *, strict: bool = True) -> SessionField:
    def read(value: Any, param: str) -> Any:
        return read_turn_options(kinds, value, param, strict=strict)

    return option_field(path, "turn_detection", read, lambda turns: turns.to_wire(), nullable=True)


def _word_or_object(*words: str) -> Reader:
    """Return what reads one of some words, or an object."""

    def read(value: Any, param: str) -> Any:
        return value if isinstance(value, dict) else one_of(*words)(value, param)

    return read


def _noise_reduction(value: Any, param: str) -> Any:
    check_value(param, value, OBJECT)
    required(value, "type", one_of("near_field", "far_field"), param)
    return value


def _truncation(value: Any, param: str) -> Any:
    if isinstance(value, dict):
        required(value, "type", one_of("retention_ratio"), param)
        share = checked(ValueKind((int, float), 0.0, 1.0))
        required(value, "retention_ratio", share, param)
        return value
    return one_of("auto", "disabled")(value, param)


def _refuse_avatar(_value: Any, param: str) -> Any:
    raise InvalidRequestError(f"{param!r} is not supported: no avatar is shown here.", param)


def _max_tokens(path: str) -> SessionField:
    return SessionField(
        path,
        read_max_tokens,
        lambda options, value: replace(options, max_output_tokens=value),
        lambda options: "inf" if options.max_output_tokens is None else options.max_output_tokens,
    )


def _temperature(lowest: float, highest: float) -> SessionField:
    return SessionField(
        "temperature",
        checked(ValueKind((int, float), lowest, highest)),
        lambda options, value: replace(options, temperature=float(value)),
        lambda options: _USUAL_TEMPERATURE if options.temperature is None else options.temperature,
    )


def _with_rate(options: SessionOptions, rate: int) -> SessionOptions:
    return replace(options, input_sound=replace(options.input_sound, sample_rate_hz=rate))


def _with_coding(options: SessionOptions, form: Any) -> SessionOptions:
    """Set how sound comes in; PCM keeps the rate that was set."""
    if form.coding == options.input_sound.coding == "pcm":
        return options
    return replace(options, input_sound=form)


_SPEED = ValueKind((int, float), 0.25, 1.5)
_INSTRUCTIONS = option_field("instructions", "instructions", checked(TEXT))
_TOOL_CHOICE = option_field("tool_choice", "tool_choice", read_tool_choice)
_LOGPROBS = "item.input_audio_transcription.logprobs"
_INCLUDE = option_field("include", "include", read_texts(_LOGPROBS), list, nullable=True)
_MODEL = option_field("model", "model", checked(TEXT))


def _tools(*, strict: bool) -> SessionField:
    return option_field("tools", "tools", read_tools(strict=strict), list)


def _transcription(path: str, *, strict: bool = True) -> SessionField:
    return option_field(path, "transcription", read_transcription(strict=strict), nullable=True)


_NESTED_INPUT = (
    option_field("audio.input.format", "input_sound", read_nested_format, nested_format),
    _transcription("audio.input.transcription"),
    further_field("audio.input.noise_reduction", _noise_reduction, unset=True),
    _turns("audio.input.turn_detection", OPENAI_TURNS),
)
_NESTED_MODALITIES = option_field(
    "output_modalities", "modalities", read_modalities(("text",), ("audio",)), list
)
_NESTED_OUTPUT = (
    option_field("audio.output.format", "output_sound", read_nested_format, nested_format),
    option_field("audio.output.voice", "voice", read_openai_voice, lambda voice: voice.wire),
)
NESTED = SessionShape(
    (
        _MODEL,
        _NESTED_MODALITIES,
        _INSTRUCTIONS,
        _tools(strict=True),
        _TOOL_CHOICE,
        _max_tokens("max_output_tokens"),
        further_field("tracing", _word_or_object("auto"), unset=True),
        further_field("prompt", checked(OBJECT), unset=True),
        further_field("reasoning", checked(OBJECT)),
        further_field("parallel_tool_calls", checked(BOOLEAN)),
        *_NESTED_INPUT,
        *_NESTED_OUTPUT,
        option_field("audio.output.speed", "speed", checked(_SPEED)),
        _INCLUDE,
        option_field("truncation", "truncation", _truncation),
    ),
    strict=True,
)
"""OpenAI's Realtime API: what belongs to the sound stands in ``audio``."""
NESTED_TRANSCRIPTION = SessionShape((*_NESTED_INPUT, _INCLUDE), strict=True)
"""OpenAI's sessions in which nothing replies."""
PREVIEW = SessionShape(
    (
        _MODEL,
        option_field("modalities", "modalities", read_modalities(("text",), ("audio", "text")), list),
        _INSTRUCTIONS,
        option_field("voice", "voice", read_openai_voice, lambda voice: voice.wire),
        option_field("input_audio_format", "input_sound", read_flat_format(azure=False), flat_format),
        option_field("output_audio_format", "output_sound", read_flat_format(azure=False), flat_format),
        _transcription("input_audio_transcription"),
        further_field("input_audio_noise_reduction", _noise_reduction, unset=True),
        _turns("turn_detection", OPENAI_TURNS),
        _tools(strict=True),
        _TOOL_CHOICE,
        _temperature(0.6, 1.2),
        _max_tokens("max_response_output_tokens"),
        option_field("speed", "speed", checked(_SPEED)),
        further_field("tracing", _word_or_object("auto"), unset=True),
        further_field("prompt", checked(OBJECT)),
        _INCLUDE,
    ),
    strict=True,
)
"""The dated previews of Azure OpenAI: all stands side by side."""
_AZURE_MODALITIES = (("text",), ("audio", "text"), ("audio",), ("animation", "audio", "text"))
VOICE_LIVE = SessionShape(
    (
        _MODEL,
        option_field("modalities", "modalities", read_modalities(*_AZURE_MODALITIES), list),
        _INSTRUCTIONS,
        option_field("voice", "voice", read_azure_voice, lambda voice: voice.wire),
        SessionField(
            "input_audio_sampling_rate",
            checked(_RATES),
            _with_rate,
            lambda options: options.input_sound.sample_rate_hz,
        ),
        SessionField(
            "input_audio_format",
            read_flat_format(azure=False),
            _with_coding,
            lambda options: (
                flat_format(replace(options.input_sound, sample_rate_hz=0))
                if options.input_sound.coding == "pcm"
                else flat_format(options.input_sound)
            ),
        ),
        option_field("output_audio_format", "output_sound", read_flat_format(azure=True), flat_format),
        _turns("turn_detection", AZURE_TURNS, strict=False),
        further_field("input_audio_noise_reduction", optional(checked(OBJECT)), unset=True),
        further_field("input_audio_echo_cancellation", optional(checked(OBJECT)), unset=True),
        further_field("avatar", _refuse_avatar),
        _transcription("input_audio_transcription", strict=False),
        option_field("output_audio_timestamp_types", "timestamp_types", read_texts("word"), list),
        option_field("animation", "animation", checked(OBJECT), nullable=True, unset=False),
        _tools(strict=False),
        _TOOL_CHOICE,
        further_field("parallel_tool_calls", checked(BOOLEAN)),
        _temperature(0.0, 2.0),
        _max_tokens("max_response_output_tokens"),
        further_field("reasoning_effort"),
        further_field("interim_response", optional(checked(OBJECT))),
        option_field("include", "include", read_texts(), list, nullable=True, unset=False),
        further_field("metadata", optional(checked(OBJECT))),
    ),
    strict=False,
)
"""Azure's Voice Live: the same, with what Azure adds; later versions of it add more, which is let pass."""
_PARALLEL = further_field("parallel_tool_calls", checked(BOOLEAN))
NESTED_RESPONSE = SessionShape(
    (
        _NESTED_MODALITIES,
        _INSTRUCTIONS,
        _tools(strict=True),
        _TOOL_CHOICE,
        _max_tokens("max_output_tokens"),
        further_field("prompt", checked(OBJECT)),
        further_field("reasoning", checked(OBJECT)),
        _PARALLEL,
        *_NESTED_OUTPUT,
    ),
    strict=True,
    shown=("output_modalities", "max_output_tokens", "audio.output.format", "audio.output.voice"),
)
"""What a response of OpenAI's Realtime API may have otherwise than its session."""
_FLAT_SHOWN = ("modalities", "voice", "output_audio_format", "temperature", "max_output_tokens")
PREVIEW_RESPONSE = SessionShape(
    (
        *(field for field in PREVIEW.fields if field.path in (*_FLAT_SHOWN, "instructions", "tools")),
        _TOOL_CHOICE,
        _max_tokens("max_response_output_tokens"),
        _max_tokens("max_output_tokens"),
    ),
    strict=True,
    shown=_FLAT_SHOWN,
)
"""What a response of the previews may have otherwise."""
VOICE_LIVE_RESPONSE = SessionShape(
    (
        *(field for field in VOICE_LIVE.fields if field.path in (*_FLAT_SHOWN, "instructions", "tools")),
        _TOOL_CHOICE,
        _max_tokens("max_response_output_tokens"),
        _max_tokens("max_output_tokens"),
        further_field("reasoning_effort"),
    ),
    strict=False,
    shown=_FLAT_SHOWN,
)
"""What a response of Voice Live may have otherwise."""
