"""Verdicts in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicelab.statistics.difference import Difference, paired_difference
from voicelab.statistics.verdicts import verdict

BETTER = Difference(
    value=0.08, low=0.021, high=0.142, p_value=0.01, cases=120, left_out=0, deviation=0.33, of_truths=True
)
UNCLEAR = replace(BETTER, value=0.03, low=-0.03, high=0.092, p_value=0.4, cases=110, deviation=0.33)
QUICKER = replace(
    BETTER, value=-412.3, low=-655.0, high=-171.0, deviation=900.0, of_truths=False, a="new", b="old"
)


@pytest.mark.parametrize(
    ("difference", "sentence"),
    [
        (BETTER, "A is better than B by 8 points (2 to 14)"),
        (
            replace(BETTER, left_out=1),
            "A is better than B by 8 points (2 to 14); left out for want of a value: 1 case",
        ),
    ],
)
def test_the_better_one_is_named_first(difference: Difference, sentence: str) -> None:
    assert verdict(difference) == sentence


def test_a_lower_latency_is_better_and_counted_in_its_unit() -> None:
    assert (
        verdict(QUICKER, higher_is_better=False, unit="ms") == "new is better than old by 412 ms (171 to 655)"
    )
    assert verdict(QUICKER, higher_is_better=None, unit="s", scale=0.001) == (
        "old is higher than new by 0.41 s (0.17 to 0.66)"
    )


def test_what_is_not_told_apart_says_how_many_cases_would_tell_it() -> None:
    said = verdict(UNCLEAR)

    assert said == (
        "A and B are not told apart (−3 to 9 points): about 840 more cases would be needed to tell 3 points"
    )
    assert "about 1,400 more" in verdict(replace(UNCLEAR, comparisons=6, p_value=1.0))


def test_what_would_take_too_many_cases_is_not_asked_for() -> None:
    assert verdict(replace(UNCLEAR, value=0.002)).endswith(
        "more than 10,000 cases would be needed to tell 0.2 points"
    )
    assert verdict(replace(UNCLEAR, value=0.0)).endswith("the same on average of 110 cases")


def test_too_few_cases_tell_nothing() -> None:
    assert verdict(paired_difference([1.2, 1.4, 1.3], [1.0, 1.1, 1.3])) == (
        "A and B are not told apart: too few cases (3), at least 6 are needed"
    )
    assert verdict(paired_difference([], [])) == (
        "A and B are not told apart: too few cases (0), at least 6 are needed"
    )


def test_differences_that_do_not_vary_are_said_as_they_are() -> None:
    assert verdict(paired_difference([1.5] * 8, [1.0] * 8)) == "A is better than B by 0.5 in each of 8 cases"
    assert verdict(paired_difference([1.5] * 8, [1.5] * 8)).endswith("they are the same in each of 8 cases")
    assert verdict(paired_difference([1.5] * 8, [1.0] * 8, sequential=True)).endswith("cannot be told")


def test_a_verdict_is_by_the_corrected_p_value() -> None:
    corrected = replace(BETTER, p_value=0.06, comparisons=6)

    assert verdict(corrected).startswith("A and B are not told apart (2 to 14 points, but p = 0.06)")
