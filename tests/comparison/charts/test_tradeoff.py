"""Trade-offs between two measures."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.comparison.charts.frames import FIRST_AUDIO, RIGHT, summary_of
from voicelab.comparison.charts.tradeoff import Tradeoff, tradeoff

NAN = float("nan")


def found_of(*rows: tuple[str, float, float], y: Any = RIGHT) -> Tradeoff | None:
    several = [{"voice": voice, "right": right, "first_audio_ms": late} for voice, right, late in rows]
    return tradeoff(summary_of(several, "right", "first_audio_ms"), ["voice"], FIRST_AUDIO, y)


def test_those_that_no_other_beats_are_on_the_front_quick_ones_first() -> None:
    found = found_of(
        ("right", 0.9, 900.0), ("quick", 0.5, 300.0), ("neither", 0.5, 900.0), ("also quick", 0.5, 300.0)
    )
    assert found is not None
    assert found.has_front
    assert [(point.label, point.x.value) for point in found.front] == [
        ("quick", 0.3),
        ("also quick", 0.3),
        ("right", 0.9),
    ]


def test_there_is_no_front_where_nobody_knows_which_way_is_better() -> None:
    found = found_of(
        ("a", 0.9, 900.0), ("b", 0.5, 300.0), y=dataclasses.replace(RIGHT, higher_is_better=None)
    )
    assert found is not None
    assert not found.has_front
    assert found.front == ()


def test_a_combination_that_lacks_a_measure_is_no_point() -> None:
    found = found_of(("a", NAN, 900.0), ("b", 0.5, 300.0))
    assert found is not None
    assert [point.label for point in found.points] == ["b"]
    assert found_of(("a", NAN, 900.0), ("b", 0.5, NAN)) is None


def test_a_trade_off_is_between_two_measures() -> None:
    with pytest.raises(ValueError, match="'first_audio_ms' is given for both"):
        found_of(("a", 0.5, 300.0), y=FIRST_AUDIO)
