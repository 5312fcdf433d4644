"""Heat maps of a measure by two axes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparison.charts.frames import RIGHT, summary_of
from voicelab.comparison.charts.heat_map import heat_map, two_axes

NAN = float("nan")
ROWS: list[dict[str, Any]] = [
    {"voice": "a", "max_tokens": 16, "right": 0.25},
    {"voice": "a", "max_tokens": None, "right": 0.75},
    {"voice": "b", "max_tokens": 16, "right": NAN, "failed": 2},
    {"voice": "c", "max_tokens": None, "right": NAN},
]


def test_each_cell_has_its_number_or_says_why_it_has_none() -> None:
    found = heat_map(summary_of(ROWS, "right"), RIGHT, "voice", "max_tokens")
    assert found is not None
    assert found.heads == ("max_tokens 16.0", "max_tokens without effect")
    assert [[cell.text for cell in line] for line in found.lines] == [
        ["25%", "75%"],
        ["failed", "not asked"],
        ["not asked", "no value"],
    ]
    assert [cell.share for cell in found.lines[0]] == [0.0, 1.0]


def test_rows_that_are_too_many_are_counted() -> None:
    rows = [{"voice": f"{number}", "max_tokens": 16, "right": 1.0} for number in range(75)]
    found = heat_map(summary_of(rows, "right"), RIGHT, "voice", "max_tokens")
    assert found is not None
    assert (len(found.lines), found.left_out) == (60, 15)
    assert {cell.share for line in found.lines for cell in line} == {0.0}, "all are the same"


def test_nothing_measured_is_no_map() -> None:
    assert heat_map(summary_of(ROWS[2:], "right"), RIGHT, "voice", "max_tokens") is None


def test_the_axes_are_those_that_vary_first_unless_they_are_named() -> None:
    assert two_axes(["voice", "style"], None, None) == ("voice", "style")
    assert two_axes(["voice", "style"], "style", None) == ("style", "voice")
    assert two_axes(["voice"], None, "case") == ("voice", "case")


@pytest.mark.parametrize(
    ("rows", "columns", "why"), [(None, None, "name rows="), ("voice", "voice", "given for both")]
)
def test_two_axes_are_wanted(rows: str | None, columns: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        two_axes(["voice"], rows, columns)
