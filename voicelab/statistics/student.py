"""Student's distribution: how much wider intervals must be where the spread is known from few values."""

from __future__ import annotations

import functools
import math

from voicelab.statistics.interval import ALPHA, NORMAL_95

__all__ = ["student_quantile"]


@functools.cache
def student_quantile(freedom: int) -> float:
    """Return how many standard errors to both sides hold 95 % of Student's distribution, by halving.

    Parameters
    ----------
    freedom
        Degrees of freedom: 1 or more.
    """
    if freedom > 1_000:
        return NORMAL_95 * (1.0 + (NORMAL_95**2 + 1.0) / (4.0 * freedom))
    low, high = 0.0, 16.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _share_within(middle, freedom) < 1.0 - ALPHA else (low, middle)
    return (low + high) / 2.0


def _share_within(deviation: float, freedom: int) -> float:
    """Return the share of Student's distribution within so many standard errors: an exact finite series."""
    angle = math.atan(deviation / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2 == 1
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for step in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    return (angle + sine * total) * 2.0 / math.pi if odd else sine * total
