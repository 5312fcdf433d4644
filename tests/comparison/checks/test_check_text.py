"""What checks may say, and what is wrong with those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.comparison.checks.cell_check import CellCheck, NoWorse, Threshold
from voicelab.comparison.checks.cell_filter import CellFilter
from voicelab.comparison.checks.check_text import parse_check


@pytest.mark.parametrize(
    ("text", "column", "demand"),
    [
        ("contains_expected.mean >= 0.9", "contains_expected", Threshold("mean", ">=", 0.9)),
        ("first_audio_ms.p95<=900", "first_audio_ms", Threshold("p95", "<=", 900.0)),
        ("cost_within_0.002.mean == 1", "cost_within_0.002", Threshold("mean", "==", 1.0)),
        ("polite.value.low > 1e-3", "polite.value", Threshold("low", ">", 0.001)),
        ("'fields.Thema (\"neu\")'.count < 3", 'fields.Thema ("neu")', Threshold("count", "<", 3.0)),
        ("a no worse than old.parquet by 2 points", "a", NoWorse(Path("old.parquet"), 0.02)),
        ("p.value no worse than 'my old.csv' by 50", "p.value", NoWorse(Path("my old.csv"), 50.0)),
    ],
)
def test_a_check_names_a_column_and_what_is_demanded_of_it(
    text: str, column: str, demand: Threshold | NoWorse
) -> None:
    assert parse_check(text) == CellCheck(text=text, column=column, demand=demand)


def test_which_cells_are_meant_stands_behind_it() -> None:
    where = "where max_tokens == 32 and voice != 'it''s,  new' and tags has none for each fields.topic, voice"
    check = parse_check(f"  failed.sum <= 1\n{where} ")
    assert check.where == (
        CellFilter("max_tokens", "==", "32"),
        CellFilter("voice", "!=", "it's,  new", is_quoted=True),
        CellFilter("tags", "has", "none"),
    )
    assert check.by == ("fields.topic", "voice")
    assert check.text == f"failed.sum <= 1 {where}".replace(",  new", ", new")
    assert parse_check("failed.sum <= 1 overall").by == ()


def test_files_of_earlier_comparisons_begin_in_a_folder(tmp_path: Path) -> None:
    demand = parse_check("a no worse than b/old.csv by 1 point", folder=tmp_path).demand
    assert demand == NoWorse(tmp_path / "b" / "old.csv", 0.01)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a column is wanted, not the end"),
        ("contains_expected >= 0.9", "behind the column a dot"),
        ("a.meen >= 0.9", "there is no aggregate 'meen'; there are: mean, "),
        ("a.p100 >= 0.9", "percentiles are whole ones, p1 to p99, and not 'p100'"),
        ("a.b.p99.9 >= 0.9", "percentiles are whole ones, p1 to p99, and not 'p99.9'"),
        ("a.mean = 0.9", "one of >=, <=, >, <, ==, != is wanted, not '='"),
        ("a.mean >= 90%", "a limit is a number such as 0.9, not '90%'"),
        ("a.mean >= nan", "a limit is a number such as 0.9, not 'nan'"),
        ("a.mean >=", "a limit is a number such as 0.9, not the end"),
        ("a.mean >= 0.9 when b == 1", "'when' stands where it should end"),
        ("a.mean >= 0.9 overall where b == 1", "'where' stands ahead of overall and for each"),
        ("a.mean >= 0.9 and b.mean >= 1", "several checks are as many texts, in a list"),
        ("a.mean >= 0,9", "a limit is a number such as 0.9"),
        ("a.mean >= 0.9 where b is 1", "one of >=, <=, >, <, ==, !=, or has is wanted, not 'is'"),
        ("a.mean >= 0.9 where b == 'c", 'at "\'c" a quotation mark is not closed'),
        ("a.mean >= 0.9 for every b", "'each' is wanted, not 'every'"),
        ("a no better than b.csv by 1", "'worse' is wanted, not 'better'"),
        ("a no worse than b.csv", "'by' is wanted, not the end"),
        ("a no worse than b.csv by -1", "0 or more, not -1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place_and_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        parse_check(text)
    assert why in str(refused.value)
    assert str(refused.value).startswith(f"the check {text!r} cannot be read: ")


def test_a_check_is_a_text() -> None:
    with pytest.raises(TypeError, match=r"a check is a text such as .*, not 3"):
        parse_check(3)  # type: ignore[arg-type]
