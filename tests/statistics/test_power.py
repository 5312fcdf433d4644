"""How many cases are needed."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.statistics.difference import paired_difference
from voicelab.statistics.power import fewest_cases, needed_cases


@pytest.mark.parametrize(("effect", "cases"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_so_many_pairs_are_needed_as_g_power_says(effect: float, cases: int) -> None:
    # G*Power 3.1, t tests, matched pairs, two-tailed, alpha 0.05, power 0.8; scipy's nct gives the same.
    assert needed_cases(deviation=1.0, difference=-effect) == cases


def test_however_large_a_difference_is_the_test_must_be_able_to_tell_it() -> None:
    assert needed_cases(deviation=0.1, difference=10.0) == fewest_cases() == 6
    assert needed_cases(deviation=0.1, difference=10.0, comparisons=10) == fewest_cases(10) == 9


def test_several_comparisons_and_several_looks_need_more() -> None:
    once = needed_cases(1.0, 0.4)

    assert once < needed_cases(1.0, 0.4, comparisons=10)
    assert once < needed_cases(1.0, 0.4, sequential=True) < 4 * once


@pytest.mark.parametrize("sequential", [False, True])
def test_with_so_many_cases_four_of_five_differences_are_told(sequential: bool) -> None:
    random = np.random.default_rng(14)
    cases = needed_cases(1.0, 0.6, sequential=sequential)
    told = [
        paired_difference(
            random.normal(0.6, 1.0, cases), np.zeros(cases), sequential=sequential
        ).is_told_apart
        for _ in range(300)
    ]
    assert np.mean(told) == pytest.approx(0.8, abs=0.08)
