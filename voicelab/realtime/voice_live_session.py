"""The session of Azure's Voice Live, as the settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.realtime.session_fields import Tools, function_tools, without_unset
from voicelab.realtime.turn_detection import turn_detection_fields
from voicelab.settings import Settings
from voicelab.settings.engines import (
    USUAL_TRANSCRIPTION,
    has_openai_voice,
    most_output_tokens,
    transcription_model,
)
from voicelab.synthesis.ssml import prosody

__all__ = ["VoiceLiveSession"]

_AZURES = USUAL_TRANSCRIPTION["voice-live"]


class VoiceLiveSession:
    """Voice Live's session: all stands side by side."""

    input_rate_hz = 16_000
    written_part = "text"
    fixed: Mapping[str, object] = {}
    usual: Mapping[str, object] = {
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "input_audio_noise_reduction": None,
        "output_audio_timestamp_types": [],
        "tools": [],
    }

    def as_stated(self, session: Mapping[str, Any]) -> VoiceLiveSession:
        """See `SessionFields`."""
        return self

    def session(self, settings: Settings, *, listens: bool, tools: Tools) -> dict[str, Any]:
        """See `SessionFields`."""
        noise = settings.noise_reduction
        return {
            "modalities": ["text", "audio"],
            "instructions": settings.system_prompt,
            "voice": _voice(settings),
            "input_audio_format": "pcm16",
            "input_audio_sampling_rate": self.input_rate_hz,
            "output_audio_format": "pcm16",
            "turn_detection": turn_detection_fields(settings) if listens else None,
            "input_audio_transcription": _transcription(settings),
            "input_audio_noise_reduction": {"type": noise} if noise is not None else None,
            "output_audio_timestamp_types": [] if has_openai_voice(settings) else ["word"],
            "include": ["item.input_audio_transcription.phrases"],
            "tools": function_tools(tools),
            "max_response_output_tokens": most_output_tokens(settings) or "inf",
        }

    def response(self, settings: Settings) -> dict[str, Any]:
        """See `SessionFields`."""
        return {
            "instructions": settings.system_prompt,
            "max_output_tokens": most_output_tokens(settings) or "inf",
            **without_unset(temperature=settings.temperature, reasoning_effort=settings.reasoning_effort),
        }


def _voice(settings: Settings) -> dict[str, Any]:
    if has_openai_voice(settings):
        return {"type": "openai", "name": settings.voice}
    custom = settings.custom_voice_endpoint
    return {
        "type": "azure-standard" if custom is None else "azure-custom",
        "name": settings.voice,
        **without_unset(endpoint_id=custom, style=settings.style),
        **prosody(settings),
    }


def _transcription(settings: Settings) -> dict[str, Any]:
    """Return what writes the transcripts, in which languages, and what it should expect."""
    model = transcription_model(settings)
    if model != _AZURES:
        only = settings.languages[0] if len(settings.languages) == 1 else None
        return without_unset(model=model, language=only)
    custom = settings.custom_speech_endpoint
    return without_unset(
        model=model,
        language=",".join(settings.languages),
        phrase_list=list(settings.phrases) or None,
        custom_speech={settings.languages[0]: custom} if custom is not None else None,
    )
