"""What each engine uses where a setting leaves it open, or names what the engine does not have."""

from __future__ import annotations

import pytest

from voicelab.embedded.realtime.voices import OPENAI_VOICES as EMBEDDED_VOICES
from voicelab.settings import Settings
from voicelab.settings.engines import (
    OPENAI_VOICES,
    has_openai_voice,
    spoken_voice,
    transcription_model,
    turn_detection,
)


@pytest.mark.parametrize(
    ("engine", "chosen", "used"),
    [
        ("cascade", "semantic_vad", None),
        ("realtime", "auto", "server_vad"),
        ("realtime", "semantic_vad", "semantic_vad"),
        ("realtime", "azure_semantic_vad", "server_vad"),
        ("voice-live", "auto", "azure_semantic_vad"),
        ("voice-live", "server_vad", "server_vad"),
    ],
)
def test_turn_detection_is_one_that_the_engine_has(engine: str, chosen: str, used: str | None) -> None:
    assert turn_detection(Settings(engine=engine, turn_detection=chosen)) == used


@pytest.mark.parametrize(
    ("engine", "chosen", "used"),
    [
        ("cascade", "whisper-1", None),
        ("realtime", None, "gpt-4o-mini-transcribe"),
        ("realtime", "azure-speech", "gpt-4o-mini-transcribe"),
        ("realtime", "whisper-1", "whisper-1"),
        ("voice-live", None, "azure-speech"),
        ("voice-live", "mai-transcribe-1", "mai-transcribe-1"),
    ],
)
def test_transcripts_are_written_by_a_model_that_the_engine_has(
    engine: str, chosen: str | None, used: str | None
) -> None:
    assert transcription_model(Settings(engine=engine, transcription_model=chosen)) == used


@pytest.mark.parametrize(
    ("engine", "chosen", "speaks"),
    [
        ("cascade", "en-US-GuyNeural", "en-US-GuyNeural"),
        ("cascade", "cedar", Settings().voice),
        ("realtime", "en-US-GuyNeural", "marin"),
        ("realtime", "zh-CN-liaoning-XiaobeiNeural", "marin"),
        ("realtime", "sr-Latn-RS-NicholasNeural", "marin"),
        ("realtime", "en-us-Ava:DragonHDLatestNeural", "marin"),
        ("realtime", "cedar", "cedar"),
        ("realtime", "voice_1234", "voice_1234"),
        ("realtime", "af_heart", "af_heart"),
        ("voice-live", "en-US-GuyNeural", "en-US-GuyNeural"),
        ("voice-live", "cedar", "cedar"),
    ],
)
def test_a_voice_that_the_engine_has_speaks(engine: str, chosen: str, speaks: str) -> None:
    settings = Settings(engine=engine, voice=chosen)
    assert spoken_voice(settings) == speaks
    assert has_openai_voice(settings) == (engine == "realtime" or (speaks == "cedar" and engine != "cascade"))


def test_a_custom_voice_may_bear_the_name_of_one_of_openais() -> None:
    for engine in ("cascade", "voice-live"):
        settings = Settings(engine=engine, voice="cedar", custom_voice_endpoint="0f-1")
        assert (spoken_voice(settings), has_openai_voice(settings)) == ("cedar", False)
    own = Settings(engine="realtime", voice="ContosoNeural", custom_voice_endpoint="0f-1")
    assert spoken_voice(own) == "marin"


def test_the_embedded_services_have_the_same_voices() -> None:
    assert tuple(EMBEDDED_VOICES) == OPENAI_VOICES
