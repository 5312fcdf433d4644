"""Distributions of measures: all values counted, whichever they are."""

from __future__ import annotations

import numpy as np
import pytest

from tests.comparison.charts.frames import FIRST_AUDIO, RIGHT, frame_of
from voicelab.comparison.charts.distributions import distributions


def test_three_values_are_three_lines_and_three_thousand_an_outline() -> None:
    many = np.random.default_rng(7).gamma(9.0, 100.0, 3_000)
    voices = ["few"] * 3 + ["many"] * 3_000
    found = distributions(
        frame_of(voice=voices, first_audio_ms=[500.0, 900.0, 1_400.0, *many]), ["voice"], FIRST_AUDIO
    )
    assert found is not None
    few, outline = found.rows
    assert (few.label, few.count, sorted(few.shares)[-4:]) == ("few", 3, [0.0, 1.0, 1.0, 1.0])
    assert (outline.label, outline.count) == ("many", 3_000)
    assert (outline.shares > 0).sum() > 30
    assert found.edges[0] == pytest.approx(many.min() / 1_000)
    assert found.edges[-1] == pytest.approx(many.max() / 1_000)


def test_a_percentile_is_marked_only_where_a_value_is_beyond_it() -> None:
    voices = [name for name, count in {"a": 1, "b": 20, "c": 100}.items() for _ in range(count)]
    found = distributions(frame_of(voice=voices, first_audio_ms=np.arange(121.0)), ["voice"], FIRST_AUDIO)
    assert found is not None
    assert [list(row.percentiles) for row in found.rows] == [[50], [50, 95], [50, 95, 99]]
    assert found.rows[1].percentiles[50] == pytest.approx(0.0105)


@pytest.mark.parametrize(
    ("values", "is_logarithmic"),
    [([1.0, 2.0, 60.0], True), ([1.0, 2.0, 3.0], False), ([0.0, 1.0, 60.0], False)],
)
def test_one_very_slow_turn_makes_the_axis_logarithmic_and_nothing_else_does(
    values: list[float], is_logarithmic: bool
) -> None:
    found = distributions(frame_of(first_audio_ms=values), [], FIRST_AUDIO)
    assert found is not None
    assert found.is_logarithmic is is_logarithmic
    assert found.rows[0].label == "all"
    assert (found.rows[0].shares > 0).sum() >= 2


@pytest.mark.parametrize("value", [0.0, 800.0, -3.0])
def test_values_that_are_all_the_same_are_one_line(value: float) -> None:
    found = distributions(frame_of(first_audio_ms=[value, value]), [], FIRST_AUDIO)
    assert found is not None
    assert (found.rows[0].shares > 0).sum() == 1
    assert found.edges[0] < value / 1_000 < found.edges[-1]


def test_cells_that_failed_have_no_value_and_those_that_share_a_reply_have_one() -> None:
    cells = frame_of(first_audio_ms=[500.0, 500.0, 900.0], outcome=["completed", "completed", "failed"])
    found = distributions(cells.assign(turn=[1, 1, 2]), [], FIRST_AUDIO)
    assert found is not None
    assert found.rows[0].count == 1
    assert distributions(cells.assign(outcome="failed"), [], FIRST_AUDIO) is None


def test_a_truth_has_no_distribution() -> None:
    with pytest.raises(ValueError, match="right is true or false"):
        distributions(frame_of(right=[True]), [], RIGHT)
