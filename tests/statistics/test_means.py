"""Means, and intervals that hold what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicelab.statistics.means import mean_interval, mean_opinion_score


@pytest.mark.parametrize(
    ("count", "quantile"), [(2, 12.7062), (3, 4.3027), (4, 3.1824), (6, 2.5706), (31, 2.0423), (2000, 1.9612)]
)
def test_a_mean_has_the_interval_of_students_tables(count: int, quantile: float) -> None:
    values = np.arange(float(count))
    interval = mean_interval(values)
    half = quantile * values.std(ddof=1) / math.sqrt(count)
    assert interval.count == count
    assert interval.value == pytest.approx(values.mean())
    assert interval.high - interval.value == pytest.approx(half, rel=1e-4)
    assert interval.value - interval.low == pytest.approx(half, rel=1e-4)


def test_missing_values_are_left_out() -> None:
    assert mean_interval([1.0, math.nan, 3.0]).count == 2
    assert mean_interval([1.0, math.nan, 3.0]).value == 2.0


def test_one_value_gives_no_spread() -> None:
    interval = mean_interval([5.0])
    assert interval.value == 5.0
    assert math.isnan(interval.low)
    assert math.isnan(mean_interval([]).value)


def test_the_interval_holds_the_truth_nineteen_times_of_twenty() -> None:
    random = np.random.default_rng(7)
    held = 0
    for _ in range(2000):
        interval = mean_interval(random.normal(10.0, 3.0, size=4))
        held += interval.low <= 10.0 <= interval.high
    assert held / 2000 == pytest.approx(0.95, abs=0.02)


def test_repeats_of_one_case_count_as_one() -> None:
    repeated = mean_interval([1.0, 1.0, 2.0, 4.0, math.nan, 6.0], cluster=["a", "a", "b", "c", "d", "c"])

    assert repeated == mean_interval([1.0, 2.0, 5.0])


def test_votes_of_an_opinion_stay_within_their_scale() -> None:
    score = mean_opinion_score([5, 5, 4, 5, None])

    assert (score.value, score.high, score.count) == (4.75, 5.0, 4)
    assert score.low == pytest.approx(4.75 - 3.1824 * 0.5 / 2, abs=1e-3)
    with pytest.raises(ValueError, match=r"from 1 .* to 5 .*, not 0"):
        mean_opinion_score([4, 0])


def test_votes_that_all_agree_say_nothing_of_their_spread() -> None:
    assert math.isnan(mean_opinion_score([5, 5, 5]).low)


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        mean_interval([1.0, math.inf])
