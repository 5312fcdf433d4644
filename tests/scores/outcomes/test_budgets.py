"""Whether a turn stayed within a budget of time or money."""

from __future__ import annotations

import math
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.fields import Latency, Usage

CASE = Case(input="What is the tallest mountain?")


def test_a_reply_sounds_in_time_or_not() -> None:
    heard = an_exchange(latency=Latency(first_heard_seconds=0.8))

    assert vl.scores.latency_within(800)(heard, CASE) is True
    assert vl.scores.latency_within(799.5)(heard, CASE) is False
    assert vl.scores.latency_within(800)(an_exchange(latency=Latency()), CASE) is None
    assert vl.scores.latency_within(799.5).__name__ == "latency_within_799.5_ms"


def test_a_turn_costs_no_more_than_a_budget_by_the_prices_given() -> None:
    turn = an_exchange()
    cost = vl.Prices().spent(turn).money
    assert cost is not None

    assert vl.scores.cost_within(cost)(turn, CASE) is True
    assert vl.scores.cost_within(cost * 0.99)(turn, CASE) is False
    assert vl.scores.cost_within(1e-9, prices=vl.Prices.free())(turn, CASE) is True


@pytest.mark.parametrize("changes", [{"usage": Usage()}, {"model": "never-heard-of"}])
def test_what_is_not_known_is_neither_within_nor_beyond(changes: dict[str, Any]) -> None:
    assert vl.scores.cost_within(1.0)(an_exchange(**changes), CASE) is None


@pytest.mark.parametrize("budget", [0.0, -1.0, math.inf, math.nan])
def test_a_budget_is_a_number_above_0(budget: float) -> None:
    with pytest.raises(ValueError, match="milliseconds must be a finite number above 0"):
        vl.scores.latency_within(budget)
    with pytest.raises(ValueError, match="money must be a finite number above 0"):
        vl.scores.cost_within(budget)
