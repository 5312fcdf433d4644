"""Whether a comparison is no worse than an earlier one, by the interval of the difference."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.checks.conftest import CAREFUL, QUICK, checked
from voicelab.comparison.checks.check_result import CheckResult


def against(graded: vl.Comparison, now: pd.DataFrame, before: pd.DataFrame, check: str) -> CheckResult:
    """Check rows against others in a file beside."""
    before.to_parquet("before.parquet", index=False)
    (result,) = checked(graded, now, f"{check} overall")
    return result


@pytest.fixture
def many(frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Return the rows of 300 cases under one prompt, all of them right."""
    monkeypatch.chdir(tmp_path)
    rows: pd.DataFrame = pd.concat([frame[frame["system_prompt"] == CAREFUL]] * 50, ignore_index=True)
    numbers = range(1, len(rows) + 1)
    names = pd.array([f"case {number}" for number in numbers], dtype=pd.StringDtype())
    made: pd.DataFrame = rows.assign(cell=numbers, turn=pd.array(numbers, dtype="Int64"), case=names)
    return made


def test_little_that_is_lost_for_sure_passes(graded: vl.Comparison, many: pd.DataFrame) -> None:
    now = many.copy()
    now.loc[[7], "contains_expected"] = False
    result = against(graded, now, many, "contains_expected no worse than before.parquet by 2 points")
    assert (result.passed, result.limit, result.values) == (True, -0.02, 300)
    assert result.value == pytest.approx(-1 / 300)


def test_what_may_be_worse_by_more_fails_and_names_the_cells(
    graded: vl.Comparison, many: pd.DataFrame
) -> None:
    now = many.copy()
    now.loc[[7, 100, 150, 299], "contains_expected"] = False
    result = against(graded, now, many, "contains_expected no worse than before.parquet by 2 points")
    assert not result.passed
    assert result.cells == (8, 101, 151, 300)
    assert result.reason.startswith("it may be worse by 0.029")
    assert "before is better than now" in result.reason or "not told apart" in result.reason


def test_where_less_is_better_more_is_worse(graded: vl.Comparison, many: pd.DataFrame) -> None:
    now = many.assign(done_ms=many["done_ms"] + 100.0)
    check = "done_ms no worse than before.parquet by"
    assert not against(graded, now, many, f"{check} 99").passed
    assert against(graded, now, many, f"{check} 101").passed
    assert against(graded, many, now, f"{check} 0").passed


def test_few_cases_do_not_tell(graded: vl.Comparison, many: pd.DataFrame) -> None:
    few = many[:4]
    result = against(graded, few, few, "done_ms no worse than before.parquet by 1000")
    assert not result.passed
    assert result.reason.startswith("how much is lost is not known, and 1000 is the most that may be; now")


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("letters.count no worse than before.parquet by 1", "of letters.count neither more nor less is"),
        ("nothing no worse than before.parquet by 1", "there is no measure or score 'nothing'"),
        ("contains_expected no worse than before.parquet by 2", "contains_expected is true or false, and"),
        ("failed no worse than before.parquet by 1", "failed is true or false, and cannot be worse by more"),
    ],
)
def test_what_has_no_better_or_worse_fails_with_its_reason(
    graded: vl.Comparison, many: pd.DataFrame, check: str, reason: str
) -> None:
    assert against(graded, many, many, check).reason.startswith(reason)


@pytest.mark.parametrize("name", ["cost", "contains_expected"])
def test_what_the_earlier_comparison_does_not_have_fails_with_its_reason(
    graded: vl.Comparison, many: pd.DataFrame, name: str
) -> None:
    result = against(graded, many, many.drop(columns=name), f"{name} no worse than before.parquet by 0.1")
    assert result.reason == f"the earlier comparison has no column {name!r}"


def test_comparisons_without_a_case_in_common_fail(graded: vl.Comparison, many: pd.DataFrame) -> None:
    others = many.assign(case=pd.array([f"{case}!" for case in many["case"]], dtype=pd.StringDtype()))
    result = against(graded, many, others, "contains_expected no worse than before.parquet by 0.1")
    assert result.reason.startswith("the two have no case in common")


def test_each_prompt_is_held_against_the_one_before(graded: vl.Comparison, many: pd.DataFrame) -> None:
    both = pd.concat([many, many.assign(system_prompt=QUICK, contains_expected=False)], ignore_index=True)
    many.to_parquet("before.parquet", index=False)
    results = checked(graded, both, "contains_expected no worse than before.parquet by 2 points")
    assert [result.passed for result in results] == [True, False]


def test_one_value_of_what_varies_is_held_against_the_earlier_one(
    graded: vl.Comparison, many: pd.DataFrame
) -> None:
    many.to_parquet("before.parquet", index=False)
    where = f"where system_prompt == '{CAREFUL}'"
    (result,) = checked(graded, many, f"contains_expected no worse than before.parquet by 2 points {where}")
    assert (result.passed, result.value, result.group) == (True, 0.0, {"system_prompt": CAREFUL})
