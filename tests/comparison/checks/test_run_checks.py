"""Checks of a comparison: each combination of what varies, and nothing passes in silence."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.checks.conftest import CAREFUL, CASES, QUICK, checked
from tests.comparison.conftest import compared
from voicelab.cases.case import Case
from voicelab.comparison.checks.aggregates import AGGREGATES
from voicelab.exchange.exchange import Exchange
from voicelab.testing import EmbeddedServices


def test_each_combination_of_what_varies_must_pass(graded: vl.Comparison) -> None:
    careful, quick = graded.check("contains_expected.mean >= 0.9")
    assert (careful.passed, careful.value, careful.values, careful.cells) == (True, 1.0, 6, ())
    assert (quick.passed, quick.limit, quick.cells) == (False, 0.9, (8, 11))
    assert quick.value == pytest.approx(2 / 3)
    assert (quick.group, quick.label) == ({"system_prompt": QUICK}, f"system_prompt {QUICK}")
    assert quick.reason == "it is 0.666667, which is not >= 0.9"


@pytest.mark.parametrize(
    ("check", "values"),
    [
        ("contains_expected.mean >= 0.8 overall", [10 / 12]),
        (f"contains_expected.mean == 1 where system_prompt == '{CAREFUL}'", [1.0]),
        (f"failed.sum == 0 where system_prompt == '{QUICK}' for each system_prompt, system_prompt", [0.0]),
        ("contains_expected.count >= 5 for each fields.topic", [5.0, 5.0]),
        ("contains_expected.min == 1 where tags has hard", [1.0, 1.0]),
        ("contains_expected.sum == 3 where tags has short and contains_expected == true overall", [2.0]),
        ("letters.count.max <= 14 overall", [14.0]),
        ("letters.count.p50 == 8 overall", [8.0]),
        ("letters.first.count == 12 overall", [12.0]),
        ("cell.count == 6", [6.0, 6.0]),
        ("failed.count == 0", [0.0, 0.0]),
        ("attempts.sum <= 12 overall", [12.0]),
        ("cell.count == 4 where cell > 2 and cell <= 6 for each repeat, repeat", [4.0]),
        ("letters.count.mean < 9 where repeat <= 1 and voice != none overall", [9.0]),
    ],
)
def test_aggregates_and_filters(graded: vl.Comparison, check: str, values: list[float]) -> None:
    found = graded.check(check)
    assert [result.value for result in found] == pytest.approx(values)


def test_means_are_those_of_the_summary_and_so_are_their_ends(graded: vl.Comparison) -> None:
    summary = graded.summary()
    for column in ("contains_expected", "letters.count", "completion_tokens"):
        for aggregate, end in (("mean", ""), ("low", "_low"), ("high", "_high")):
            found = graded.check(f"{column}.{aggregate} >= 0")
            assert [result.value for result in found] == pytest.approx(summary[f"{column}{end}"].tolist())


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("contain_expected.mean >= 0", "there is no column 'contain_expected'; the nearest are: contains_"),
        ("end_of_turn_ms.mean >= 0", "each of the 6 cells failed, or is none that has end_of_turn_ms"),
        ("round_trip_word_error_rate.mean <= 1", "no cell has a value of round_trip_word_error_rate"),
        ("reply.mean >= 0", "reply has words, of which there is nothing but .count"),
        ("cost.sum <= 1 where max_token == 3", "there is no column 'max_token'; the nearest are: max_tokens"),
        ("done_ms.min > 0 where max_tokens == 3", "no cell has max_tokens == 3; max_tokens has 100"),
        ("done_ms.min > 0 where max_tokens == many", "max_tokens is a number, and 'many' is none"),
        ("done_ms.min > 0 where cached == perhaps", "cached is true or false, not 'perhaps'"),
        ("done_ms.min > 0 where input > a", "input is text, which is compared by ==, != or has"),
        ("done_ms.min > 0 for each topic", "there is no column 'topic'; the nearest are: "),
        ("done_ms.low > 0 where case == nobody", "no cell has case == nobody; case has c"),
        ("sometimes.mean == 0.5", "the score has no value in 1 of 6 cells (LookupError: no "),
    ],
)
def test_what_cannot_be_compared_fails_with_its_reason(
    graded: vl.Comparison, check: str, reason: str
) -> None:
    results = graded.check(check)
    assert [result.passed for result in results] == [False] * len(results)
    assert results[0].reason.startswith(reason)


def test_too_few_values_fail(graded: vl.Comparison) -> None:
    one = f"where case == {CASES[0].id}"
    assert [result.reason for result in graded.check(f"letters.count.low > 0 {one}")] == [
        "1 value is too few"
    ] * 2


def test_a_score_may_fail_as_often_as_a_check_allows(graded: vl.Comparison) -> None:
    assert graded.check(["sometimes.mean == 0.5", "sometimes_error.count <= 1"])
    judged = ["judged.value.mean == 1", "judged.error.count <= 1"]
    assert graded.check(judged)
    assert graded.check(["contains_expected_error.count == 0", "letters_error.count <= 1"])
    assert [result.reason for result in graded.check(judged[0])] == [
        "the score has no value in 1 of 6 cells (The answer has no value.)"
    ] * 2


@pytest.mark.parametrize(
    "check",
    [
        "sometimes.mean == 0.5",
        "cost.sum <= 1 where sometimes == 0.5",
        "cost.sum <= 1 for each sometimes",
        "sometimes no worse than before.parquet by 1",
    ],
)
def test_a_score_that_failed_in_each_cell_says_why_also_where_that_is_allowed(
    graded: vl.Comparison, frame: pd.DataFrame, check: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    frame.to_parquet("before.parquet")
    none = frame.assign(sometimes=pd.array([None] * 12, dtype="Float64"), sometimes_error="No price.")
    first, *_ = checked(graded, none, check, "sometimes_error.count <= 12")
    assert "the score has no value in " in first.reason
    assert first.reason.endswith("(No price.)")
    monkeypatch.setattr(graded, "_table", (none, graded._score_columns))
    for ranked in (graded.best, graded.differences):
        with pytest.raises(
            ValueError, match=r"sometimes: the score has no value in 12 of 12 cells \(No price\.\)"
        ):
            ranked("sometimes")


def test_odd_measures_and_checks_are_refused_with_what_to_give(graded: vl.Comparison) -> None:
    odd: list[Any] = [None, ["cost"], vl.scores.contains_expected]
    for measure in odd:
        for ranked in (graded.best, graded.differences):
            with pytest.raises(
                ValueError, match=r"is given by its name, a text such as '(cost|contains_expected)', not"
            ):
                ranked(measure)
    with pytest.raises(
        ValueError, match=r"'letters\.first' has words, which have no mean: a check counts them"
    ):
        graded.best("letters.first")
    given: list[Any] = [None, {}, b"cost.sum <= 1", vl.scores.contains_expected]
    for checks in given:
        with pytest.raises(TypeError, match=r"checks are texts such as '.* or the path of a TOML file, not"):
            graded.check(checks)
    with pytest.raises(ValueError, match=r"there are no checks: give texts such as '"):
        graded.check([])


def test_what_is_too_large_to_be_reckoned_with_is_infinite(
    graded: vl.Comparison, frame: pd.DataFrame
) -> None:
    frame["fields.topic"] = [1e308, -1e308] * 3 + [1e308] * 6
    whole = checked(graded, frame, "fields.topic.sum > 1 overall", "fields.topic.p95 <= 1e308 overall")
    assert [result.value for result in whole] == [math.inf, 1e308]
    assert len(checked(graded, frame, *(f"fields.topic.{each} != -1e308" for each in AGGREGATES))) == 16


def score_tone(exchange: Exchange, case: Case) -> bool:
    if "that" in exchange.transcript:
        raise LookupError("no tone")
    return True


def tone(exchange: Exchange, case: Case) -> bool:
    if "this" in exchange.transcript:
        raise LookupError("no sound")
    return True


def test_scores_whose_own_names_begin_as_the_tables_do_fail_as_others(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, ["Is it this?", "Is it that?"], scores=[score_tone, tone])
    (lost, other) = grid.check(["score_tone.mean == 1", "tone.mean == 1"])
    assert lost.reason == "the score has no value in 1 of 2 cells (LookupError: no tone)"
    assert other.reason == "the score has no value in 1 of 2 cells (LookupError: no sound)"
    assert compared(embedded, ["What?"], scores=[score_tone]).check("score_tone_error.count == 0")


def test_cells_that_failed_are_a_failure_unless_a_check_allows_them(
    graded: vl.Comparison, frame: pd.DataFrame
) -> None:
    frame.loc[[0, 1], "outcome"] = "failed"
    frame.loc[[0, 1], "contains_expected"] = pd.NA
    (right, wrong, failed) = checked(graded, frame, "contains_expected.mean >= 0.5")
    assert (right.passed, right.values, wrong.passed) == (True, 4, True)
    assert (failed.check, failed.passed, failed.value) == ("failed.count == 0 overall", False, 2.0)
    assert failed.cells == (1, 2)
    (allowed, _) = checked(graded, frame, "failed.mean <= 0.4")
    assert allowed.passed
    assert allowed.value == pytest.approx(1 / 3)


def test_sums_and_counts_are_of_cells_that_failed_as_well(graded: vl.Comparison, frame: pd.DataFrame) -> None:
    frame["cost"] = 1.0
    frame.loc[[0], "outcome"] = "failed"
    spent, most, _ = checked(graded, frame, "cost.sum <= 12 overall", "cost.mean <= 1 overall")
    assert (spent.value, spent.values, most.values) == (12.0, 12, 11)


def test_a_combination_that_failed_as_a_whole_does_not_pass(
    graded: vl.Comparison, frame: pd.DataFrame
) -> None:
    frame["outcome"] = "failed"
    results = checked(graded, frame, "done_ms.p95 <= 900000", "failed.mean <= 1")
    assert [result.passed for result in results] == [False, False, True, True]


def test_cells_without_a_result_are_a_failure(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, run=False)
    first, last = grid.check("failed.count == 0")
    assert (first.passed, first.reason) == (False, "no cell has a result")
    assert (last.check, last.reason) == (
        "each cell has a result",
        "2 of 2 cells have none: run() asks for them",
    )


def test_replies_that_cells_share_count_once(embedded: EmbeddedServices) -> None:
    twins = [vl.Case(input="What is it?", id=name, expected=(name,)) for name in ("this", "that")]
    grid = compared(embedded, twins, scores=vl.scores.contains_expected)
    results = grid.check(["attempts.sum == 1", "contains_expected.count == 2", "cell.count == 2"])
    assert [result.value for result in results] == [1.0, 2.0, 2.0]


def test_what_differs_by_rounding_alone_comes_up_to_the_limit(
    graded: vl.Comparison, frame: pd.DataFrame
) -> None:
    frame["cost"] = 0.1 + 0.2
    assert all(result.passed for result in checked(graded, frame, "cost.max <= 0.3", "cost.min == 0.3"))
    assert not any(result.passed for result in checked(graded, frame, "cost.max < 0.3", "cost.max != 0.3"))


def test_infinite_and_missing_values_are_none(graded: vl.Comparison, frame: pd.DataFrame) -> None:
    frame["fields.topic"] = [math.inf, math.nan, -math.inf, *[2.0] * 9]
    (result,) = checked(graded, frame, "fields.topic.max <= 2 overall")
    assert (result.passed, result.value, result.values) == (True, 2.0, 9)


def test_the_worst_cells_stand_first(graded: vl.Comparison, frame: pd.DataFrame) -> None:
    frame["done_ms"] = [float(number) for number in range(12)]
    (most, least, spent) = checked(
        graded, frame, "done_ms.p95 <= 8 overall", "done_ms.min >= 2 overall", "done_ms.sum <= 1 overall"
    )
    assert (most.cells, least.cells) == ((12, 11, 10), (1, 2))
    assert spent.cells[:3] == (12, 11, 10)


def test_a_file_that_fails_to_be_a_comparison_is_refused(graded: vl.Comparison, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file .*old\.parquet"):
        graded.check(f"contains_expected no worse than '{tmp_path / 'old.parquet'}' by 2 points")
