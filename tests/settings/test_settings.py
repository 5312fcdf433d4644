"""Settings: what they allow, how they say no, and how they travel."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from tests.exchanges import SETTINGS
from voicelab.settings import OUTPUT_FORMATS, Settings


def test_the_defaults_are_the_quickstarts() -> None:
    settings = Settings()
    assert settings.max_tokens == 100
    assert settings.voice == "en-US-JennyMultilingualNeural"
    assert settings.language == "en-US"
    assert settings.stop_phrase == "stop"


def test_settings_are_values_that_can_be_compared_and_counted() -> None:
    assert Settings(max_tokens=16) == Settings().replace(max_tokens=16) != Settings()
    assert len({Settings(), Settings(), Settings(max_tokens=16)}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().max_tokens = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("max_tokens", 1, 128_000),
        ("temperature", 0.0, 2.0),
        ("history_characters", 0, 1_000_000),
        ("speaking_rate", 0.5, 2.0),
        ("pitch", 0.5, 1.5),
        ("volume", 0.0, 1.0),
        ("style_degree", 0.01, 2.0),
        ("initial_silence_seconds", 0.5, 60.0),
        ("end_silence_seconds", 0.1, 5.0),
    ],
)
def test_a_number_may_be_its_bounds_and_nothing_beyond(name: str, lowest: float, highest: float) -> None:
    for value in (lowest, highest):
        assert getattr(Settings().replace(**{name: value}), name) == value
    step = 1 if isinstance(lowest, int) else 0.001
    for value in (lowest - step, highest + step):
        with pytest.raises(ValueError, match=f"{name} must be from {lowest:,} to {highest:,}, not {value}"):
            Settings().replace(**{name: value})
    for wrong in ("7", True, [1], math.nan, math.inf, 1 + 1j):
        with pytest.raises(ValueError, match=name):
            Settings().replace(**{name: wrong})


def test_only_the_temperature_may_be_left_to_the_service() -> None:
    assert Settings(temperature=None).temperature is None
    with pytest.raises(ValueError, match="max_tokens must be a whole number, not None"):
        Settings(max_tokens=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("max_tokens", np.int64(16), 16),
        ("temperature", np.float32(0.5), 0.5),
        ("temperature", 1, 1.0),
        ("speaking_rate", np.int8(2), 2.0),
    ],
)
def test_numbers_of_a_sweep_become_plain_ones(name: str, value: Any, plain: float) -> None:
    kept = getattr(Settings().replace(**{name: value}), name)
    assert kept == plain
    assert type(kept) is type(plain)


def test_a_fraction_of_a_token_is_refused() -> None:
    with pytest.raises(ValueError, match=r"max_tokens must be a whole number, not 16\.0"):
        Settings(max_tokens=16.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "en"),
        ("language", "english"),
        ("language", "en_US"),
        ("language", None),
        ("voice", ""),
        ("voice", "en-US-Jenny'/><audio src='x"),
        ("voice", None),
        ("voice", "\uff45\uff4e-US-JennyNeural"),
        ("style", "a b"),
        ("style", "'/>"),
        ("deployment", "  "),
        ("deployment", 7),
        ("system_prompt", None),
        ("stop_phrase", None),
        ("history", "no"),
        ("barge_in", 1),
        ("output_format", None),
        ("language", ()),
        ("language", ("en-US", "en-GB")),
        ("phrases", "Zugspitze"),
        ("phrases", ("Zugspitze", " ")),
        ("role", "a b"),
        ("reasoning_effort", ""),
        ("custom_speech_endpoint", "a/b"),
        ("custom_voice_endpoint", "https://x"),
    ],
)
def test_a_text_or_switch_that_will_not_do_is_named_with_its_value(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name) as caught:
        Settings().replace(**{name: value})
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("language", ["en-US", "es-ES", "zh-Hans-CN", "es-419", "fil-PH", "zh-CN-sichuan"])
def test_azures_locales_are_locales(language: str) -> None:
    assert Settings(language=language).language == language


@pytest.mark.parametrize("voice", ["en-US-Ava:DragonHDLatestNeural", "zh-CN-liaoning-XiaobeiNeural"])
def test_azures_voices_are_voices(voice: str) -> None:
    assert Settings(voice=voice).voice == voice


@pytest.mark.parametrize("name", ["api", "profanity", "on_language_mismatch"])
def test_a_choice_lists_what_may_be_chosen(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be one of .*, .*, not 'other'"):
        Settings().replace(**{name: "other"})


def test_several_languages_are_candidates_and_one_is_itself() -> None:
    assert Settings(language=["en-US", "de-DE"]).language == ("en-US", "de-DE")  # type: ignore[arg-type]
    assert Settings(language=("de-DE",)).language == "de-DE"
    assert Settings(language="de-DE").languages == ("de-DE",)
    many = tuple(f"{first}{second}-XX" for first in "abc" for second in "abcd")
    with pytest.raises(ValueError, match="language must be a locale, or 1 to 10 of them"):
        Settings(language=many)


def test_more_phrases_than_azure_takes_are_refused() -> None:
    with pytest.raises(ValueError, match="phrases must be 500 at most, not 501"):
        Settings(phrases=("Zugspitze",) * 501)


def test_an_unknown_setting_is_named_with_the_nearest_that_exist() -> None:
    with pytest.raises(TypeError, match="no setting 'max_token'; there are: max_tokens, "):
        Settings().replace(max_token=16)
    with pytest.raises(TypeError, match="no setting 'max_token'; there are: max_tokens, "):
        Settings(max_token=16)  # type: ignore[call-arg]


def test_an_unknown_format_is_named_with_the_nearest_that_exist() -> None:
    with pytest.raises(ValueError, match="formats: raw-24khz-16bit-mono-pcm"):
        Settings(output_format="raw-24khz-mono")


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_the_sample_rate_follows_the_format(name: str) -> None:
    digits = name.split("-")[1]
    rate = int(digits[:-3]) * 1000 if digits.endswith("khz") else int(digits[:-2])
    assert Settings(output_format=name).sample_rate_hz == rate


@given(settings=SETTINGS)
def test_settings_come_back_from_json_pickle_and_copy(settings: Settings) -> None:
    assert Settings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert copy.deepcopy(settings) == settings


def test_settings_of_another_release_are_read() -> None:
    assert Settings.from_dict({"max_tokens": 16, "mood": "calm"}) == Settings(max_tokens=16)
