"""What an attempt counts for, of which services did not report all."""

from __future__ import annotations

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.estimates import Estimator
from voicelab.comparison.joined_exchanges import joined_exchanges
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
