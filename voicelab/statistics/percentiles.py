"""Percentiles, such as the 95th of a latency, and how surely they are known."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

import numpy as np

from voicelab.statistics.binomial import binomial_shares
from voicelab.statistics.interval import ALPHA, NOTHING_KNOWN, Interval
from voicelab.statistics.rates import effective_count
from voicelab.statistics.values import Values, case_numbers, known_case_means, plain_values

__all__ = ["percentile_interval"]

_BEYOND = ALPHA / 2.0
"""How likely the truth may be beyond each end."""


def percentile_interval(
    values: Values, percent: float, *, cluster: Iterable[Hashable] | None = None
) -> Interval:
    """Return a percentile with a 95 % interval that holds for values of any distribution.

    The ends are values that were measured, chosen by their ranks, which are binomial (order statistics). An
    end that so few values cannot tell is ``NaN``: the upper end of the 95th percentile takes 72 values, that
    of the 99th 368.

    Parameters
    ----------
    percent
        Above 0 and below 100; 50 is the median.
    cluster
        What each value is of, such as the name of its case. Repeats of one case are alike, so the ranks are
        those of as many independent values as say the same (`effective_count`).

    Raises
    ------
    ValueError
        `percent` is none.

    Examples
    --------
    >>> median = percentile_interval(range(1, 11), 50)
    >>> median.value, median.low, median.high
    (5.5, 2.0, 9.0)
    """
    if not 0.0 < percent < 100.0:
        raise ValueError(f"percent is above 0 and below 100, not {percent!r}")
    plain = plain_values(values)
    known = ~np.isnan(plain)
    numbers = case_numbers(cluster, len(plain))[known]
    ordered = np.sort(plain[known])
    count = len(ordered)
    if count == 0:
        return NOTHING_KNOWN
    value = float(np.percentile(ordered, percent))
    shares = known_case_means((plain[known] <= value).astype(np.float64), numbers)
    effective = max(1, math.floor(effective_count(shares, count)))
    low, high = _ranks(effective, percent / 100.0)
    return Interval(
        value,
        math.nan if low is None else float(ordered[max(0, math.floor(low * count / effective) - 1)]),
        math.nan if high is None else float(ordered[math.ceil(high * count / effective) - 1]),
        len(shares),
    )


def _ranks(count: int, share: float) -> tuple[int | None, int | None]:
    """Return the ranks, from 1, of the values around a quantile; `None` where none is beyond it."""
    shares = binomial_shares(count, share)
    low = int(np.searchsorted(shares, _BEYOND, side="right"))
    high = int(np.searchsorted(shares, 1.0 - _BEYOND, side="left")) + 1
    return low or None, high if high <= count else None
