"""Setting names: which setting a field of a service's session is made from."""

from __future__ import annotations

import re

from voicelab.settings.settings import DECLARATIONS

__all__ = ["setting_of"]

_OTHERWISE = {
    "rate": "speaking_rate",
    "speed": "speaking_rate",
    "instructions": "system_prompt",
    "max_output_tokens": "max_tokens",
    "max_response_output_tokens": "max_tokens",
    "reasoning": "reasoning_effort",
    "threshold": "vad_threshold",
    "prefix_padding_ms": "prefix_padding_seconds",
    "silence_duration_ms": "end_silence_seconds",
    "transcription": "transcription_model",
    "input_audio_transcription": "transcription_model",
    "languages": "language",
    "prompt": "phrases",
    "keywords": "phrases",
    "phrase_list": "phrases",
    "custom_speech": "custom_speech_endpoint",
    "input_audio_noise_reduction": "noise_reduction",
    "endpoint_id": "custom_voice_endpoint",
}
"""The fields that are not called like their setting."""


def setting_of(parameter: str) -> str | None:
    """Return the setting behind a parameter that a service names; `None` if that is none.

    Examples
    --------
    >>> setting_of("session.audio.input.turn_detection.silence_duration_ms")
    'end_silence_seconds'
    """
    steps = [_OTHERWISE.get(step, step) for step in re.split(r"[.\[\]]+", parameter)]
    return next((step for step in reversed(steps) if step in DECLARATIONS), None)
