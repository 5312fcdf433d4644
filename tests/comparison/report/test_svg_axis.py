"""Axes of charts that are drawn as SVG."""

from __future__ import annotations

import math

import pytest

from voicelab.comparison.report.svg_axis import Axis


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.0, 1.0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([-1.3, 0.7], ["-1", "-0.5", "0", "0.5"]),
        ([0.0, 12_345.0], ["0", "5,000", "10,000"]),
        ([5.0, 5.0], ["3", "4", "5", "6", "7"]),
        ([0.0, 0.0, math.nan], ["-0.4", "-0.2", "0", "0.2", "0.4"]),
    ],
)
def test_round_values_are_written_within_the_axis(values: list[float], texts: list[str]) -> None:
    axis = Axis.over(values, 0.0, 360.0)
    assert [text for _, text in axis.ticks()] == texts
    assert all(-0.01 <= pixel <= 360.01 for pixel, _ in axis.ticks())


def test_a_logarithmic_axis_has_as_much_room_for_each_power_of_ten() -> None:
    axis = Axis.over([0.1, 10.0], 0.0, 400.0, is_logarithmic=True)
    assert [axis.at(value) for value in (0.1, 1.0, 10.0)] == pytest.approx([0.0, 200.0, 400.0])
    assert [text for _, text in axis.ticks()] == ["0.1", "1", "10"]


def test_shares_are_written_in_percent_and_upwards_is_less() -> None:
    axis = Axis.over([0.0, 0.5], 300.0, 0.0, is_share=True)
    assert [text for _, text in axis.ticks()] == ["0%", "20%", "40%"]
    assert [pixel for pixel, _ in axis.ticks()] == pytest.approx([300.0, 180.0, 60.0])
