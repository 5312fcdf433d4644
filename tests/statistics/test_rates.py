"""Rates and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicelab.statistics.rates import pass_rate, wilson_ends


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("passed", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_rate_has_the_interval_of_newcombes_table(passed: int, count: int, low: float, high: float) -> None:
    rate = pass_rate([True] * passed + [False] * (count - passed) + [None])

    assert (rate.value, rate.count) == (passed / count, count)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("truth", [False, True])
def test_rates_lie_in_their_intervals_where_all_are_alike(truth: bool) -> None:
    for count in range(1, 50):
        rate = pass_rate([truth] * count)
        assert rate.low <= rate.value <= rate.high


def test_repeats_that_always_agree_say_no_more_than_their_cases() -> None:
    cases = [True] * 14 + [False] * 6
    repeated = pass_rate(np.repeat(cases, 5), cluster=np.repeat(np.arange(20), 5).tolist())

    alone = pass_rate(cases)
    assert (repeated.value, repeated.count) == (alone.value, 20)
    assert repeated.low <= alone.low
    assert alone.high <= repeated.high <= alone.high + 0.02


def test_repeats_that_are_drawn_anew_say_nearly_as_much_as_cases() -> None:
    truths = np.random.default_rng(3).random(500) < 0.7
    repeated = pass_rate(truths, cluster=np.repeat(np.arange(100), 5).tolist())

    low, high = wilson_ends(float(truths.mean()), 500)
    assert repeated.high - repeated.low == pytest.approx(high - low, rel=0.15)


def test_where_every_repeat_passes_each_case_counts_once() -> None:
    assert pass_rate([1] * 12, cluster=["a", "b", "c", "d"] * 3).low == wilson_ends(1.0, 4)[0]


def test_what_is_no_truth_has_no_rate() -> None:
    with pytest.raises(ValueError, match=r"truths, 0 or 1, not of 0\.5"):
        pass_rate([1, 0.5])
    assert math.isnan(pass_rate([None]).value)


@pytest.mark.soak
def test_rates_of_repeated_cases_hold_the_truth_nineteen_times_of_twenty() -> None:
    random = np.random.default_rng(5)
    names = np.repeat(np.arange(20), 3).tolist()
    held = 0
    for _ in range(4_000):
        chances = random.beta(3.0, 1.0, size=20)
        truths = random.random((20, 3)) < chances[:, None]
        rate = pass_rate(truths.ravel(), cluster=names)
        held += rate.low <= 0.75 <= rate.high
    assert 0.94 <= held / 4_000 <= 0.985
