"""What an attempt counts for, of which services did not report all."""

from __future__ import annotations

from typing import Any

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.estimates import Estimator
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.comparison.plan import Cell, plan
from voicelab.comparison.questions import as_inputs
from voicelab.exchange.call_end import CallEnd
from voicelab.exchange.fields import Usage

PRICES = vl.Prices().put(vl.Price("prompt-tokens", "*", 0.001), vl.Price("completion-tokens", "*", 0.001))
ESTIMATOR = Estimator(PRICES, "gpt-4o")
UNREPORTED = Usage(recognised_seconds=3600.0)


def test_each_turn_of_a_dialogue_counts_where_one_did_not_report_what_it_used() -> None:
    turns = tuple(an_exchange(turn=turn, usage=UNREPORTED) for turn in (1, 2, 3))
    one = ESTIMATOR.attempt(CellRun(exchange=turns[0]))
    all_turns = ESTIMATOR.attempt(CellRun(exchange=joined_exchanges(turns), turns=3, dialogue=turns))
    assert one.money is not None
    assert all_turns.money is not None
    assert one.money > 1.0  # an hour was recognised
    assert all_turns.tokens > 3 * one.tokens  # each turn sees those before it
    assert all_turns.money > 3 * one.money


def test_each_turn_of_a_live_talk_counts_likewise() -> None:
    exchange = an_exchange(usage=UNREPORTED)
    one, three = (ESTIMATOR.attempt(CellRun(exchange=exchange, turns=turns)) for turns in (1, 3))
    assert three.tokens == 3 * one.tokens


def test_what_a_caller_used_counts_beside_what_the_assistant_did_not_report() -> None:
    exchange = an_exchange(usage=UNREPORTED)
    call = CallEnd(
        ended_by="goal-met", goal_met=True, reason="", prompt_tokens=7, completion_tokens=1, model="gpt-4o"
    )
    without, spent = (ESTIMATOR.attempt(CellRun(exchange=exchange, call=each)) for each in (None, call))
    assert spent.tokens == without.tokens + 8
    assert (spent.money or 0.0) > (without.money or 0.0)
    # An unknown sum would be no sum at all, and no limit would hold.
    unknown = CallEnd(ended_by="goal-met", goal_met=True, reason="", model="gpt-4o")
    assert ESTIMATOR.attempt(CellRun(exchange=exchange, call=unknown)) == without


def cells_of(asked: object, **settings: object) -> list[Cell]:
    """Return the cells of an input, one an engine."""
    questions, _ = as_inputs(asked)
    combinations = [
        vl.Settings(engine=engine, max_tokens=100, system_prompt="", **settings)  # type: ignore[arg-type]
        for engine in ("cascade", "realtime", "voice-live")
    ]
    return plan(questions, combinations, 1, lambda settings: "")


PER_KIND = vl.Prices(
    (
        vl.Price("prompt-tokens", "*", 1.0),
        vl.Price("completion-tokens", "*", 1.0),
        vl.Price("prompt-audio-tokens", "gpt-realtime", 1_000.0),
        vl.Price("prompt-audio-tokens", "voice-live/gpt-4o", 2_000.0),
        vl.Price("completion-audio-tokens", "gpt-realtime", 1e6),
        vl.Price("completion-audio-tokens", "voice-live/gpt-4o/*", 2e6),
        vl.Price("recognised-hours", "en-US", 3_600e9),
        vl.Price("transcribed-hours", "gpt-4o-mini-transcribe", 36e9),
        vl.Price("spoken-characters", "*", 0.0),
    )
)


def test_each_engine_is_estimated_by_its_own_model_and_by_what_that_is_paid_for() -> None:
    engines = {"realtime": "gpt-realtime", "voice-live": "gpt-4o"}
    estimator = Estimator(PER_KIND, "gpt-4o-mini", engines)
    recording = vl.Audio.silence(10.0, 16_000)
    cascade, realtime, voice_live = (each.money for each in estimator.cells(cells_of(recording)))
    heard_as_text = 10 * 15 // 4 + 12
    assert cascade == heard_as_text + 100 + 10e9
    assert realtime == 12 + 100 * 1_000 + 100 + 700 * 1e6 + 10 * 1e7
    assert voice_live == 12 + 100 * 2_000 + 100 + 700 * 2e6


def test_an_engine_that_is_nowhere_costs_nothing_and_its_price_is_not_asked_for() -> None:
    estimator = Estimator(PER_KIND, "gpt-4o-mini", {"voice-live": "gpt-4o"})
    _, realtime, _ = estimator.cells(cells_of(vl.Audio.silence(10.0, 16_000)))
    assert (realtime.tokens, realtime.money) == (0, 0.0)


def test_in_a_dialogue_a_model_that_speaks_hears_the_replies_before_again() -> None:
    estimator = Estimator(PER_KIND, None, {"realtime": "gpt-realtime"})
    turns = ["One two.", "Three four.", "Five six."]
    dialogue = vl.Dialogue(turns=tuple(vl.CallerTurn(says=each) for each in turns))
    _, realtime, _ = estimator.cells(cells_of(dialogue))
    text = sum(sum(map(len, turns[: number + 1])) // 4 + 12 for number in range(3))
    assert realtime.tokens == text + 7 * (0 + 100 + 200) + 3 * 800
    assert realtime.money == text + 2_100 * 1_000 + 300 + 2_100 * 1e6


def test_transcription_and_custom_models_are_estimated_by_their_own_prices() -> None:
    sound = vl.Audio.silence(10.0, 16_000)
    (question,), _ = as_inputs(sound)
    prices = vl.Prices(
        (
            vl.Price("prompt-tokens", "*", 0.0),
            vl.Price("completion-tokens", "*", 0.0),
            vl.Price("prompt-audio-tokens", "voice-live/gpt-4o/custom", 5.0),
            vl.Price("completion-audio-tokens", "voice-live/gpt-4o/custom/*", 1_000.0),
            vl.Price("prompt-audio-tokens", "gpt-realtime", 0.0),
            vl.Price("completion-audio-tokens", "gpt-realtime", 0.0),
            vl.Price("transcribed-hours", "whisper-1", 360.0),
        )
    )
    own: dict[str, Any] = {"custom_speech_endpoint": "mine", "custom_voice_endpoint": "mine"}
    combinations = [
        vl.Settings(engine="realtime", transcription_model="whisper-1"),
        vl.Settings(engine="voice-live", max_tokens=1, **own),
    ]
    cells = plan([question], combinations, 1, lambda settings: "")
    estimator = Estimator(prices, None, {"realtime": "gpt-realtime", "voice-live": "gpt-4o"})
    assert [each.money for each in estimator.cells(cells)] == [1.0, 100 * 5.0 + 7 * 1_000.0]


def test_a_model_with_tools_is_taken_to_be_asked_three_times_with_them_in_sight() -> None:
    engines = {"realtime": "gpt-realtime", "voice-live": "gpt-4o"}
    recording = vl.Audio.silence(10.0, 16_000)
    without, given = (
        Estimator(PER_KIND, "gpt-4o-mini", engines, characters).cells(cells_of(recording))
        for characters in (0, 400)
    )
    asked_again = (100 + 250 + 12) + (100 + 500 + 12)
    cascade, realtime, _ = (more.tokens - less.tokens for less, more in zip(without, given, strict=True))
    assert realtime == 100 + asked_again + 2 * 100
    assert cascade == 100 + asked_again + 2 * (150 // 4)
