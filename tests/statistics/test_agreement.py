"""Agreement of raters."""

from __future__ import annotations

import math

import pytest

from voicelab.statistics.agreement import Level, krippendorff_alpha

# Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), example C: 4 observers, 12 units.
OBSERVERS: list[list[float | str | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_that_of_krippendorffs_example(level: Level, alpha: float) -> None:
    assert krippendorff_alpha(OBSERVERS, level) == pytest.approx(alpha, abs=5e-4)


def test_words_agree_as_names_only() -> None:
    words: list[list[float | str | None]] = [["good", "bad", "good", None], ["good", "bad", "good", "bad"]]

    assert krippendorff_alpha(words) == 1.0
    with pytest.raises(ValueError, match="words have no order"):
        krippendorff_alpha(words, "ordinal")


def test_raters_who_always_differ_agree_less_than_by_chance() -> None:
    assert krippendorff_alpha([[1, 2, 1, 2], [2, 1, 2, 1]]) < -0.5


def test_where_there_was_nothing_to_disagree_on_alpha_is_unknown() -> None:
    assert math.isnan(krippendorff_alpha([[1, 1], [1, 1]]))
    assert math.isnan(krippendorff_alpha([[1, None], [None, 2]]))


def test_raters_of_different_units_are_refused() -> None:
    with pytest.raises(ValueError, match="for each unit"):
        krippendorff_alpha([[1, 2], [1]])
