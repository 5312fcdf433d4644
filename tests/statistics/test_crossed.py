"""Means of ratings of several people and several inputs, and intervals that hold what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicelab.statistics.crossed import crossed_mean
from voicelab.statistics.means import mean_interval


def test_of_one_rater_it_is_the_interval_over_inputs_and_of_one_input_that_over_raters() -> None:
    values = [1.0, 4.0, 2.0, 5.0]
    usual = mean_interval(values)
    for sides in ({"rows": "A" * 4, "columns": "wxyz"}, {"rows": "ABCD", "columns": "w" * 4}):
        crossed = crossed_mean(values, **sides)
        assert (crossed.value, crossed.count) == (usual.value, 4)
        assert [crossed.low, crossed.high] == pytest.approx([usual.low, usual.high])


@pytest.mark.parametrize(("raters", "inputs"), [(5, 10), (10, 20), (20, 5)])
def test_the_interval_holds_the_truth_about_nineteen_times_of_twenty(raters: int, inputs: int) -> None:
    random = np.random.default_rng(7)
    rows, columns = np.repeat(np.arange(raters), inputs), np.tile(np.arange(inputs), raters)
    held = 0
    for _ in range(1000):
        table = random.normal(0.0, 0.5, (raters, 1)) + random.normal(0.0, 0.4, (1, inputs))
        values = 3.0 + table + random.normal(0.0, 0.7, (raters, inputs))
        interval = crossed_mean(values.ravel(), rows=rows, columns=columns)
        held += interval.low <= 3.0 <= interval.high
    assert 0.93 <= held / 1000 <= 0.985


def test_who_rates_more_does_not_make_the_mean_surer_than_the_raters_are() -> None:
    few = crossed_mean([2, 4], rows="AB", columns=[1, 1])
    many = crossed_mean([2, 4] * 50, rows="AB" * 50, columns=[place // 2 for place in range(100)])
    assert many.high - many.low == pytest.approx(few.high - few.low, rel=0.01)


def test_missing_values_are_left_out_and_those_that_are_alike_say_nothing_of_the_spread() -> None:
    assert crossed_mean([3, None, math.nan], rows="ABC", columns="xyz").value == 3.0
    for values in ([], [4], [4, 4, 4]):
        interval = crossed_mean(values, rows="ABC"[: len(values)], columns="xyz"[: len(values)])
        assert math.isnan(interval.low)
        assert math.isnan(interval.high)
    with pytest.raises(ValueError, match="cluster needs an entry"):
        crossed_mean([1, 2], rows="A", columns="xy")


def test_an_interval_ends_where_the_scale_does() -> None:
    interval = crossed_mean([5, 5, 1, 5], rows="ABCD", columns="wxyz").within(1.0, 5.0)
    assert (interval.low, interval.high) == (1.0, 5.0)
