"""Scores of calls of simulated callers."""

from __future__ import annotations

from typing import Any

from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.call_end import CallEnd
from voicelab.scores import goal_met, run_scores, turns_to_goal

CASE = Case(input="A table, please.")
MET = CallEnd(ended_by="goal-met", goal_met=True, reason="Booked.", said=("Hi.", "Four.", "Yes."))
GAVE_UP = CallEnd(ended_by="gave-up", goal_met=False, reason="Refused.", said=("Hi.", "Four."))
FAILED = CallEnd(ended_by="caller-failed", goal_met=None, reason="Filtered.", said=("Hi.",))


def scored(call: CallEnd | None) -> dict[str, Any]:
    return dict(run_scores([goal_met, turns_to_goal], [an_exchange(), an_exchange(call=call)], CASE))


def test_a_met_goal_is_true_and_has_its_turns() -> None:
    assert scored(MET) == {"goal_met": True, "turns_to_goal": 3}


def test_a_goal_that_was_not_met_has_no_turns_to_it() -> None:
    assert scored(GAVE_UP) == {"goal_met": False}


def test_nothing_is_known_where_the_caller_failed_or_nobody_called() -> None:
    assert scored(FAILED) == scored(None) == {}
