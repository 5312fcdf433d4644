"""Rates: how often something holds, and how surely that is known."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.interval import NORMAL_95, NOTHING_KNOWN, Interval
from voicelab.statistics.student import student_quantile
from voicelab.statistics.values import Values, case_numbers, known_case_means, plain_values

__all__ = ["effective_count", "pass_rate", "wilson_ends"]


def pass_rate(truths: Values, *, cluster: Iterable[Hashable] | None = None) -> Interval:
    """Return which share holds, from 0 to 1, with Wilson's 95 % interval; missing truths are left out.

    Wilson's (1927) holds what it promises for few values, too, and where all or none hold.

    Parameters
    ----------
    cluster
        What each truth is of, such as the name of its case. Repeats of one case are alike, so they say less
        than as many cases: the interval is that of as many independent values as say the same
        (`effective_count`), and each case counts as one in the share.

    Raises
    ------
    ValueError
        A value is neither 0 nor 1.

    Examples
    --------
    >>> rate = pass_rate([True] * 8 + [False] * 2)
    >>> rate.value, round(rate.low, 3), round(rate.high, 3)
    (0.8, 0.49, 0.943)
    """
    values = plain_values(truths)
    numbers = case_numbers(cluster, len(values))
    known = values[~np.isnan(values)]
    others = known[(known != 0.0) & (known != 1.0)]
    if len(others):
        raise ValueError(f"a pass rate is of truths, 0 or 1, not of {others[0]:g}")
    shares = known_case_means(values, numbers)
    if not len(shares):
        return NOTHING_KNOWN
    share = float(shares.mean())
    low, high = wilson_ends(share, effective_count(shares, len(known)))
    return Interval(share, low, high, len(shares))


def wilson_ends(share: float, count: float) -> tuple[float, float]:
    """Return the ends of Wilson's 95 % interval of a share of so many independent values."""
    squared = NORMAL_95**2
    middle = (share + squared / (2.0 * count)) / (1.0 + squared / count)
    half = NORMAL_95 / (1.0 + squared / count)
    half *= math.sqrt(share * (1.0 - share) / count + squared / (4.0 * count**2))
    # The share lies within: at 0 and 1 it is an end, but for the arithmetic's rounding.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def effective_count(shares: NDArray[np.float64], count: int) -> float:
    """Return how many independent truths say as much as these, several of which are of one case.

    After Korn and Graubard (1998): as many as would vary as much as the cases do, fewer where few cases tell
    how much that is. Where all truths are alike, nothing tells, and each case counts as one.

    Parameters
    ----------
    shares
        For each case, which share of its truths holds.
    count
        How many truths there are in all.
    """
    cases = len(shares)
    if cases in (1, count):
        return float(cases)
    share = float(shares.mean())
    if share in (0.0, 1.0):
        return float(cases)
    variance = float(shares.var(ddof=1)) / cases
    independent = share * (1.0 - share)
    known = float(count) if variance * count <= independent else independent / variance
    return known * (NORMAL_95 / student_quantile(cases - 1)) ** 2
