"""Means of a few repeats or votes, and their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

from voicelab.statistics.interval import NOTHING_KNOWN, Interval
from voicelab.statistics.student import student_quantile
from voicelab.statistics.values import Values, case_numbers, known_case_means, plain_values

__all__ = ["mean_interval", "mean_opinion_score"]

_WORST, _BEST = 1.0, 5.0


def mean_interval(values: Values, *, cluster: Iterable[Hashable] | None = None) -> Interval:
    """Return the mean with Student's 95 % interval; missing values are left out.

    One value alone says nothing of the spread: its ends are ``NaN``, as is the mean of none.

    Parameters
    ----------
    cluster
        What each value is of, such as the name of its case. Repeats of one case are more alike than cases
        are, so each case counts as one: the mean of its values.

    Examples
    --------
    >>> mean = mean_interval([1.0, 2.0, 3.0])
    >>> round(mean.value, 3), round(mean.low, 3), round(mean.high, 3)
    (2.0, -0.484, 4.484)
    """
    known = plain_values(values)
    known = known_case_means(known, case_numbers(cluster, len(known)))
    count = len(known)
    if count == 0:
        return NOTHING_KNOWN
    mean = float(known.mean())
    if count == 1:
        return Interval(mean, math.nan, math.nan, 1)
    half = student_quantile(count - 1) * float(known.std(ddof=1)) / math.sqrt(count)
    return Interval(mean, mean - half, mean + half, count)


def mean_opinion_score(votes: Values, *, raters: Iterable[Hashable] | None = None) -> Interval:
    """Return the mean of votes from 1 (bad) to 5 (excellent), as ITU-T P.800 has it, with its 95 % interval.

    Student's interval, cut at the ends of the scale. Votes that are all the same say nothing of the spread:
    the ends are ``NaN``.

    Parameters
    ----------
    raters
        Who gave each vote. Votes of one person are more alike than those of several, so each person counts
        as one.

    Raises
    ------
    ValueError
        A vote is outside the scale.
    """
    known = plain_values(votes)
    outside = known[(known < _WORST) | (known > _BEST)]
    if len(outside):
        raise ValueError(f"votes are from 1 (bad) to 5 (excellent), not {outside[0]:g}")
    mean = mean_interval(known, cluster=raters)
    if not mean.high > mean.low:
        return Interval(mean.value, math.nan, math.nan, mean.count)
    return mean.within(_WORST, _BEST)
