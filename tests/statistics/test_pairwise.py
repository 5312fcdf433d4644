"""Differences between each two of several settings."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.statistics.difference import paired_difference
from voicelab.statistics.pairwise import corrected, holm, pairwise_differences


def test_p_values_are_corrected_as_in_holms_method() -> None:
    # The example of Wikipedia's article on the Holm-Bonferroni method; R's p.adjust(…, "holm") says the same.
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]).tolist() == []


def test_those_that_were_chosen_among_more_are_corrected_for_all_of_these() -> None:
    assert holm([0.01, 0.002], comparisons=6).tolist() == pytest.approx([0.05, 0.012])
    plain = paired_difference([1.0] * 9 + [0.0], [0.0] * 10)
    (chosen,) = corrected([plain], comparisons=3)
    assert chosen.comparisons == 3
    assert chosen.p_value == pytest.approx(3 * plain.p_value)
    assert (plain.test, chosen.test) == ("sign-flip test", "sign-flip test, Holm of 3")


def test_each_two_settings_are_compared_and_know_among_how_many() -> None:
    random = np.random.default_rng(8)
    old = random.normal(0.0, 1.0, size=40)
    values = {
        "old": old,
        "new": old + random.normal(0.7, 0.6, size=40),
        "short": random.normal(0.1, 1.0, size=40),
    }

    differences = pairwise_differences(values)

    assert [(each.a, each.b, each.comparisons) for each in differences] == [
        ("old", "new", 3),
        ("old", "short", 3),
        ("new", "short", 3),
    ]
    alone = [paired_difference(values[each.a], values[each.b]) for each in differences]
    assert [each.p_value for each in differences] == holm([each.p_value for each in alone]).tolist()
    assert [(each.low, each.high) for each in differences] == [(each.low, each.high) for each in alone]


def test_settings_that_are_all_alike_seem_to_differ_once_in_twenty_times_at_most() -> None:
    random = np.random.default_rng(9)
    wrong = 0
    for _ in range(150):
        truths = random.random((5, 30)) < 0.6
        prompts = {f"prompt {place}": row for place, row in enumerate(truths)}
        wrong += any(each.is_told_apart for each in pairwise_differences(prompts))
    assert wrong / 150 <= 0.05
