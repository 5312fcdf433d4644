"""Engines: what each uses where a setting leaves it open, or names what the engine does not have."""

from __future__ import annotations

import re

from voicelab.settings.settings import Settings

__all__ = [
    "MOST_OUTPUT_TOKENS", "OPENAI_HIGHEST_RATE", "OPENAI_VOICES", "TOKENS_A_WRITTEN_TOKEN",
    "TRANSCRIPTION_WITHOUT_PROMPT", "USUAL_OPENAI_VOICE", "USUAL_TRANSCRIPTION", "engine_deployment",
    "has_openai_voice", "model_setting", "most_output_tokens", "spoken_voice", "transcription_model",
    "turn_detection", "with_spoken_voice",
]  # fmt: skip

OPENAI_VOICES = (
    "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar",
)  # fmt: skip
"""The voices of OpenAI's speech-to-speech models that all may use."""

_AZURE_VOICE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}-", re.IGNORECASE)
"""How the short names of Azure's voices begin: with a locale."""

USUAL_OPENAI_VOICE = "marin"
"""What speaks with ``realtime`` where the voice that is set is none of OpenAI's."""

OPENAI_HIGHEST_RATE = 1.5
"""How much faster than their own pace OpenAI's voices speak at most."""

MOST_OUTPUT_TOKENS = 4_096
"""The most tokens of a reply that a speech-to-speech service can be asked for; more is no limit."""

TOKENS_A_WRITTEN_TOKEN = 8
"""How many tokens a model that speaks itself has for each token of what it says: each takes a third of a
second to say, and a second of OpenAI's sound has 20 tokens."""

USUAL_TRANSCRIPTION = {"realtime": "gpt-4o-mini-transcribe", "voice-live": "azure-speech"}
"""What writes the transcripts where no other model is set, by the engine."""

TRANSCRIPTION_WITHOUT_PROMPT = ("gpt-realtime-whisper", "gpt-4o-transcribe-diarize")
"""OpenAI's transcription models that cannot be told what to expect."""

_MODEL_SETTINGS = {
    "cascade": "deployment", "realtime": "realtime_deployment", "voice-live": "voice_live_model",
}  # fmt: skip
_USUAL_TURN_DETECTION = {"realtime": "server_vad", "voice-live": "azure_semantic_vad"}
_AZURE_ALONE = ("azure-speech", "mai-transcribe-1", "azure_semantic_vad", "azure_semantic_vad_multilingual")


def engine_deployment(settings: Settings) -> str | None:
    """Return the model, by its own name or its deployment's, that the settings name for their engine."""
    named: str | None = getattr(settings, model_setting(settings))
    return named


def model_setting(settings: Settings) -> str:
    """Return the setting that names the model of the engine."""
    return _MODEL_SETTINGS[settings.engine]


def turn_detection(settings: Settings) -> str | None:
    """Return the turn detection that a speech-to-speech service is asked for; `None` with the cascade."""
    return _own(settings, settings.turn_detection, _USUAL_TURN_DETECTION)


def transcription_model(settings: Settings) -> str | None:
    """Return what writes the transcripts of a speech-to-speech service; `None` with the cascade."""
    return _own(settings, settings.transcription_model, USUAL_TRANSCRIPTION)


def has_openai_voice(settings: Settings) -> bool:
    """Say whether a voice of OpenAI's speaks."""
    if settings.engine == "voice-live":
        return settings.voice in OPENAI_VOICES and settings.custom_voice_endpoint is None
    return settings.engine == "realtime"


def spoken_voice(settings: Settings) -> str:
    """Return the voice that speaks: the engine's own where it does not have the one that is set.

    OpenAI's customers and compatible servers have voices that nobody lists: ``realtime`` has what is none of
    Azure's, unless its service refuses it.
    """
    if settings.engine == "realtime":
        return USUAL_OPENAI_VOICE if _has_azure_voice(settings) else settings.voice
    is_azure = settings.engine != "cascade" or settings.custom_voice_endpoint is not None
    return settings.voice if is_azure or settings.voice not in OPENAI_VOICES else Settings().voice


def _has_azure_voice(settings: Settings) -> bool:
    if settings.voice in OPENAI_VOICES:
        return False
    return settings.custom_voice_endpoint is not None or bool(_AZURE_VOICE.match(settings.voice))


def with_spoken_voice(settings: Settings) -> Settings:
    """Return settings with the voice that speaks in place of one that the engine does not have."""
    voice = spoken_voice(settings)
    return settings if voice == settings.voice else settings.replace(voice=voice)


def most_output_tokens(settings: Settings) -> int | None:
    """Return the most tokens that a speech-to-speech service is asked for; `None` for no limit.

    `Settings.max_tokens` are of the words; what the model speaks itself counts as sound besides.
    """
    speaks_itself = has_openai_voice(settings)
    most = settings.max_tokens * (TOKENS_A_WRITTEN_TOKEN if speaks_itself else 1)
    return most if most <= MOST_OUTPUT_TOKENS else None


def _own(settings: Settings, chosen: str | None, usual: dict[str, str]) -> str | None:
    is_there = settings.engine != "realtime" or chosen not in _AZURE_ALONE
    is_own = settings.engine in usual and is_there and chosen not in (None, "auto")
    return chosen if is_own else usual.get(settings.engine)
