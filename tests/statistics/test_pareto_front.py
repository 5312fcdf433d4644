"""The Pareto front."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from voicelab.statistics.pareto_front import pareto_front

COARSE = st.sampled_from([-1.0, 0.0, 0.5, 2.0])


@given(st.lists(st.tuples(COARSE, COARSE), max_size=12))
def test_it_is_what_comparing_each_with_each_finds(points: list[tuple[float, float]]) -> None:
    def beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
        return one != other and one[0] >= other[0] and one[1] >= other[1]

    assert pareto_front(points) == [not any(beats(other, point) for other in points) for point in points]


def test_a_point_with_a_missing_value_is_not_on_it_and_hides_no_other() -> None:
    assert pareto_front([(math.nan, 9.0), (1.0, 1.0), (9.0, math.nan)]) == [False, True, False]
