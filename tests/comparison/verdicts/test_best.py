"""The best values of what varies, and why."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.comparison.verdicts.made_cells import BRIAN, JENNY, RIGHT, RYAN, made_cells
from voicelab.comparison.verdicts.best import Candidates
from voicelab.comparison.verdicts.matched_values import matched_measure

CELLS = made_cells(
    {RYAN: [[False]] * 14 + [[True]] * 6, JENNY: [[True]] * 20, BRIAN: [[True]] * 19 + [[False]]},
    first_audio_ms=[200.0 + place for place in range(20)]
    + [900.0 + place for place in range(20)]
    + [500.0 + place for place in range(20)],
)


def best(cells: pd.DataFrame, *measures: str, names: Any = ("voice",), alike: Any = ()) -> Candidates:
    candidates = Candidates(cells, list(names), list(alike), "USD")
    for name in measures:
        candidates.weigh(matched_measure(name, [RIGHT]))
    return candidates


def voice(candidates: Candidates, cells: pd.DataFrame = CELLS) -> str:
    return str(cells["voice"].iloc[candidates.best])


def test_without_more_to_weigh_it_is_the_one_with_the_best_mean() -> None:
    found = best(CELLS, "right")
    assert voice(found) == JENNY
    assert found.why == [
        f"right: {JENNY} has the best mean, 100.0%, and is told apart from 1 of 2 others",
        f"right: {JENNY} and {BRIAN} are not told apart (−11 to 20 points): about 190 more cases would be "
        "needed to tell 5 points",
    ]


def test_of_those_that_are_not_told_apart_it_is_the_quickest() -> None:
    """Ryan is quicker still, but wrong more often for sure."""
    found = best(CELLS, "right", "first_audio_ms")
    assert voice(found) == BRIAN
    assert found.why[2] == f"first_audio_ms: {BRIAN} has the best mean, 509.5 ms"
    assert found.why[3].startswith(f"first_audio_ms: {BRIAN} is better than {JENNY} by 400 ms")


def test_what_fails_more_often_is_out_before_its_score_is_looked_at() -> None:
    cells = CELLS.copy()
    cells.loc[cells["voice"].eq(JENNY) & cells["case"].ne("case-0"), "outcome"] = "failed"
    found = best(cells, "right")
    assert voice(found, cells) == BRIAN
    assert found.why[0].startswith("failed: ")


def test_what_else_varies_is_averaged_over() -> None:
    loud = CELLS.assign(noise_db=10.0, right=~CELLS["right"].astype(bool), turn=CELLS["turn"] + 100)
    cells = pd.concat(
        [CELLS.assign(noise_db=np.nan), loud, loud.assign(turn=loud["turn"] + 100, noise_db=5.0)]
    )
    assert voice(best(cells, "right", alike=["noise_db"]), cells) == RYAN


def test_equals_are_the_first_that_was_given() -> None:
    cells = made_cells({RYAN: [[True]] * 8, JENNY: [[True]] * 8})
    found = best(cells, "right")
    assert voice(found, cells) == RYAN
    assert found.why[1].endswith("they are the same in each of 8 cases")


def test_cases_that_one_alone_was_asked_do_not_make_it_the_best() -> None:
    """Ryan has the easy ones alone, of which Jenny is better, and the hard ones as well."""
    easy = [4.0, 4.5, 3.5] * 4
    cells = made_cells({RYAN: [[True]] * 12, JENNY: [[True]] * 32}).assign(
        first_audio_ms=[
            *(1000.0 / value for value in easy),
            *(800.0 / value for value in easy),
            *[2000.0] * 20,
        ]
    )
    found = best(cells, "first_audio_ms")
    assert voice(found, cells) == JENNY
    assert found.why[0] == f"first_audio_ms: {JENNY} has the best mean, 202.1 ms on the cases that all have"


def test_what_is_worse_for_sure_is_not_the_best_though_no_case_is_shared_by_all() -> None:
    """Brian was asked other cases than Ryan, and Jenny all of them."""
    cells = made_cells({RYAN: [[True]] * 12, JENNY: [[True]] * 32, BRIAN: [[None]] * 12 + [[True]] * 20})
    quick, slow = [100.0 + place for place in range(12)], [2000.0 + place for place in range(20)]
    times = [*(each + 50.0 + each % 2 for each in quick), *quick, *slow, *[math.nan] * 12, *slow]
    cells = cells.assign(first_audio_ms=times)
    assert voice(best(cells, "first_audio_ms"), cells) == JENNY


def test_what_has_no_value_is_out_and_what_has_no_direction_is_refused() -> None:
    cells = made_cells({RYAN: [[None]] * 8, JENNY: [[False]] * 8}, completion_tokens=7)
    assert voice(best(cells, "right"), cells) == JENNY
    assert best(cells, "right").why == [
        f"right: {JENNY} has the best mean, 0.0%; 1 has no value and is out",
    ]
    with pytest.raises(ValueError, match=r"neither more nor less of 'completion_tokens'.*vl.scores.declare"):
        best(cells, "completion_tokens")
    with pytest.raises(ValueError, match="no cell that is left has a value of 'right'"):
        best(cells.assign(right=pd.array([None] * 16, "boolean")), "right")
