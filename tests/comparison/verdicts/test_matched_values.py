"""Values of a measure under several settings, on the same cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.comparison.verdicts.made_cells import JENNY, RIGHT, RYAN, made_cells
from voicelab.comparison.verdicts.matched_values import FAILED, MatchedValues, matched_measure, matched_values

MEASURE = matched_measure("right", [RIGHT])


def of_right(cells: pd.DataFrame, *alike: str) -> MatchedValues:
    return matched_values(cells, MEASURE, ["voice"], alike)


def test_repeats_are_averaged_and_each_case_counts_as_one() -> None:
    cells = made_cells({JENNY: [[True, True, True, False], [False]], RYAN: [[True], [True]]})
    matched = of_right(cells)
    assert matched.values.tolist() == [[0.75, 0.0], [1.0, 1.0]]
    assert matched.means(0, 1) == (0.375, 1.0)
    difference = matched.difference(0, 1)
    assert (difference.value, difference.cases, difference.left_out) == (-0.625, 2, 0)
    assert difference.of_truths


def test_what_one_side_lacks_is_left_out_on_both() -> None:
    cells = made_cells({JENNY: [[True], [True], [True]], RYAN: [[True], [False], [True]]})
    cells.loc[cells["voice"].eq(RYAN) & cells["case"].eq("case-0"), "outcome"] = "failed"
    matched = of_right(cells)
    assert matched.means(0, 1) == (1.0, 0.5)
    assert (matched.difference(0, 1).cases, matched.difference(0, 1).left_out) == (2, 1)


def test_a_case_to_which_a_score_does_not_apply_is_not_missing() -> None:
    cells = made_cells({JENNY: [[True], [None]], RYAN: [[True], [None]]})
    assert of_right(cells).difference(0, 1).left_out == 0


def test_all_else_that_varies_is_alike_in_what_is_compared() -> None:
    """Ryan was asked with 64 tokens only, where everybody is right: that says nothing for him."""
    jenny, ryan = made_cells({JENNY: [[False, True]] * 6}), made_cells({RYAN: [[True]] * 6})
    cells = pd.concat([jenny.assign(max_tokens=[16, 64] * 6), ryan.assign(max_tokens=64)])
    assert of_right(cells, "max_tokens").means(0, 1) == (1.0, 1.0)


def test_a_cell_whose_engine_does_not_have_a_setting_is_alike_to_all_of_its_values() -> None:
    cascade = made_cells({JENNY: [[True]] * 3, RYAN: [[False]] * 3}, engine="cascade")
    realtime = made_cells({"": [[True]] * 3}, engine="realtime", session="other").assign(voice=None)
    cells = pd.concat([cascade, realtime])
    engines = matched_values(cells, MEASURE, ["engine"], ["voice"])
    assert engines.means(0, 1) == (0.5, 1.0)
    assert (engines.difference(0, 1).cases, engines.difference(0, 1).left_out) == (3, 0)
    assert cells.iloc[engines.compared]["engine"].tolist() == ["cascade", "realtime"]


def test_a_cell_whose_engine_does_not_have_what_is_compared_takes_no_part() -> None:
    cascade = made_cells({JENNY: [[True]] * 3, RYAN: [[False]] * 3}, engine="cascade")
    realtime = made_cells({"": [[True]] * 3}, engine="realtime", session="other").assign(voice=None)
    cells = pd.concat([realtime, cascade])
    voices = matched_values(cells, MEASURE, ["voice"], ["engine"])
    assert cells.iloc[voices.compared]["voice"].tolist() == [JENNY, RYAN]
    both = matched_values(cells, MEASURE, ["engine", "voice"], [])
    assert len(both.compared) == 3


def test_cases_that_ask_the_same_count_as_one_where_the_reply_is_measured() -> None:
    cells = made_cells({JENNY: [[True], [True], [False]], RYAN: [[True], [False], [False]]})
    cells["turn"] = [1, 1, 2, 3, 3, 4]  # the first two cases share their replies
    cells["first_audio_ms"] = [100.0, 100.0, 300.0, 200.0, 200.0, 200.0]
    measured = matched_values(cells, matched_measure("first_audio_ms", []), ["voice"], [])
    assert measured.difference(0, 1).cases == 2
    assert measured.mean(0) == 200.0
    assert of_right(cells).difference(0, 1).cases == 3


def test_of_failures_cells_that_failed_have_a_value() -> None:
    cells = made_cells({JENNY: [[True], [True]], RYAN: [[True], [True]]})
    cells["outcome"] = ["completed", "failed", "completed", "completed"]
    assert matched_values(cells, FAILED, ["voice"], []).values.tolist() == [[0.0, 1.0], [0.0, 0.0]]


def test_values_that_are_left_to_the_service_and_infinite_ones_are_told_apart() -> None:
    cells = made_cells({"": [[True], [False]]}, temperature=[np.nan, 0.5], reply_words=[np.inf, 3.0])
    matched = matched_values(cells, matched_measure("reply_words", []), ["temperature"], [])
    assert matched.values.shape == (2, 2)
    assert np.isnan(matched.mean(0))
    assert matched.mean(1) == 3.0


def test_a_measure_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no measure or score 'rihgt'; the nearest are: right"):
        matched_measure("rihgt", [RIGHT])
    with pytest.raises(ValueError, match="given by its name, a text such as 'cost', not None"):
        matched_measure(None, [RIGHT])  # type: ignore[arg-type]

    def right() -> None: ...

    with pytest.raises(ValueError, match="given by its name, a text such as 'right', not <function"):
        matched_measure(right, [RIGHT])  # type: ignore[arg-type]
