"""Strengths by preferences, and intervals that hold what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicelab.statistics.strengths import bradley_terry


def test_two_contestants_have_the_odds_of_their_wins() -> None:
    # With many games the weak prior hardly counts: 3 to 1 is a difference of log 3.
    strengths, shares = bradley_terry(np.array([[0.0, 3000.0], [1000.0, 0.0]]))
    assert strengths[0].value - strengths[1].value == pytest.approx(math.log(3.0), rel=0.01)
    assert strengths[0].value == -strengths[1].value
    assert shares[0].low < shares[0].value < shares[0].high


def test_one_who_always_wins_is_first_and_finite() -> None:
    strengths, _ = bradley_terry(np.array([[0.0, 5.0], [0.0, 0.0]]))
    assert 0 < strengths[0].value < 5
    assert math.isfinite(strengths[0].high)


def test_without_games_nobody_is_stronger() -> None:
    strengths, shares = bradley_terry(np.zeros((3, 3)))
    assert [each.value for each in strengths] == [0.0, 0.0, 0.0]
    assert [each.value for each in shares] == [0.5, 0.5, 0.5]
    assert strengths[0].high > 1.5


def test_more_games_narrow_the_interval() -> None:
    few, _ = bradley_terry(np.array([[0.0, 6.0], [4.0, 0.0]]))
    many, _ = bradley_terry(np.array([[0.0, 60.0], [40.0, 0.0]]))
    assert many[0].high - many[0].low < few[0].high - few[0].low


def test_true_strengths_lie_in_the_intervals_nineteen_times_of_twenty() -> None:
    random = np.random.default_rng(11)
    truth = np.array([0.6, 0.1, -0.7])
    held = total = 0
    for _ in range(300):
        wins = np.zeros((3, 3))
        for first, second in ((0, 1), (0, 2), (1, 2)):
            chance = 1.0 / (1.0 + math.exp(truth[second] - truth[first]))
            wins[first, second] = random.binomial(30, chance)
            wins[second, first] = 30 - wins[first, second]
        strengths, _ = bradley_terry(wins)
        held += sum(each.low <= true <= each.high for each, true in zip(strengths, truth, strict=True))
        total += 3
    assert held / total == pytest.approx(0.95, abs=0.025)
