"""The results of checks: as a truth, as an error, as a table, in a cell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.checks.conftest import QUICK, checked
from voicelab.comparison.checks.check_results import CheckResults
from voicelab.errors import CheckError

CHECKS = ["contains_expected.mean >= 0.9", "failed.count == 0"]


def test_results_are_true_where_all_passed(graded: vl.Comparison) -> None:
    assert graded.check("failed.count == 0")
    assert graded.check("failed.count == 0").passed
    assert not graded.check(CHECKS)
    graded.check("failed.count == 0").raise_for_failures()


def test_failures_are_raised_in_one_sentence(graded: vl.Comparison) -> None:
    with pytest.raises(AssertionError) as raised:
        graded.check(CHECKS).raise_for_failures()
    assert isinstance(raised.value, CheckError)
    assert str(raised.value) == (
        f"1 of 2 checks failed: contains_expected.mean >= 0.9 (system_prompt {QUICK}): "
        "it is 0.666667, which is not >= 0.9: cells 8, 11."
    )


def test_the_table_has_a_row_for_each_check_and_combination(graded: vl.Comparison) -> None:
    frame = graded.check(CHECKS).df
    columns = ["check", "system_prompt", "passed", "value", "limit", "values", "cells", "reason"]
    assert list(frame.columns) == columns
    assert frame["passed"].tolist() == [True, False, True, True]
    assert frame["cells"].tolist() == [[], [8, 11], [], []]
    assert frame["reason"].isna().tolist() == [True, False, True, True]


def test_a_cell_shows_them_as_text_and_in_a_terminal_nothing_is_obeyed(graded: vl.Comparison) -> None:
    results = graded.check(["sometimes.mean == 0.5 overall", "letters.count.max < 1 where voice != '<b>'"])
    assert "sometimes.mean == 0.5 overall" in results._repr_html_()
    assert "&lt;b&gt;" in results._repr_html_()
    assert "<b>" not in results._repr_html_()
    title, head, *rows = repr(results).splitlines()
    assert (title, len(rows)) == ("2 of 2 checks failed", 3)
    assert head.split()[:2] == ["result", "check"]
    assert "\x1b" not in repr(results)
    assert rows[1].endswith("cells 1, 2, 3, 4, 5, 6")


def test_a_check_that_passed_for_each_combination_is_one_row(graded: vl.Comparison) -> None:
    checks = ["letters.count.mean <= 12", "contains_expected.mean >= 0.9"]
    one, *others = graded.check(checks).rows()
    assert one == ("passed", checks[0], "each of 2", "8 to 10", "12 values", "")
    assert [row[0] for row in others] == ["passed", "failed"]


def test_many_cells_are_named_by_the_first(graded: vl.Comparison, frame: pd.DataFrame) -> None:
    results = CheckResults(checked(graded, frame, "letters.count.max < 1 overall"), frame[:0])
    assert results[0].reason.startswith("it is 14")
    assert results.rows()[0][-1].endswith(", …")
    assert len(results[0].cells) == 12


def test_checks_come_from_a_file_or_a_list_each_once(graded: vl.Comparison, tmp_path: Path) -> None:
    path = tmp_path / "suite.TOML"
    path.write_text("checks = ['failed.count == 0', 'failed.count == 0', 'cell.count == 6']", "utf-8")
    assert len(graded.check(path)) == len(graded.check(str(path))) == 4
    assert len(graded.check(["failed.count == 0", " failed.count  == 0 "])) == 2
    path.write_text("checks = ['failed.count == 0', 'failed.count']", "utf-8")
    with pytest.raises(
        ValueError, match=r"suite\.TOML, key checks: the check 'failed\.count' cannot be read"
    ):
        graded.check(path)
    nothings: list[list[str] | Path] = [[], path.with_name("nowhere.toml")]
    for nothing in nothings:
        with pytest.raises((ValueError, FileNotFoundError), match=r"no checks|no such file"):
            graded.check(nothing)
    with pytest.raises(TypeError, match=r"checks are texts such as .*, or the path of a TOML file, not 3"):
        graded.check(3)  # type: ignore[arg-type]
