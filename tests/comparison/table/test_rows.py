"""Which rows of a comparison's table are shown, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.comparison.scored_grid import TERSE, WARM
from voicelab.comparison.table.comparison_table import ComparisonTable

CAPITAL, SUM, AUTHOR, SAID = (
    *("What is the capital of France?", "What is 12 times 12?"),
    *("Wer schrieb Emma?", "said"),
)


def rows(table: ComparisonTable) -> list[tuple[str, str]]:
    """Return the rows that are shown: what was asked, with how many tokens."""
    return [(row["label"], row["detail"].removeprefix("max_tokens ")) for row in table._page["rows"]]


def labels(table: ComparisonTable) -> list[str]:
    return list(dict.fromkeys(label for label, _ in rows(table)))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tres FACILE", [CAPITAL]),
        ("of course", [CAPITAL]),
        ("paris", [CAPITAL]),
        ("144", [SUM]),
        ("austen", [AUTHOR]),
        ("what is said", [SAID]),
        ("<b>", [SAID]),
        ("what  is", [CAPITAL, SUM, SAID]),
        ("", [CAPITAL, SUM, AUTHOR, SAID]),
        ("nowhere", []),
    ],
)
def test_words_are_found_in_what_was_asked_understood_replied_expected_and_noted(
    scored: vl.Comparison, words: str, found: list[str]
) -> None:
    assert labels(scored.show(search=words)) == found


def test_a_row_is_shown_with_all_its_cells_and_those_that_were_looked_for_are_marked(
    scored: vl.Comparison,
) -> None:
    page = scored.show(search="of course", where={"max_tokens": 16})._page
    (row,) = page["rows"]
    assert [[cell["is_found"] for cell in cells] for cells in row["cells"]] == [[False] * 2, [True] * 2]
    assert (page["rows_found"], page["rows_in_all"], page["cells_found"]) == (1, 8, 2)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"max_tokens": 16}, [(label, "16") for label in (CAPITAL, SUM, AUTHOR, SAID)]),
        ({"max_tokens": [16, 64], "contains_expected": False}, [(SUM, "16"), (SUM, "64")]),
        ({"tags": "easy", "max_tokens": 64}, [(CAPITAL, "64")]),
        ({"tags": ["easy", "sums"], "max_tokens": (20, None)}, [(CAPITAL, "64"), (SUM, "64")]),
        ({"length": (None, 6), "max_tokens": 64}, [(CAPITAL, "64")]),
        ({"length": None}, [(CAPITAL, "16")]),
        ({"fields.topic": "Géographie", "max_tokens": 16}, [(CAPITAL, "16")]),
        ({"contains_expected": None, "max_tokens": 64}, [(SAID, "64")]),
        ({"outcome": "failed"}, [(CAPITAL, "16")]),
        ({"reply": "Jane Austen.", "max_tokens": 16}, [(AUTHOR, "16")]),
    ],
)
def test_cells_have_all_the_values_that_are_wanted(
    scored: vl.Comparison, where: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert rows(scored.show(where=where)) == found


def test_columns_of_values_that_are_not_wanted_are_left_out(scored: vl.Comparison) -> None:
    page = scored.show(where={"system_prompt": WARM})._page
    assert page["heads"] == [f"system_prompt {WARM}"]
    assert all(len(row["cells"]) == 1 for row in page["rows"])
    assert page["rows_found"] == 8


def test_failures_are_cells_that_failed_and_those_whose_scores_are_false_or_failed(
    scored: vl.Comparison,
) -> None:
    page = scored.show(only="failures")._page
    assert page["cells_found"] == 1 + 4 + 4
    table = scored.show(only=["failures"])
    assert rows(table) == [(CAPITAL, "16"), (SUM, "16"), (SUM, "64"), (SAID, "16"), (SAID, "64")]


def test_differences_are_rows_whose_replies_differ(scored: vl.Comparison) -> None:
    table = scored.show(only="differences")
    assert labels(table) == [CAPITAL, SUM, SAID]
    table.change(only=["differences", "failures"], where={"max_tokens": 64})
    assert labels(table) == [SUM, SAID]
    # In one column, of the replies to its repeats: one of them failed.
    assert rows(scored.show(columns=[], only="differences")) == [
        (CAPITAL, f"system_prompt {TERSE} · max_tokens 16")
    ]


@pytest.mark.parametrize(
    ("sort", "descending", "found"),
    [
        ("contains_expected", False, [SUM, CAPITAL, AUTHOR, SAID]),
        ("contains_expected", True, [CAPITAL, AUTHOR, SUM, SAID]),
        ("length", False, [SUM, AUTHOR, CAPITAL, SAID]),
        ("length", True, [SAID, CAPITAL, AUTHOR, SUM]),
        ("tags", True, [SUM, CAPITAL, AUTHOR, SAID]),
        ("input", False, [SAID, AUTHOR, SUM, CAPITAL]),
        ("price", False, [CAPITAL, SUM, AUTHOR, SAID]),
        (None, True, [SAID, AUTHOR, SUM, CAPITAL]),
    ],
)
def test_rows_are_sorted_by_any_column_those_without_last_and_equal_ones_as_they_were(
    scored: vl.Comparison, sort: str | None, descending: bool, found: list[str]
) -> None:
    table = scored.show(sort=sort, descending=descending, where={"max_tokens": 64})
    assert labels(table) == found


def test_rows_of_two_columns_are_sorted_by_how_much_the_second_is_above_the_first(
    scored: vl.Comparison,
) -> None:
    table = scored.show(difference=[TERSE, WARM], sort="contains_expected", where={"max_tokens": 64})
    assert labels(table) == [SUM, CAPITAL, AUTHOR, SAID]
    table.change(sort="length", descending=True)
    assert labels(table) == [CAPITAL, SUM, AUTHOR, SAID]
    table.change(difference=[WARM, TERSE])
    assert labels(table) == [SAID, SUM, AUTHOR, CAPITAL]
    table.change(sort="reply", descending=False)
    assert labels(table) == [SAID, SUM, AUTHOR, CAPITAL]


def test_of_two_columns_that_are_compared_only_their_cells_count(scored: vl.Comparison) -> None:
    table = scored.show(columns=["system_prompt", "max_tokens"], difference=[(WARM, 16), (TERSE, 64)])
    assert table._page["heads"] == [
        f"system_prompt {WARM} · max_tokens 16",
        f"system_prompt {TERSE} · max_tokens 64",
    ]
    table.change(where={"outcome": "failed"})
    assert labels(table) == []
    table.change(difference=None)
    assert labels(table) == [CAPITAL]
