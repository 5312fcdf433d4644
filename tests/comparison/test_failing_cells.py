"""Which cells of a comparison went wrong."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.comparison.cell_facts import failure, score_text
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.failing_cells import failed, failing_cells
from voicelab.comparison.score_columns import score_columns
from voicelab.scores.dialogue_values import dialogue_values

CELLS = pd.DataFrame(
    [
        ("completed", None, None, None),
        ("failed", "timeout", "It took too long.", None),
        ("filtered", "content-filter", "The prompt was stopped.", "hate"),
        ("filtered", None, None, "hate"),
        ("no-match", None, "No speech could be recognised.", None),
        ("interrupted", "timeout", "It took too long.", None),
        ("interrupted", None, None, None),
    ],
    columns=["outcome", "error_code", "error_message", "filter_category"],
    dtype="string",
).assign(filter_severity=pd.NA)


def test_what_the_filter_stopped_and_what_was_not_understood_is_wrong_but_can_be_measured() -> None:
    assert list(failing_cells(CELLS, [])) == [False, True, True, True, True, True, False]
    assert list(failed(CELLS)) == [False, True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (0, ""),
        (2, "content-filter: The prompt was stopped."),
        (3, "filtered: hate"),
        (4, "no-match: No speech could be recognised."),
        (6, ""),
    ],
)
def test_each_says_why(cell: int, why: str) -> None:
    assert failure(CELLS.to_dict("records")[cell]) == why


def _dialogue(*turns: bool) -> Any:
    return dialogue_values([{"right": turn} for turn in turns])


def _right(higher_is_better: bool | None) -> Any:
    @vl.scores.declare(higher_is_better=higher_is_better)
    def right(exchange: Any, case: Any) -> bool:
        return True

    return right


SHARED: dict[str, list[Any]] = {
    "right": [{"right": True}, {"right": False}, None, _dialogue(True, True), _dialogue(True, False)]
}


@pytest.mark.parametrize(
    ("higher_is_better", "wrong"),
    [
        (True, [False, True, False, False, True]),
        (False, [True, False, False, True, True]),
        (None, [False] * 5),
    ],
)
def test_a_dialogue_is_wrong_where_one_turn_is_and_hides_no_other_cell(
    higher_is_better: bool | None, wrong: list[bool]
) -> None:
    columns, (score,) = score_columns(SHARED, (), {"right": _right(higher_is_better)})
    cells = pd.concat([CELLS[:1]] * 5, ignore_index=True).assign(**columns)
    assert list(failing_cells(cells, [score])) == wrong


def test_what_says_of_one_turn_that_it_is_wrong_is_written_in_percent() -> None:
    columns, (score,) = score_columns(SHARED, (), {"right": _right(True)})
    values = columns["right"]
    assert [score_text(value, score) for value in values] == ["100%", "0%", "", "100%", "50%"]


@pytest.mark.parametrize(("turns", "is_failed"), [(None, True), (1, False)])
def test_what_nobody_can_have_interrupted_is_to_be_run_again(turns: int | None, is_failed: bool) -> None:
    run = CellRun(exchange=an_exchange(turn=1, outcome="interrupted"), turns=turns)
    assert run.result(("session", 1), attempts=1, caller_characters=0).failed == is_failed
