"""Percentiles and their intervals."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from voicelab.statistics.percentiles import percentile_interval


# Ranks of the median's 95 % interval, as in Conover's *Practical Nonparametric Statistics*.
@pytest.mark.parametrize(
    ("count", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (25, 8, 18), (100, 40, 61)]
)
def test_a_median_lies_between_the_ranks_of_the_tables(count: int, low: int, high: int) -> None:
    median = percentile_interval(np.random.default_rng(1).permutation(np.arange(1.0, count + 1)), 50)

    assert (median.value, median.low, median.high) == ((count + 1) / 2, low, high)


@pytest.mark.parametrize(("percent", "least"), [(50, 6), (95, 72), (99, 368)])
def test_an_end_that_so_few_values_cannot_tell_is_missing(percent: float, least: int) -> None:
    assert math.isnan(percentile_interval(range(least - 1), percent).high)
    assert percentile_interval(range(least), percent).high == least - 1


def test_repeats_of_one_case_say_no_more_than_the_case() -> None:
    values = np.random.default_rng(2).lognormal(size=40)
    alone = percentile_interval(values, 50)
    repeated = percentile_interval(np.repeat(values, 3), 50, cluster=np.repeat(np.arange(40), 3).tolist())

    assert repeated.count == 40
    assert repeated.low <= alone.low
    assert repeated.high >= alone.high


def test_a_percentile_beyond_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0 and below 100, not 100"):
        percentile_interval([1.0], 100)
    assert math.isnan(percentile_interval([], 50).value)


@pytest.mark.soak
@pytest.mark.parametrize(("percent", "count"), [(50, 10), (95, 100), (99, 500)])
def test_percentiles_of_latencies_hold_the_truth_at_least_nineteen_times_of_twenty(
    percent: float, count: int
) -> None:
    random = np.random.default_rng(13)
    truth = math.exp(NormalDist().inv_cdf(percent / 100))
    intervals = [percentile_interval(random.lognormal(size=count), percent) for _ in range(3_000)]
    missed = sum(each.low > truth or each.high < truth for each in intervals)
    assert missed / 3_000 <= 0.055
