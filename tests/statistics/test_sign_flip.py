"""The sign-flip test."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.statistics.sign_flip import sign_flip_p_value

# Darwin's 15 pairs of maize, cross-fertilised less self-fertilised, in eighths of an inch. Fisher counted by
# hand (*The Design of Experiments*, 1935, section 21): in 863 of 32,768 the sum is as large.
DARWINS_MAIZE = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=np.float64)


def test_the_test_counts_what_fisher_counted() -> None:
    assert sign_flip_p_value(DARWINS_MAIZE) == 2 * 863 / 32_768


def test_of_truths_it_is_mcnemars_exact_test() -> None:
    # Airway hyper-responsiveness before and after stem cell transplantation: 1 of 21 children changed one
    # way, 7 the other. Fagerland, Lydersen and Laake (2013): exact conditional p = 0.070.
    children = np.array([1.0] * 1 + [-1.0] * 7 + [0.0] * 13)
    # Approval of a prime minister, in Agresti's *Categorical Data Analysis*; scipy's binomtest(86, 236).
    approval = np.array([1.0] * 150 + [-1.0] * 86 + [0.0] * 1364)

    assert sign_flip_p_value(children) == pytest.approx(18 / 256)
    assert sign_flip_p_value(approval) == pytest.approx(3.715936139571442e-05, rel=1e-9)


def test_drawn_signs_tell_what_all_of_them_tell() -> None:
    values = np.random.default_rng(4).normal(0.5, 1.0, size=16)
    # A seventeenth that is next to nothing: its signs are drawn, and change nothing.
    drawn = sign_flip_p_value(np.append(values, 1e-6))

    assert drawn == pytest.approx(sign_flip_p_value(values), abs=0.01)


@pytest.mark.parametrize("count", [10, 40])
def test_where_nothing_differs_chance_explains_it(count: int) -> None:
    assert sign_flip_p_value(np.zeros(count)) == 1.0
    assert sign_flip_p_value(np.tile([0.1, -0.1, 0.2, -0.2], count)) == 1.0


def test_by_chance_it_tells_a_difference_once_in_twenty_times_at_most() -> None:
    random = np.random.default_rng(6)
    told = [sign_flip_p_value(random.standard_t(3, size=12)) <= 0.05 for _ in range(1_000)]

    assert np.mean(told) == pytest.approx(0.05, abs=0.02)
