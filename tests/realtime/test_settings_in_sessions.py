"""What services are asked for agrees with what is said to have an effect, setting by setting."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.realtime.openai_session import OpenAISession
from voicelab.realtime.session_fields import SessionFields
from voicelab.realtime.voice_live_session import VoiceLiveSession
from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.without_effect import values_beyond, values_without_effect, without_effect

SESSIONS: dict[str, SessionFields] = {"realtime": OpenAISession(), "voice-live": VoiceLiveSession()}
OTHERS: dict[str, Any] = {
    "system_prompt": "Be brief.",
    "max_tokens": 50,
    "temperature": 0.2,
    "reasoning_effort": "low",
    "api": "responses",
    "language": "de-DE",
    "phrases": ("Zugspitze",),
    "profanity": "raw",
    "custom_speech_endpoint": "0f-1",
    "segmentation": "semantic",
    "voice": "ash",
    "speaking_rate": 1.2,
    "pitch": 1.1,
    "volume": 0.5,
    "sentence_pause_seconds": 1.0,
    "style": "sad",
    "style_degree": 2.0,
    "role": "Girl",
    "custom_voice_endpoint": "0f-1",
    "on_language_mismatch": "warn",
    "output_format": "raw-8khz-16bit-mono-pcm",
    "end_silence_seconds": 0.8,
    "end_of_turn": "words",
    "longest_pause_seconds": 5.0,
    "speculate": True,
    "turn_detection": "semantic_vad",
    "vad_threshold": 0.7,
    "prefix_padding_seconds": 0.2,
    "eagerness": "high",
    "transcription_model": "gpt-4o-transcribe",
    "noise_reduction": "near_field",
}
"""Another value for each setting that services may be asked for."""
MODELS = {"deployment", "realtime_deployment", "voice_live_model"}
"""What a connection is opened for, by the engine."""
OURS = set(DECLARATIONS) - set(OTHERS) - MODELS
"""Settings that this side of the connection heeds, whatever the service."""
SETTINGS: dict[str, dict[str, Any]] = {
    "realtime": {"engine": "realtime", "voice": "marin"},
    "realtime, by what was said": {"engine": "realtime", "turn_detection": "semantic_vad"},
    "realtime, with transcripts without a prompt": {
        "engine": "realtime",
        "transcription_model": "gpt-realtime-whisper",
    },
    "voice-live": {"engine": "voice-live"},
    "voice-live, by what was said": {"engine": "voice-live", "turn_detection": "semantic_vad"},
    "voice-live, with a voice of OpenAI's": {"engine": "voice-live", "voice": "marin"},
    "voice-live, with OpenAI's transcripts": {"engine": "voice-live", "transcription_model": "whisper-1"},
}


def asked(settings: Settings) -> list[dict[str, Any]]:
    """Return what the engine's service is asked for."""
    fields = SESSIONS[settings.engine]
    return [fields.session(settings, listens=True, tools=()), fields.response(settings)]


def test_what_is_heeded_here_is_what_no_service_is_asked_for() -> None:
    assert sorted(OURS) == [
        "backchannels", "barge_in", "engine", "false_interruption_seconds", "filler",
        "filler_seconds", "history", "history_characters", "initial_silence_seconds", "speech_level_dbfs",
        "stop_phrase",
    ]  # fmt: skip
    assert [
        name for name in OURS if any(name in without_effect(Settings(**it)) for it in SETTINGS.values())
    ] == []


@pytest.mark.parametrize("name", SETTINGS)
def test_a_service_is_asked_for_what_has_an_effect_and_for_nothing_else(name: str) -> None:
    settings = Settings(**SETTINGS[name])
    others = OTHERS | ({"turn_detection": "server_vad"} if "by what was said" in name else {})
    changed = {each: settings.replace(**{each: value}) for each, value in others.items()}
    silent = {each for each, other in changed.items() if asked(other) == asked(settings)}
    assert silent == {each for each in OTHERS if each in without_effect(settings)}


@pytest.mark.parametrize(
    "changes",
    [
        {"voice": "en-US-GuyNeural"},
        {"speaking_rate": 2.0},
        {"turn_detection": "azure_semantic_vad"},
        {"transcription_model": "azure-speech"},
        {"noise_reduction": "azure_deep_noise_suppression"},
    ],
)
def test_a_value_without_effect_asks_for_what_another_asks_for(changes: dict[str, Any]) -> None:
    settings = Settings(engine="realtime", **changes)
    (name,) = changes
    others = {**OTHERS, "voice": "marin", "speaking_rate": 1.5, "transcription_model": None}
    others |= {"noise_reduction": None, "turn_detection": "server_vad"}
    assert name in values_without_effect(settings) | values_beyond(settings)
    assert asked(settings) == asked(settings.replace(**{name: others[name]}))
