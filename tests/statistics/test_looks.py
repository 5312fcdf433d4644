"""Looking again and again."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.statistics.difference import paired_difference
from voicelab.statistics.looks import sequence_half_width, sequence_p_value


@pytest.mark.parametrize("count", [10, 50, 200])
def test_the_p_value_is_a_twentieth_where_the_sequence_ends(count: int) -> None:
    half = sequence_half_width(2.0, count)

    assert sequence_p_value(half, 2.0, count) == pytest.approx(0.05)
    assert sequence_p_value(1.1 * half, 2.0, count) < 0.05


def test_a_sequence_is_about_half_as_wide_again_as_one_interval() -> None:
    a, b = np.random.default_rng(10).normal(size=(2, 50))
    once, always = (paired_difference(a, b, sequential=looks) for looks in (False, True))

    assert 1.4 < (always.high - always.low) / (once.high - once.low) < 1.7


def wrong_at_some_look(sequential: bool, skills: float, trials: int) -> float:
    """Return in which share of trials two settings that are alike are told apart at one of 15 looks."""
    random = np.random.default_rng(12)
    wrong = 0
    for _ in range(trials):
        a, b = random.random((2, 150)) < skills
        wrong += any(
            paired_difference(a[:seen], b[:seen], sequential=sequential).is_told_apart
            for seen in range(10, 151, 10)
        )
    return wrong / trials


def test_who_looks_fifteen_times_is_wrong_more_than_once_in_twenty_without_a_sequence() -> None:
    assert wrong_at_some_look(sequential=False, skills=0.7, trials=120) > 0.08
    assert wrong_at_some_look(sequential=True, skills=0.7, trials=120) <= 0.05
