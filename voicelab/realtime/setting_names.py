"""Setting names: which setting a field of a service's session is made from."""

from __future__ import annotations

import re

__all__ = ["setting_of"]

_SETTINGS = {
    "voice": "voice",
    "rate": "speaking_rate",
    "speed": "speaking_rate",
    "pitch": "pitch",
    "volume": "volume",
    "style": "style",
    "instructions": "system_prompt",
    "max_output_tokens": "max_tokens",
    "max_response_output_tokens": "max_tokens",
    "temperature": "temperature",
    "reasoning": "reasoning_effort",
    "reasoning_effort": "reasoning_effort",
    "turn_detection": "turn_detection",
    "threshold": "vad_threshold",
    "prefix_padding_ms": "prefix_padding_seconds",
    "silence_duration_ms": "end_silence_seconds",
    "eagerness": "eagerness",
    "transcription": "transcription_model",
    "input_audio_transcription": "transcription_model",
    "language": "language",
    "languages": "language",
    "prompt": "phrases",
    "keywords": "phrases",
    "phrase_list": "phrases",
    "custom_speech": "custom_speech_endpoint",
    "noise_reduction": "noise_reduction",
    "input_audio_noise_reduction": "noise_reduction",
    "endpoint_id": "custom_voice_endpoint",
    "tools": "tools",
}


def setting_of(parameter: str) -> str | None:
    """Return the setting behind a parameter that a service names; `None` if that is none.

    Examples
    --------
    >>> setting_of("session.audio.input.turn_detection.silence_duration_ms")
    'end_silence_seconds'
    """
    steps = re.split(r"[.\[\]]+", parameter)
    return next((_SETTINGS[step] for step in reversed(steps) if step in _SETTINGS), None)
