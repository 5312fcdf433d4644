"""The runner of scores: values, several of them, nothing, and errors."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.event_loop import call
from voicelab.scores import ScoreFailure, declare, higher_is_better, run_scores
from voicelab.scores.score import least_value, value_names, wrong_truth

CASE = Case(input="What is the tallest mountain?")


class Warmth(str, Enum):
    WARM = "warm"


def returning(value: Any, name: str = "score") -> Any:
    def score(exchange: vl.Exchange, case: Case) -> Any:
        return value

    score.__name__ = name
    return score


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (True, True), (np.bool_(False), False), (3, 3), (np.int64(3), 3), (0.5, 0.5), (np.float32(0.5), 0.5),
        (Decimal("0.25"), 0.25), ("warm", "warm"), (np.str_("warm"), "warm"), (Warmth.WARM, "warm"),
        ("", ""), (np.array(2.5), 2.5),
    ],
)  # fmt: skip
def test_values_are_plain_ones(value: Any, kept: object) -> None:
    found = run_scores([returning(value)], an_exchange(), CASE)["score"]

    assert found == kept
    assert type(found) is type(kept)


def test_what_does_not_apply_is_left_out() -> None:
    nothing = [None, pd.NA, pd.NaT, {}, {"a": None}, {"a": pd.NA}]

    scores = [returning(value, f"score_{number}") for number, value in enumerate(nothing)]
    assert run_scores(scores, an_exchange(), CASE) == {}


def test_several_values_of_one_score_are_named_after_it() -> None:
    assert run_scores([returning({"warm": 0.5, "clear": True, "why": None})], an_exchange(), CASE) == {
        "score.warm": 0.5,
        "score.clear": True,
    }


def test_a_score_that_raises_is_missing_with_its_reason_and_the_others_run() -> None:
    def broken(exchange: vl.Exchange, case: Case) -> float:
        return 1 / len(case.tags)

    found = run_scores([broken, returning(1.0)], an_exchange(), CASE)

    assert found == {"broken": ScoreFailure("ZeroDivisionError: division by zero"), "score": 1.0}


@pytest.mark.parametrize("value", [[1, 2], object(), {3: 1.0}, {"a": [1]}, np.zeros(2)])
def test_what_is_no_score_is_a_failure_that_says_so(value: Any) -> None:
    (found,) = run_scores([returning(value)], an_exchange(), CASE).values()

    assert isinstance(found, ScoreFailure)
    assert found.reason.startswith("TypeError: ")


@pytest.mark.parametrize(
    "value",
    [float("nan"), np.float32("inf"), np.array(np.nan), Decimal("nan"), {"a": 1.0, "b": float("-inf")}],
)
def test_what_is_no_finite_number_is_a_failure(value: Any) -> None:
    found = run_scores([returning(value)], an_exchange(), CASE)["score"]

    assert isinstance(found, ScoreFailure)
    assert found.reason.endswith("is no value of a score; one that does not apply returns None")


@pytest.mark.parametrize("value", [1e308, -(10**400)])
def test_a_number_that_no_mean_can_be_made_of_is_a_failure(value: Any) -> None:
    found = run_scores([returning(value)], an_exchange(), CASE)["score"]

    assert found == ScoreFailure("ValueError: a number beyond 1e+100 is no value of a score")


@pytest.mark.parametrize(
    "ending", [SystemExit(2), GeneratorExit(2), pytest.fail.Exception("2"), pytest.skip.Exception("2")]
)
def test_a_score_that_would_end_the_program_has_failed(ending: BaseException) -> None:
    def ended(exchange: vl.Exchange, case: Case) -> bool:
        raise ending

    async def ended_awaited(exchange: vl.Exchange, case: Case) -> bool:
        raise ending

    found = run_scores([ended, ended_awaited, returning(1)], an_exchange(), CASE)

    failure = ScoreFailure(f"{type(ending).__name__}: 2")
    assert found == {"ended": failure, "ended_awaited": failure, "score": 1}


def test_an_error_whose_text_cannot_be_read_is_a_reason_all_the_same() -> None:
    class OddError(Exception):
        def __str__(self) -> str:
            raise LookupError

    def odd(exchange: vl.Exchange, case: Case) -> bool:
        raise OddError

    found = run_scores([odd, returning(1)], an_exchange(), CASE)
    reason = "OddError: its text cannot be read (LookupError)"
    assert found == {"odd": ScoreFailure(reason), "score": 1}


def test_a_score_is_declared_to_be_of_dialogues_and_nothing_else() -> None:
    @declare(of_dialogues=True)
    def whole(exchanges: Sequence[vl.Exchange], case: Case) -> bool:
        return len(exchanges) == 2

    assert run_scores([whole], [an_exchange(), an_exchange()], CASE) == {"whole": True}
    assert (higher_is_better(whole), wrong_truth(whole)) == (None, False)


def test_halves_of_characters_are_replaced_in_whatever_a_score_says() -> None:
    def failing(exchange: vl.Exchange, case: Case) -> bool:
        raise ValueError("no \udce9")

    scores = [failing, returning({"a\ud83d": "b\ud83d"}, "s\ud83d"), returning("\ud83d\ude00", "joined")]
    assert run_scores(scores, an_exchange(), CASE) == {
        "failing": ScoreFailure("ValueError: no \ufffd"),
        "s\ufffd.a\ufffd": "b\ufffd",
        "joined": "\U0001f600",
    }


def test_what_a_score_changes_in_a_case_is_its_own() -> None:
    def changing(exchange: vl.Exchange, case: Case) -> int:
        case.fields["new"] = 1  # type: ignore[index]
        case.fields["listed"].append(3)
        return len(case.fields["listed"])

    case = Case(input="What is this?", fields={"listed": [1, 2]})
    assert run_scores([changing, returning(1)], an_exchange(), case) == {"changing": 3, "score": 1}
    assert case.fields == {"listed": [1, 2]}


def test_an_interrupt_of_a_score_is_none_of_its_reasons() -> None:
    def interrupted(exchange: vl.Exchange, case: Case) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_scores([interrupted], an_exchange(), CASE)


def test_of_a_dialogue_one_turn_that_is_no_finite_number_is_a_failure() -> None:
    def share(exchange: vl.Exchange, case: Case) -> float:
        return 1.0 if exchange.turn == 1 else float("nan")

    found = run_scores([share], [an_exchange(turn=1), an_exchange(turn=2)], CASE)["share"]

    assert isinstance(found, ScoreFailure)
    assert found.reason.startswith("turn 2: ValueError: nan")


def test_which_way_is_better_is_true_false_or_none() -> None:
    with pytest.raises(TypeError, match="higher_is_better must be True, False or None, not 'lower'"):
        declare(higher_is_better="lower")  # type: ignore[arg-type]


def test_asynchronous_scores_are_awaited() -> None:
    async def asked(exchange: vl.Exchange, case: Case) -> float:
        return float(len(exchange.reply))

    async def refused(exchange: vl.Exchange, case: Case) -> float:
        raise vl.VoicelabError("nobody judges", code="internal-error")

    found = run_scores([asked, refused], an_exchange(reply="four"), CASE)

    assert found["asked"] == 4.0
    assert isinstance(found["refused"], ScoreFailure)


def test_scores_do_not_hold_up_the_loop_of_conversations() -> None:
    async def scored() -> object:
        return run_scores([returning(1)], an_exchange(), CASE)

    with pytest.raises(RuntimeError, match="session's thread"):
        call(scored())


def test_scores_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="two scores are called 'score'"):
        run_scores([returning(1), returning(2)], an_exchange(), CASE)
    with pytest.raises(ValueError, match="known by its function's name"):
        run_scores([lambda exchange, case: 1], an_exchange(), CASE)
    with pytest.raises(TypeError, match="a score is a function of an exchange and a case, not 'accuracy'"):
        run_scores(["accuracy"], an_exchange(), CASE)  # type: ignore[list-item]


def test_a_partial_application_is_called_as_its_function() -> None:
    strict = functools.partial(vl.scores.word_error_rate, same_by="writing")

    case = Case(input="x", transcript="What is the tallest mountain?")
    assert run_scores([strict], an_exchange(), case) == {"word_error_rate": 0.0}
    assert higher_is_better(strict) is False


def test_false_is_wrong_unless_something_else_was_declared() -> None:
    declared = [declare(higher_is_better=better)(returning(True)) for better in (True, False, None)]
    assert [wrong_truth(score) for score in (returning(True), *declared)] == [False, False, True, None]


def test_every_score_that_comes_with_voicelab_runs_on_an_exchange_and_declares_what_is_better() -> None:
    made: list[vl.scores.Score] = [
        vl.scores.matches("a"), vl.scores.language_is("en"), vl.scores.latency_within(800),
        vl.scores.cost_within(0.01), vl.scores.calls_tool("look"),
    ]  # fmt: skip
    given = [getattr(vl.scores, name) for name in vl.scores.__all__]
    plain = [each for each in given if "higher_is_better" in getattr(each, "__dict__", {})]
    case = Case(input="What?", expected=("Everest",), transcript="What is the tallest mountain?")

    found = run_scores([*plain, *made], an_exchange(), case)

    assert len(plain) == 16
    assert [name for name, value in found.items() if isinstance(value, ScoreFailure)] == []
    assert [score for score in made if higher_is_better(score) is not True] == []


def test_what_is_declared_of_a_function_holds_for_applications_of_it_by_any_name() -> None:
    @declare(higher_is_better=False, neither=["words"], value_names=["errors", "words"], least=0)
    def counted(exchange: vl.Exchange, case: vl.Case, *, limit: int = 3) -> dict[str, int]:
        return {"errors": 1, "words": limit}

    named = declare(name="strict")(functools.partial(counted, limit=1))

    for score in (counted, functools.partial(counted, limit=2), named):
        assert (least_value(score), value_names(score)) == (0.0, ("errors", "words"))
        assert (higher_is_better(score, "errors"), higher_is_better(score, "words")) == (False, None)
        assert wrong_truth(score, "errors") is True
    assert higher_is_better(declare(higher_is_better=True)(functools.partial(counted))) is True


@pytest.mark.parametrize("least", ["abc", math.nan])
def test_the_least_value_is_a_number(least: Any) -> None:
    with pytest.raises(TypeError, match="least must be a number"):
        declare(least=least)
