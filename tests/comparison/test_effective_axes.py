"""A grid asks once what comes to the same with an engine, and says what has no effect."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.comparison.axes import varied_settings
from voicelab.comparison.effective_axes import different_combinations
from voicelab.testing import EmbeddedServices


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ({"engine": ["cascade", "realtime"], "style": [None, "sad", "cheerful"]}, 4),
        ({"engine": ["cascade", "realtime"], "voice": [JENNY, RYAN, "cedar", "marin"]}, 4),
        ({"engine": ["realtime", "voice-live"], "turn_detection": ["auto", "server_vad"]}, 3),
        ({"engine": ["cascade", "realtime", "voice-live"]}, 3),
        ({"engine": "realtime", "max_tokens": [100, 600, 5_000]}, 2),
        ({"engine": "realtime", "speaking_rate": [1.0, 1.5, 2.0]}, 2),
    ],
)
def test_what_differs_in_nothing_that_has_an_effect_is_asked_once(choices: dict[str, Any], kept: int) -> None:
    combinations, varied = varied_settings(vl.Settings(), choices)
    assert len(different_combinations(combinations, varied)) == kept


def test_of_what_comes_to_the_same_the_value_that_is_in_effect_is_asked() -> None:
    choices = {"engine": ["realtime"], "voice": [JENNY, "marin", RYAN, "cedar"]}
    combinations, varied = varied_settings(vl.Settings(), choices)
    kept = different_combinations(combinations, varied)
    assert [each.voice for each in kept] == ["marin", "cedar"]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (
            {"engine": "realtime", "style": ["sad", "cheerful"]},
            "style varies.*OpenAI's voices have no styles",
        ),
        ({"eagerness": ["low", "high"]}, "eagerness varies.*Only speech-to-speech services have it"),
        ({"engine": "realtime", "turn_detection": ["auto", "server_vad"]}, "It is 'server_vad' in all"),
    ],
)
def test_an_axis_without_any_effect_is_refused(choices: dict[str, Any], sentence: str) -> None:
    combinations, varied = varied_settings(vl.Settings(), choices)
    with pytest.raises(ValueError, match=sentence):
        different_combinations(combinations, varied)


def test_a_comparison_says_what_has_no_effect(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = compared(
        embedded,
        "What is it?",
        engine=["cascade", "realtime"],
        style=[None, "sad", "cheerful"],
        settings=vl.Settings(
            temperature=0.5, deployment="chat", realtime_deployment="talk", voice_live_model="gpt-4.1"
        ),
        quiet=False,
        run=False,
    )
    assert len(grid) == 4
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "has no effect" in line] == [
        "voicelab: voice_live_model='gpt-4.1' has no effect with engine='cascade'. "
        "It is the model of the engine 'voice-live'.",
        "voicelab: temperature=0.5 has no effect with engine='realtime'. "
        "OpenAI's Realtime API has no temperature.",
        "voicelab: voice_live_model='gpt-4.1' has no effect with engine='realtime'. "
        "It is the model of the engine 'voice-live'.",
        "voicelab: style='sad' has no effect with engine='realtime'. OpenAI's voices have no styles.",
        "voicelab: 6 combinations come to 4: the others differ in what has no effect.",
    ]
