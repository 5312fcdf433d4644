"""What scores say of the turns of a dialogue, as one value each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.exchange import Exchange
from voicelab.scores import ScoreFailure, contains_expected, declare, reply_words, run_scores
from voicelab.scores.dialogue_values import dialogue_values

TURNS = (
    vl.CallerTurn(says="How high?", expected=("8,849",)),
    vl.CallerTurn(says="Sure?"),
    vl.CallerTurn(says="In feet?", expected=("29,032",)),
)
CASE = Case(input=vl.Dialogue(TURNS))
HELD = [an_exchange(turn=turn) for turn in (1, 2, 3)]


@declare(higher_is_better=False, of_dialogues=True)
def turns_needed(exchanges: Sequence[Exchange], case: Case) -> int:
    return len(exchanges)


def broken(exchange: Exchange, case: Case) -> float:
    if exchange.turn == 2:
        raise LookupError("no such price")
    return 0.5


def test_truths_are_the_share_of_the_turns_to_which_they_apply_and_numbers_their_mean() -> None:
    assert run_scores([contains_expected, reply_words], HELD, CASE) == {
        "contains_expected": 0.5,
        "reply_words": 6.0,
    }


def test_a_score_of_dialogues_is_given_all_exchanges_and_one_alone_as_one_turn() -> None:
    assert run_scores([turns_needed], HELD, CASE) == {"turns_needed": 3}
    assert run_scores([turns_needed], HELD[0], Case(input="x")) == {"turns_needed": 1}


def test_a_score_that_failed_in_a_turn_failed() -> None:
    assert run_scores([broken], HELD, CASE) == {"broken": ScoreFailure("turn 2: LookupError: no such price")}


@pytest.mark.parametrize(
    ("turns", "whole"),
    [
        ([], {}),
        ([{}, {}], {}),
        ([{"a": "en"}, {"a": "de"}, {"a": "en"}], {"a": "en / de"}),
        ([{"a": "en"}, {"a": 1}], {"a": "en / 1"}),
        ([{"a": 1, "b": 0.5}, {"a": 2}], {"a": 1.5, "b": 0.5}),
    ],
)
def test_values_of_any_kind_are_one(turns: list[dict[str, object]], whole: dict[str, object]) -> None:
    assert dialogue_values(turns) == whole  # type: ignore[arg-type]
