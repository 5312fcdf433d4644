"""How much the repeats of cases say."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.statistics.difference import paired_difference
from voicelab.statistics.repeats import effective_repeats


def test_repeats_that_are_all_alike_say_as_much_as_one() -> None:
    shares = np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0]])
    assert effective_repeats(shares, np.full(4, 5.0)) == 1.0
    assert effective_repeats(np.ones((2, 4)), np.full(4, 5.0)) == 1.0


def test_repeats_that_differ_as_much_as_cases_do_say_as_much_as_there_are() -> None:
    shares = np.array([[0.4, 0.6, 0.4, 0.6], [0.6, 0.4, 0.6, 0.4]])
    assert effective_repeats(shares, np.full(4, 5.0)) == 5.0
    assert effective_repeats(shares, np.ones(4)) == 1.0


def test_of_cases_that_are_harder_than_others_repeats_say_something_between() -> None:
    shares = np.array([[0.9, 0.1, 0.8, 0.3], [0.7, 0.2, 0.9, 0.1]])
    assert 1.0 < effective_repeats(shares, np.full(4, 10.0)) < 5.0


def test_a_difference_of_truths_is_surer_with_repeats_unless_these_are_alike() -> None:
    random = np.random.default_rng(4)
    cases = np.repeat(np.arange(20), 8)
    left, right = random.random((2, 160)) < [[0.9], [0.6]]
    one = paired_difference(left[::8], right[::8])
    several = paired_difference(left, right, cluster=cases)
    alike = paired_difference(np.repeat(left[::8], 8), np.repeat(right[::8], 8), cluster=cases)
    assert several.high - several.low < 0.6 * (one.high - one.low)
    assert (alike.low, alike.high) == pytest.approx((one.low, one.high))


def test_shares_say_as_much_as_the_truths_that_they_are_of() -> None:
    random = np.random.default_rng(5)
    left, right = random.random((2, 20, 8)) < [[[0.9]], [[0.6]]]
    shares = paired_difference(
        left.mean(axis=1), right.mean(axis=1), of_truths=True, repeats=np.full(20, 8.0)
    )
    truths = paired_difference(left.ravel(), right.ravel(), cluster=np.repeat(np.arange(20), 8))
    assert (shares.low, shares.high) == pytest.approx((truths.low, truths.high))
