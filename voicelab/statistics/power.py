"""Power: how many cases it takes to tell a difference."""

from __future__ import annotations

import math
from statistics import NormalDist

from voicelab.statistics.interval import ALPHA
from voicelab.statistics.looks import sequence_half_width

__all__ = ["fewest_cases", "needed_cases"]

_POWER = 0.8


def needed_cases(
    deviation: float, difference: float, *, comparisons: int = 1, sequential: bool = False
) -> int:
    """Return how many cases tell a mean difference from 0 four times of five (power 80 %).

    Parameters
    ----------
    deviation
        Standard deviation of the cases' differences.
    difference
        The mean difference to be told; not 0.
    comparisons
        Among how many pairs it is one.
    sequential
        Whether it is to be told by a confidence sequence (`paired_difference`).

    Examples
    --------
    >>> needed_cases(deviation=2.0, difference=1.0)
    34
    """
    alpha = ALPHA / comparisons
    least = fewest_cases(comparisons)
    power = NormalDist().inv_cdf(_POWER)
    spread = deviation / abs(difference)
    if not sequential:
        # Guenther (1981): the normal distribution's, and a little more because the spread is not known.
        beyond = NormalDist().inv_cdf(1.0 - alpha / 2.0)
        return max(least, math.ceil(((beyond + power) * spread) ** 2 + beyond**2 / 2.0))
    low, high = least, least
    while _sequence_reach(spread, high, alpha) > 1.0:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _sequence_reach(spread, middle, alpha) > 1.0 else (low, middle)
    return high


def fewest_cases(comparisons: int = 1) -> int:
    """Return with how many cases the sign-flip test can tell a difference at all: 6 for one pair."""
    return math.ceil(math.log2(2.0 * comparisons / ALPHA))


def _sequence_reach(spread: float, count: int, alpha: float) -> float:
    """Return the least difference that so many cases tell four times of five."""
    return sequence_half_width(spread, count, alpha) + NormalDist().inv_cdf(_POWER) * spread / math.sqrt(
        count
    )
