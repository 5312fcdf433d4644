"""Which settings have no effect with which engine, and why."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.effect_rules import RULES
from voicelab.settings.engines import engine_deployment
from voicelab.settings.speech_to_speech import ENGINES, SpeechToSpeechSettings
from voicelab.settings.without_effect import (
    effective_values,
    set_without_effect,
    values_beyond,
    values_without_effect,
    without_effect,
)


def test_the_cascade_lacks_nothing_but_what_speech_to_speech_services_are_asked_for() -> None:
    own = set(SpeechToSpeechSettings.__annotations__) - {"engine"}
    assert set(without_effect(Settings())) == own


@pytest.mark.parametrize("engine", ENGINES)
def test_defaults_are_never_set_without_effect(engine: str) -> None:
    assert set_without_effect(Settings(engine=engine)) == {}


@pytest.mark.parametrize("engine", ["realtime", "voice-live"])
def test_what_a_conversation_is_has_an_effect_with_speech_to_speech(engine: str) -> None:
    found = without_effect(Settings(engine=engine))
    assert found.keys().isdisjoint(
        {"system_prompt", "history", "language", "stop_phrase", "barge_in", "backchannels", "filler", "voice"}
    )


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"engine": "realtime"}, {"style", "pitch", "volume", "temperature", "custom_voice_endpoint"}),
        ({"engine": "voice-live"}, set()),
        ({"engine": "voice-live", "voice": "cedar"}, {"style", "pitch", "volume", "speaking_rate"}),
    ],
)
def test_manners_of_speaking_depend_on_whose_voice_it_is(settings: dict[str, Any], names: set[str]) -> None:
    manners = {"style", "pitch", "volume", "temperature", "custom_voice_endpoint", "speaking_rate"}
    assert set(without_effect(Settings(**settings))) & manners == names


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"engine": "realtime"}, {"eagerness"}),
        (
            {"engine": "realtime", "turn_detection": "semantic_vad"},
            {"end_silence_seconds", "vad_threshold", "prefix_padding_seconds"},
        ),
        ({"engine": "voice-live"}, {"eagerness"}),
    ],
)
def test_knobs_of_turn_detection_depend_on_its_kind(settings: dict[str, Any], names: set[str]) -> None:
    knobs = {"end_silence_seconds", "vad_threshold", "prefix_padding_seconds", "eagerness"}
    assert set(without_effect(Settings(**settings))) & knobs == names


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"engine": "cascade", "voice": "cedar"}, "voice"),
        ({"engine": "realtime", "voice": "en-US-GuyNeural"}, "voice"),
        ({"engine": "realtime", "turn_detection": "azure_semantic_vad"}, "turn_detection"),
        ({"engine": "realtime", "transcription_model": "azure-speech"}, "transcription_model"),
        ({"engine": "realtime", "noise_reduction": "azure_deep_noise_suppression"}, "noise_reduction"),
        ({"engine": "realtime", "filler": "One moment."}, "filler"),
    ],
)
def test_a_value_that_the_engine_lacks_leaves_its_setting_open_to_others(
    settings: dict[str, Any], name: str
) -> None:
    assert set(set_without_effect(Settings(**settings))) == {name}
    assert name not in without_effect(Settings(**settings))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"engine": "realtime", "speaking_rate": 2.0}, "speaking_rate"),
        ({"engine": "voice-live", "max_tokens": 5_000}, "max_tokens"),
    ],
)
def test_a_number_beyond_the_engines_most_has_an_effect(settings: dict[str, Any], name: str) -> None:
    assert set(values_beyond(Settings(**settings))) == {name}
    assert name not in values_without_effect(Settings(**settings))


def test_a_pace_that_has_no_effect_at_all_is_not_beyond_the_engines() -> None:
    settings = Settings(engine="voice-live", voice="cedar", speaking_rate=2.0)
    assert (values_beyond(settings), set(set_without_effect(settings))) == ({}, {"speaking_rate"})


@pytest.mark.parametrize(
    ("engine", "name"),
    [("cascade", "deployment"), ("realtime", "realtime_deployment"), ("voice-live", "voice_live_model")],
)
def test_each_engine_has_a_model_of_its_own(engine: str, name: str) -> None:
    models: dict[str, Any] = {
        each: each for each in ("deployment", "realtime_deployment", "voice_live_model")
    }
    settings = Settings(engine=engine, **models)
    assert engine_deployment(settings) == name
    assert set(set_without_effect(settings)) == models.keys() - {name}


@pytest.mark.parametrize(
    "settings",
    [
        {"engine": "realtime", "voice": "cedar", "speaking_rate": 1.5, "filler": "earcon"},
        {"engine": "voice-live", "voice": "en-US-GuyNeural", "filler": "One moment.", "max_tokens": 4_096},
        {"engine": "realtime", "turn_detection": "semantic_vad", "eagerness": "low"},
    ],
)
def test_values_that_the_engine_has_are_not_told_of(settings: dict[str, Any]) -> None:
    assert set_without_effect(Settings(**settings)) == {}


@pytest.mark.parametrize("engine", ["realtime", "voice-live"])
def test_more_tokens_than_a_limit_can_be_are_none_whatever_their_number(engine: str) -> None:
    few, many, more = (
        effective_values(Settings(engine=engine, max_tokens=count)) for count in (100, 5_000, 6_000)
    )
    assert (few["max_tokens"], many["max_tokens"]) == (100, None)
    assert many == more


def test_a_pace_beyond_the_engines_comes_to_its_quickest() -> None:
    usual, quickest, beyond = (
        effective_values(Settings(engine="realtime", speaking_rate=rate)) for rate in (1.0, 1.5, 2.0)
    )
    assert usual["speaking_rate"] == 1.0
    assert quickest == beyond
    own_pace = Settings(engine="voice-live", voice="cedar", speaking_rate=2.0)
    assert effective_values(own_pace)["speaking_rate"] == 1.0


def test_the_reason_is_the_one_that_holds_whatever_else_is_set() -> None:
    settings = Settings(eagerness="low", turn_detection="server_vad")
    assert set_without_effect(settings)["eagerness"] == "Only speech-to-speech services have it."
    assert values_without_effect(settings)["eagerness"] == without_effect(settings)["eagerness"]


def test_every_rule_is_of_settings_that_there_are_and_says_why_in_a_sentence() -> None:
    assert [rule for rule in RULES if not rule.reason.endswith(".") or not rule.reason[0].isupper()] == []
    assert {name for rule in RULES for name in rule.names} <= set(DECLARATIONS)
