"""What a turn of each engine is billed for."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from tests.exchanges import an_exchange
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Usage
from voicelab.exchange.price import Price
from voicelab.exchange.pricing import Prices
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings

SPEECH = Usage(
    prompt_tokens=1_000,
    prompt_audio_tokens=700,
    cached_tokens=500,
    cached_audio_tokens=400,
    completion_tokens=200,
    completion_audio_tokens=150,
    recognised_seconds=36.0,
)


def a_turn(
    engine: str, usage: Usage = SPEECH, model: str | None = "gpt-realtime", **settings: Any
) -> Exchange:
    """Return a turn of an engine."""
    return an_exchange(settings=Settings(engine=engine, **settings), usage=usage, model=model)


def cost_of(exchange: Exchange, prices: Prices) -> float | None:
    """Return what a turn costs in a budget, which is what it costs in a report."""
    with SessionLog(None) as log:
        log.append(exchange)
        (reported,) = prices.costs(log.df)["cost"]
    money = prices.spent(exchange).money
    assert money == pytest.approx(reported)
    return money


def test_a_speech_to_speech_model_is_paid_for_by_text_and_sound_and_what_was_cached_of_each() -> None:
    prices = Prices(
        (
            Price("prompt-tokens", "gpt-realtime", 1.0),
            Price("cached-tokens", "gpt-realtime", 1_000.0),
            Price("prompt-audio-tokens", "gpt-realtime", 1_000_000.0),
            Price("cached-audio-tokens", "gpt-realtime", 1e9),
            Price("completion-tokens", "gpt-realtime", 1e12),
            Price("completion-audio-tokens", "gpt-realtime", 1e15),
            Price("transcribed-hours", "gpt-4o-mini-transcribe", 0.0),
        )
    )
    expected = 200 + 100e3 + 300e6 + 400e9 + 50e12 + 150e15
    assert cost_of(a_turn("realtime"), prices) == pytest.approx(expected)
    assert prices.spent(a_turn("realtime")).tokens == 1_200


def test_what_writes_the_transcripts_is_paid_beside_realtime_and_is_within_voice_live() -> None:
    prices = Prices.free().put(
        Price("transcribed-hours", "gpt-4o-mini-transcribe", 100.0),
        Price("transcribed-hours", "whisper-1", 200.0),
        Price("spoken-characters", "*", 1.0),
    )
    assert cost_of(a_turn("realtime"), prices) == pytest.approx(1.0)
    assert cost_of(a_turn("realtime", transcription_model="whisper-1"), prices) == pytest.approx(2.0)
    assert cost_of(a_turn("voice-live"), prices) == 0.0
    assert cost_of(a_turn("realtime").replace(input_mode="text"), prices) == 0.0


def test_a_model_of_transcripts_that_no_line_names_costs_nobody_knows_what() -> None:
    assert Prices().of("transcribed-hours", "gpt-4o-mini-transcribe") == pytest.approx(0.18)
    exchange = a_turn("realtime", transcription_model="parakeet")
    assert Prices().spent(exchange).money is None
    with SessionLog(None) as log:
        log.append(exchange)
        (row,) = Prices().costs(log.df).to_dict("records")
    assert (math.isnan(row["recognition_cost"]), row["prompt_cost"] > 0) == (True, True)


@pytest.mark.parametrize(
    ("model", "voice", "custom", "per_million"),
    [
        ("gpt-realtime", "marin", None, 64.0),
        ("gpt-realtime-2025-08-28", "en-US-AvaNeural", None, 31.0),
        ("gpt-realtime", "MyVoiceNeural", "my-endpoint", 55.0),
        ("gpt-realtime-mini", "alloy", None, 22.0),
        ("gpt-realtime-2.1-mini", "en-US-AvaNeural", None, 26.0),
        ("gpt-4o", "en-US-AvaNeural", None, 31.0),
        ("gpt-4.1-mini", "en-US-AvaNeural", None, 26.0),
        ("gpt-4.1-nano", "en-US-AvaNeural", None, 25.0),
        ("phi4-mm-realtime", "en-US-AvaNeural", None, 25.0),
    ],
)
def test_what_voice_live_speaks_is_paid_for_by_the_models_tier_and_by_whose_voice_it_is(
    model: str, voice: str, custom: str | None, per_million: float
) -> None:
    usage = dataclasses.replace(SPEECH, prompt_tokens=0, prompt_audio_tokens=0, cached_tokens=0)
    usage = dataclasses.replace(usage, completion_tokens=1_000_000, completion_audio_tokens=1_000_000)
    settings = Settings(engine="voice-live").to_dict() | {"custom_voice_endpoint": custom}
    exchange = an_exchange(
        settings=Settings.from_dict(settings), usage=usage, model=model, spoken_voice=voice
    )
    assert cost_of(exchange, Prices()) == pytest.approx(per_million)


@pytest.mark.parametrize(
    ("model", "text", "sound"),
    [
        ("gpt-realtime-2025-08-28", 4.0, 32.0),
        ("gpt-realtime-mini-2025-10-06", 0.6, 10.0),
        ("gpt-4o-realtime-preview", 5.0, 40.0),
        ("gpt-4o-mini-realtime-preview-2024-12-17", 0.6, 10.0),
        ("voice-live/gpt-realtime", 4.0, 32.0),
        ("voice-live/gpt-5", 4.0, 17.0),
        ("voice-live/gpt-5/custom", 4.0, 40.0),
        ("voice-live/gpt-5-nano", 0.11, 15.0),
    ],
)
def test_the_list_has_the_prices_of_speech_to_speech_models(model: str, text: float, sound: float) -> None:
    prices = Prices()
    assert prices.of("prompt-tokens", model) == pytest.approx(text / 1e6)
    assert prices.of("prompt-audio-tokens", model) == pytest.approx(sound / 1e6)


def test_tokens_of_which_the_service_does_not_say_what_they_are_count_as_sound_and_are_not_reported() -> None:
    usage = Usage(prompt_tokens=1_000, completion_tokens=0, completion_audio_tokens=0, recognised_seconds=0.0)
    exchange = a_turn("realtime", usage)
    assert Prices().spent(exchange).money == pytest.approx(1_000 * 32e-6)
    with SessionLog(None) as log:
        log.append(exchange)
        (row,) = Prices().costs(log.df).to_dict("records")
    assert (row["prompt_cost"], row["cost"]) == (pytest.approx(float("nan"), nan_ok=True),) * 2
    assert row["completion_cost"] == 0.0


def test_more_cached_tokens_than_there_are_make_nothing_cheaper_than_all_of_them_cached() -> None:
    usage = dataclasses.replace(SPEECH, cached_tokens=5_000, cached_audio_tokens=9_000, completion_tokens=0)
    prices = Prices.free().put(Price("prompt-tokens", "*", 1.0), Price("prompt-audio-tokens", "*", 1.0))
    assert cost_of(a_turn("realtime", usage), prices) == 0.0


def test_a_model_that_answers_by_text_has_its_cached_tokens_cheaper_too() -> None:
    usage = Usage(prompt_tokens=100, cached_tokens=60, completion_tokens=0, spoken_characters=0)
    usage = dataclasses.replace(usage, recognised_seconds=0.0)
    prices = Prices((Price("prompt-tokens", "gpt-4o", 1.0), Price("cached-tokens", "gpt-4o", 0.5)))
    exchange = an_exchange(usage=usage, model="gpt-4o")
    assert cost_of(exchange, prices) == pytest.approx(40 + 30)
    assert cost_of(exchange, Prices(prices.lines[:1])) == pytest.approx(100)  # a table that names none


def test_costs_of_a_frame_that_an_older_release_wrote_are_those_of_its_cascade() -> None:
    exchange = an_exchange()
    with SessionLog(None) as log:
        log.append(exchange)
        older = ["engine", "transcription_model", "cached_tokens", "cached_audio_tokens"]
        frame = log.df.drop(columns=older)
    assert Prices().costs(frame)["cost"].iloc[0] == pytest.approx(Prices().spent(exchange).money)


def test_an_estimate_of_a_speech_to_speech_turn_counts_what_is_heard_and_said_as_sound() -> None:
    prices = Prices(
        (
            Price("prompt-tokens", "gpt-realtime", 1.0),
            Price("prompt-audio-tokens", "gpt-realtime", 1_000.0),
            Price("completion-tokens", "gpt-realtime", 1e6),
            Price("completion-audio-tokens", "gpt-realtime", 1e9),
            Price("transcribed-hours", "gpt-4o-mini-transcribe", 0.0),
        )
    )
    estimate = prices.estimate(
        model="gpt-realtime",
        voice="marin",
        language="en-US",
        prompt_characters=400,
        max_tokens=10,
        heard_seconds=2.0,
        engine="realtime",
        prompt_audio_tokens=5,
    )
    assert estimate.tokens == 100 + 12 + 5 + 20 + 10 + 70
    assert estimate.money == pytest.approx(112 + 25e3 + 10e6 + 70e9)
