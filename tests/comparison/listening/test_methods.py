"""Which ratings a method of listening tests has."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.comparison.listening.methods import method_named


@pytest.mark.parametrize(
    ("method", "ratings"),
    [
        ("pairs", [1, 1]),
        ("pairs", [2, 0]),
        ("opinion", [0]),
        ("opinion", [6]),
        ("opinion", [4.0]),
        ("opinion", [True]),
        ("mushra", [50, 101]),
        ("mushra", ["50"]),
        ("mushra", [None]),
        ("mushra", [float("nan")]),
    ],
)
def test_a_rating_that_is_not_on_the_scale_is_refused(method: str, ratings: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"whole numbers from|both of a pair"):
        method_named(method).check(ratings)


def test_the_ends_of_a_scale_are_ratings() -> None:
    method_named("pairs").check([0, 0])
    method_named("opinion").check([1, 5])
    method_named("mushra").check([0, 100])
