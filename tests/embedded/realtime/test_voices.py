"""Voices of sessions: which of the engine's speaks, and how."""

from __future__ import annotations

import pytest

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.realtime.voices import (
    OPENAI_VOICES,
    USUAL_AZURE_VOICE,
    check_voice,
    in_its_language,
    manner_of,
    read_azure_voice,
    read_openai_voice,
)
from voicelab.embedded.scripted.engines import ScriptedSynthesis
from voicelab.embedded.speech.ssml import SsmlSpeech

ENGINE = ScriptedSynthesis(first_audio_seconds=0, pace=1000)


def speaker(name: str) -> str:
    return manner_of(ENGINE, read_openai_voice(name, "voice"), 1.0).voice


def test_openais_voices_are_voices_of_their_gender() -> None:
    genders = {name: ENGINE.find(speaker(name)) for name in OPENAI_VOICES}
    assert {name: entry.gender for name, entry in genders.items() if entry is not None} == {
        name: gender for name, (gender, _) in OPENAI_VOICES.items()
    }
    assert len({speaker(name) for name in ("alloy", "coral", "ash", "ballad")}) == 4


def test_an_azure_voice_has_its_manner_and_the_sessions_speed() -> None:
    voice = read_azure_voice(
        {
            "type": "azure-standard",
            "name": "en-US-GuyNeural",
            "rate": "+50%",
            "pitch": "high",
            "volume": "-50%",
        },
        "voice",
    )
    manner = manner_of(ENGINE, voice, 1.2)
    assert manner.voice == "en-US-GuyNeural"
    assert [manner.rate, manner.pitch, manner.volume] == pytest.approx([1.8, 1.2, 0.5])


def test_another_voice_stands_in_where_none_was_asked_for() -> None:
    assert manner_of(ENGINE, USUAL_AZURE_VOICE, 1.0).voice == "en-US-JennyMultilingualNeural"


def test_a_voice_that_was_made_for_a_customer_is_there_where_a_test_says_so() -> None:
    asked = {"type": "azure-custom", "name": "Mine", "endpoint_id": "1"}
    for voice in (read_azure_voice(asked, "voice"), read_openai_voice({"id": "voice_1"}, "voice")):
        check_voice(ENGINE, voice, "voice", custom_models=True)
        assert manner_of(ENGINE, voice, 1.0).voice.startswith("en-US-Jenny")
        with pytest.raises(InvalidRequestError, match="no voices that were made for a customer"):
            check_voice(ENGINE, voice, "voice", custom_models=False)


@pytest.mark.parametrize(
    ("voice", "speaks_any", "spoken_by"),
    [
        ("en-US-GuyNeural", True, "de-DE-KatjaNeural"),
        ("en-US-JennyMultilingualNeural", False, "de-DE-KatjaNeural"),
        ("en-US-GuyNeural", False, "en-US-GuyNeural"),
    ],
)
def test_a_voice_of_many_languages_speaks_each_as_it_should_sound(
    voice: str, speaks_any: bool, spoken_by: str
) -> None:
    german = "Der höchste Berg ist der Mount Everest."
    manner = SsmlSpeech("", voice=voice)
    assert in_its_language(ENGINE, manner, german, speaks_any=speaks_any).voice == spoken_by
    english = "The tallest mountain is Mount Everest."
    assert in_its_language(ENGINE, manner, english, speaks_any=speaks_any).voice == voice
