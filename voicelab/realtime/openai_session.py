"""The session of OpenAI's Realtime API, as the settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.realtime.session_fields import Tools, function_tools, without_unset
from voicelab.realtime.turn_detection import turn_detection_fields
from voicelab.settings import Settings
from voicelab.settings.engines import (
    OPENAI_HIGHEST_RATE,
    TRANSCRIPTION_WITHOUT_PROMPT,
    most_output_tokens,
    spoken_voice,
    transcription_model,
)
from voicelab.text.languages import language_of

__all__ = ["OpenAISession"]

_SOUND = {"type": "audio/pcm", "rate": 24_000}
_WITH_KEYWORDS = ("gpt-transcribe", "gpt-live-transcribe")
"""Transcription models that take lists: of what to expect, and of languages."""
_WITH_KEYWORD_PROMPT = ("whisper-1",)
_CUSTOM_VOICE = "voice_"
"""How the ids of OpenAI's custom voices begin."""
_NOISE = ("near_field", "far_field")


class OpenAISession:
    """OpenAI's session: what belongs to the sound stands in ``audio``.

    Parameters
    ----------
    detects_turns_beside
        Whether turn detection stands beside ``audio``, too, as xAI has it.
    """

    input_rate_hz = 24_000
    written_part = "output_text"
    fixed: Mapping[str, object] = {"type": "realtime"}
    usual: Mapping[str, object] = {
        "tools": [],
        "audio": {"input": {"noise_reduction": None}, "output": {"speed": 1.0}},
    }

    def __init__(self, *, detects_turns_beside: bool = False) -> None:
        self._detects_turns_beside = detects_turns_beside

    def as_stated(self, session: Mapping[str, Any]) -> OpenAISession:
        """See `SessionFields`."""
        is_beside = "turn_detection" in session and "input_audio_format" not in session
        return OpenAISession(detects_turns_beside=is_beside)

    def session(self, settings: Settings, *, listens: bool, tools: Tools) -> dict[str, Any]:
        """See `SessionFields`."""
        noise = settings.noise_reduction
        detection = turn_detection_fields(settings) if listens else None
        return {
            **({"turn_detection": detection} if self._detects_turns_beside else {}),
            "output_modalities": ["audio"],
            "instructions": settings.system_prompt,
            "max_output_tokens": most_output_tokens(settings) or "inf",
            "tools": function_tools(tools),
            "audio": {
                "input": {
                    "format": _SOUND,
                    "turn_detection": detection,
                    "transcription": _transcription(settings),
                    "noise_reduction": {"type": noise} if noise in _NOISE else None,
                },
                "output": {
                    "format": _SOUND,
                    "voice": _voice(spoken_voice(settings)),
                    "speed": min(settings.speaking_rate, OPENAI_HIGHEST_RATE),
                },
            },
        }

    def response(self, settings: Settings) -> dict[str, Any]:
        """See `SessionFields`."""
        effort = settings.reasoning_effort
        return {
            "instructions": settings.system_prompt,
            "max_output_tokens": most_output_tokens(settings) or "inf",
            **({} if effort is None else {"reasoning": {"effort": effort}}),
        }


def _voice(name: str) -> str | dict[str, str]:
    """Return a voice by its name, or a custom one by its id."""
    return {"id": name} if name.startswith(_CUSTOM_VOICE) else name


def _transcription(settings: Settings) -> dict[str, Any]:
    """Return what writes the transcripts, in which languages, and what it should expect."""
    model = transcription_model(settings) or ""
    languages = [language_of(locale) for locale in settings.languages]
    phrases = list(settings.phrases)
    if model in _WITH_KEYWORDS:
        return without_unset(model=model, languages=languages, keywords=phrases or None)
    prompt = ", ".join(phrases)
    if prompt and model not in _WITH_KEYWORD_PROMPT:
        prompt = f"Expect these names and terms: {prompt}."
    return without_unset(
        model=model,
        language=languages[0] if len(languages) == 1 else None,
        prompt=prompt if prompt and model not in TRANSCRIPTION_WITHOUT_PROMPT else None,
    )
