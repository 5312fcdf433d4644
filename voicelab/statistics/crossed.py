"""Means of ratings that several people give of several things: both vary, and neither is the whole story.

How often the interval held the true mean was tried by simulation, in 1,500 trials each, of 3, 5, 10 and 20
raters of 10, 10, 10 and 20 inputs; it should be 0.95.

==================================  ==================  ==================  ==================
spread of raters, inputs, votes     here                each rater as one   each vote as one
==================================  ==================  ==================  ==================
0.5, 0.4, 0.7                       1.0 .97 .94 .94     .96 .93 .89 .88     .68 .64 .62 .48
0.5, 0.4, 0.7, rounded, 1 to 5      .98 .96 .94 .94     .94 .91 .88 .89     .71 .65 .63 .49
0.5, 0.4, 0.7, 30 % missing         .99 .97 .95 .96     .94 .93 .91 .89     .74 .74 .68 .55
0.2, 0.6, 0.7                       1.0 .98 .95 .94     .90 .82 .68 .57     .79 .73 .61 .48
none, none, 0.8                     1.0 .99 .97 .98     .95 .95 .94 .95     .95 .96 .94 .96
==================================  ==================  ==================  ==================

With three raters it is wider than it need be; where raters or inputs vary, the others are too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

import numpy as np
from numpy.typing import NDArray

from voicelab.statistics.interval import NOTHING_KNOWN, Interval
from voicelab.statistics.student import student_quantile
from voicelab.statistics.values import Values, case_numbers, plain_values

__all__ = ["crossed_mean"]


def crossed_mean(values: Values, *, rows: Iterable[Hashable], columns: Iterable[Hashable]) -> Interval:
    """Return the mean of values of a table with its 95 % interval; missing values are left out.

    The values of one rater are more alike than those of several, and so are those of one input. The interval
    counts both (Cameron, Gelbach and Miller, *Robust inference with multiway clustering*, 2011), with
    Student's quantile for the fewer of the two. Of one rater it says what other inputs would have given, of
    one input what other raters would have. Values that are all alike, or one alone, say nothing of the
    spread: its ends are ``NaN``.

    Parameters
    ----------
    rows
        Who gave each value, for example.
    columns
        What each value is of, for example. A place in the table may have no value, or several.

    Raises
    ------
    ValueError
        There are more or fewer rows or columns than values.

    Examples
    --------
    >>> mean = crossed_mean([4, 5, 2, 4], rows=["Ann", "Ann", "Bo", "Bo"], columns=["x", "y", "x", "y"])
    >>> mean.value, mean.count
    (3.75, 2)
    """
    known = plain_values(values)
    numbers = [case_numbers(side, len(known)) for side in (rows, columns)]
    is_known = ~np.isnan(known)
    known = known[is_known]
    row, column = (_renumbered(side[is_known]) for side in numbers)
    if not len(known):
        return NOTHING_KNOWN
    mean = float(known.mean())
    off = known - mean
    places = _renumbered(row * (int(column.max()) + 1) + column)
    sides = [(_variance(off, side), int(side.max()) + 1) for side in (row, column) if side.max() > 0]
    if not sides:
        return Interval(mean, math.nan, math.nan, 1)
    variance = max(each for each, _ in sides)
    if len(sides) == 2:
        # What a place shares with its row and its column is counted twice.
        variance = max(variance, sum(each for each, _ in sides) - _variance(off, places))
    count = min(groups for _, groups in sides)
    if variance <= 0.0:
        return Interval(mean, math.nan, math.nan, count)
    half = student_quantile(count - 1) * math.sqrt(variance)
    return Interval(mean, mean - half, mean + half, count)


def _variance(off: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """Return the variance of the mean where values of a group belong together, by how far each is off it."""
    count = int(groups.max()) + 1
    sums = np.bincount(groups, off)
    return float((sums**2).sum()) / len(off) ** 2 * count / (count - 1.0)


def _renumbered(groups: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return numbers of groups of which none is unused."""
    return np.unique(groups, return_inverse=True)[1]
