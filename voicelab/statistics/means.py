"""Means of a few repeats, and their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.interval import Interval
from voicelab.statistics.student import student_quantile

__all__ = ["mean_interval"]


def mean_interval(values: Sequence[float] | NDArray[np.float64]) -> Interval:
    """Return the mean with Student's 95 % interval; missing values are left out.

    One value alone says nothing of the spread: its ends are ``NaN``, as is the mean of none.

    Examples
    --------
    >>> mean = mean_interval([1.0, 2.0, 3.0])
    >>> round(mean.value, 3), round(mean.low, 3), round(mean.high, 3)
    (2.0, -0.484, 4.484)
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    count = len(known)
    if count == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = float(known.mean())
    if count == 1:
        return Interval(mean, math.nan, math.nan, 1)
    half = student_quantile(count - 1) * float(known.std(ddof=1)) / math.sqrt(count)
    return Interval(mean, mean - half, mean + half, count)
