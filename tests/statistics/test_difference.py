"""Differences between two settings on the same cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicelab.statistics.difference import Difference, paired_difference

measured = st.lists(
    st.tuples(*[st.floats(-1_000, 1_000).map(lambda value: round(value, 2))] * 2), min_size=1, max_size=25
)


def sides(pairs: list[tuple[float, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = np.array(pairs).T
    return a, b


def said(difference: Difference) -> tuple[float, ...]:
    return difference.value, difference.low, difference.high, difference.p_value, difference.deviation


@settings(max_examples=60, deadline=None)
@given(measured)
def test_b_less_a_is_the_mirror_image_of_a_less_b(pairs: list[tuple[float, float]]) -> None:
    a, b = sides(pairs)
    forth, back = (paired_difference(*each, of_truths=False) for each in ((a, b), (b, a)))

    mirrored = (-back.value, -back.high, -back.low, back.p_value, back.deviation)
    assert said(forth) == pytest.approx(mirrored, rel=1e-9, abs=1e-9, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(measured, st.integers(-1_000, 1_000))
def test_neither_the_order_of_the_cases_nor_what_both_have_more_changes_a_difference(
    pairs: list[tuple[float, float]], more: int
) -> None:
    order = np.random.default_rng(more + 1_000).permutation(len(pairs))
    a, b = sides(pairs)
    plain = paired_difference(a, b, of_truths=False)
    other = paired_difference(a[order] + more, b[order] + more, of_truths=False)

    assert said(plain) == pytest.approx(said(other), rel=1e-6, abs=1e-6, nan_ok=True)


def test_repeats_are_averaged_and_missing_cases_counted() -> None:
    a = [1.0, 3.0, 5.0, math.nan, 7.0, 1.0]
    b = [0.0, 0.0, math.nan, 4.0, None, 2.0]
    difference = paired_difference(a, b, cluster=["x", "x", "y", "y", "z", "w"])

    # x: 2 less 0, y: 5 less 4, w: 1 less 2; of z, B has no value.
    assert difference.value == pytest.approx(2 / 3)
    assert (difference.cases, difference.left_out) == (3, 1)


def test_truths_have_bonett_and_prices_interval() -> None:
    # Bentur and others (2009), in Fagerland, Lydersen and Laake's *Statistical Analysis of Contingency
    # Tables*, chapter 8: Wald's interval with Bonett and Price's adjustment.
    before = [1] + [1] + [0] * 7 + [0] * 12
    after = [1] + [0] + [1] * 7 + [0] * 12
    difference = paired_difference(before, after)

    assert difference.of_truths
    assert difference.value == pytest.approx(-6 / 21)
    assert (difference.low, difference.high) == pytest.approx((-0.5084, -0.0134), abs=1e-4)


def test_a_measure_has_students_interval_over_its_cases() -> None:
    # R's sleep data (Student, 1908), hours of sleep that two drugs add: t.test(…, paired = TRUE).
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    difference = paired_difference(first, second)

    assert difference.value == pytest.approx(-1.58)
    assert (difference.low, difference.high) == pytest.approx((-2.459886, -0.700114), abs=1e-6)


def test_fewer_than_five_cases_and_cases_that_do_not_vary_have_no_interval() -> None:
    assert math.isnan(paired_difference([1.5, 2.0, 2.5, 3.0], [1.0] * 4).low)
    same = paired_difference([1.5] * 8, [1.0] * 8)
    assert math.isnan(same.low)
    assert same.is_told_apart
    assert not paired_difference([1.5] * 8, [1.5] * 8).is_told_apart


def test_truths_that_all_agree_are_not_known_to_agree() -> None:
    agreed = paired_difference([True] * 10, [True] * 10)

    assert -0.5 < agreed.low < -0.2
    assert 0.2 < agreed.high < 0.5
    assert agreed.p_value == 1.0


def test_without_a_case_in_common_there_is_no_difference() -> None:
    nothing = paired_difference([1.0, None], [None, 1.0])

    assert math.isnan(nothing.value)
    assert (nothing.cases, nothing.left_out, nothing.p_value) == (0, 2, 1.0)
    assert paired_difference([], []).cases == 0


def test_sides_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="as many of each: 2 and 1"):
        paired_difference([1, 0], [1])


@pytest.mark.soak
@pytest.mark.parametrize("count", [5, 10, 30, 100])
def test_the_true_difference_lies_in_the_interval_nineteen_times_of_twenty(count: int) -> None:
    random = np.random.default_rng(count)
    held = np.zeros(2)
    for _ in range(2_000):
        luck = random.random((2, count, 3))
        passed = paired_difference(
            luck[0].ravel() < 0.9, luck[1].ravel() < 0.8, cluster=np.repeat(np.arange(count), 3)
        )
        lengths = random.lognormal(0.0, 0.5, size=count)
        slow, quick = lengths * random.lognormal(0.0, 0.3, size=(2, count))
        lasted = paired_difference(slow, 0.9 * quick)
        held += passed.low <= 0.1 <= passed.high, lasted.low <= 0.1 * np.exp(0.17) <= lasted.high
    assert held[0] / 2_000 >= 0.94
    assert 0.94 <= held[1] / 2_000 <= 0.975
