"""The Pareto front: what nothing else beats in one respect without losing in another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

__all__ = ["pareto_front"]


def pareto_front(points: Sequence[tuple[float, float]]) -> list[bool]:
    """Say of each point whether no other is larger in one respect and at least as large in the other.

    Points that are alike are on the front together. One with a missing value (``NaN``) is on none.

    Parameters
    ----------
    points
        Two values each, of which more is better.

    Examples
    --------
    >>> pareto_front([(1.0, 3.0), (2.0, 2.0), (1.0, 2.0), (2.0, 2.0)])
    [True, True, False, True]
    """
    on_front = [False] * len(points)
    known = [place for place, point in enumerate(points) if not any(map(math.isnan, point))]
    known.sort(key=lambda place: points[place], reverse=True)
    most = -math.inf
    for _, alike in itertools.groupby(known, key=lambda place: points[place][0]):
        places = list(alike)
        highest = points[places[0]][1]
        if highest > most:
            for place in places:
                on_front[place] = points[place][1] == highest
            most = highest
    return on_front
