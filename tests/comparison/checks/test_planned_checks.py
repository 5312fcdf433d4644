"""Checks that are held against a comparison before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.checks.conftest import letters
from voicelab.cases.case import Case
from voicelab.comparison.checks.planned_cells import PlannedCells
from voicelab.comparison.frame import cells_frame
from voicelab.comparison.plan import plan
from voicelab.comparison.questions import as_inputs
from voicelab.exchange.exchange import Exchange
from voicelab.scores.score import checked_scores, value_names
from voicelab.settings import Settings


@vl.scores.declare(higher_is_better=True, value_names=["low", "high"])
def tone(exchange: Exchange, case: Case) -> dict[str, float]:
    return {"low": 1.0, "high": 2.0}


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ("contain_expected.mean >= 0", "there is no column 'contain_expected'; the nearest are: contains_"),
        ("lettres.count.mean >= 0", "there is no column 'lettres.count'; the nearest are: "),
        ("reply.mean >= 0", "reply has words, of which there is nothing but .count"),
        ("cost.sum <= 1 where max_token == 3", "there is no column 'max_token'; the nearest are: max_tokens"),
        ("cost.sum <= 1 where max_tokens == 3", "no cell has max_tokens == 3; max_tokens has 100"),
        (
            "cost.sum <= 1 where tags has harder and repeat == 1",
            "no cell has tags has harder and repeat == 1",
        ),
        ("cost.sum <= 1 where noise_db == 3", "there is no column 'noise_db'; the nearest are: "),
        ("cost.sum <= 1 where outcome == faild", "no cell has outcome == faild; outcome has completed, "),
        ("cost.sum <= 1 where cached == perhaps", "cached is true or false, not 'perhaps'"),
        (
            "cost.sum <= 1 for each fields.topik",
            "there is no column 'fields.topik'; the nearest are: fields.t",
        ),
        ("cost.sum <= 1 for each temperature", "temperature does not vary: it is "),
        ("cost.sum <= 1 for each notes", "no cell has a value of notes; leave it out behind for each"),
        ("letters no worse than before.parquet by 1", "of letters neither more nor less is known to be"),
        (
            "contains no worse than before.parquet by 1",
            "there is no measure or score 'contains'; the nearest",
        ),
        ("cost no worse than before.parquet by 1", "the earlier comparison has no column 'cost'"),
        ("contains_expected no worse than others.parquet by 0.1", "the two have no case in common, of 6 now"),
    ],
)
def test_what_the_comparison_will_not_have_is_refused(
    graded: vl.Comparison, check: str, why: str, frame: pd.DataFrame, beside: Path
) -> None:
    with pytest.raises(ValueError, match=r"^the check '") as refused:
        graded.check_plan(["failed.count == 0", check])
    assert f"the check {check!r}: {why}" in str(refused.value)


@pytest.fixture
def beside(frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with earlier comparisons: one without costs, one of other cases."""
    monkeypatch.chdir(tmp_path)
    frame.drop(columns="cost").to_parquet("before.parquet")
    frame.assign(case=frame["case"] + "!").to_parquet("others.parquet")
    return tmp_path


def test_all_that_can_be_checked_later_passes_and_what_a_score_of_ones_own_gives_is_open(
    graded: vl.Comparison, beside: Path
) -> None:
    graded.check_plan(
        [
            *(f"'{column}'.count >= 0 for each fields.topic, system_prompt" for column in graded.df),
            "letters.nothing_such.max <= 14 where letters.first == I",
            "sometimes_error.count <= 1",
            "judged.error.count <= 1 where contains_expected == true and outcome == completed",
            "contains_expected_error.count == 0 where tags has hard",
            "contains_expected no worse than before.parquet by 2 points",
            "letters.count no worse than before.parquet by 2",
        ]
    )


def test_what_is_known_before_is_what_the_table_has_afterwards(graded: vl.Comparison) -> None:
    planned = PlannedCells(graded._results.cells, graded.df.iloc[:0], {}, graded.varied, "USD")
    pd.testing.assert_frame_equal(planned.known, graded.df[list(planned.known)])


def test_built_in_scores_and_declared_ones_say_what_they_give() -> None:
    assert value_names(vl.scores.contains_expected) == ("",)
    assert value_names(vl.scores.matches("a")) == ("",)
    assert value_names(tone) == ("low", "high")
    assert value_names(letters) is None
    scores = checked_scores(
        [vl.scores.word_errors, vl.scores.judge("Is it?", name="kind"), tone, vl.scores.readability_aloud]
    )
    cells = plan(as_inputs(["What is it?"])[0], [Settings()], 1, lambda settings: "")
    table = cells_frame(vl.SessionLog(":memory:"), [], {}, vl.Prices())
    planned = PlannedCells(cells, table, scores, (), "USD")
    planned.check_columns(["word_errors.words", "kind.value", "kind.cost", "tone.low", "tone_error"])
    for name in ("word_errors", "kind", "kind.agreement", "tone.lower", "readability_aloud"):
        with pytest.raises(ValueError, match=f"there is no column '{name}'; the nearest are: {name[:4]}"):
            planned.check_columns([name])
