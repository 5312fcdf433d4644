"""Aggregates: what the values of a column come to, such as their mean or their 95th percentile."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from voicelab.nearest import nearest_first
from voicelab.statistics.interval import FEWEST_CASES
from voicelab.statistics.means import mean_interval
from voicelab.statistics.rates import pass_rate

__all__ = ["AGGREGATES", "TOTALS", "aggregated", "check_aggregate", "split_aggregate"]

AGGREGATES: dict[str, str] = {
    "mean": "the mean, as in `summary()`: each case counts as one. Of truths, the share that is true",
    "low": "the lower end of the mean's 95 % interval: where it is `>= 0.8`, the mean is, for sure",
    "high": "the upper end",
    "min": "the least value",
    "max": "the greatest value",
    "sum": "the sum, failed cells included; of truths, how many are true",
    "count": "how many cells have a value, failed ones included; of truths, how many are true. A truth of "
    "dialogues is a share of turns, and has neither sum nor count",
    "p1": "the first percentile; so are all others up to `p99`. `p50` is the median",
}
"""What there is, and what it is."""

TOTALS = ("sum", "count")
"""What says how many truths hold, and of failed cells, too."""

_PERCENTILE = re.compile(r"p([1-9]\d?)")
_LIKE_A_PERCENTILE = re.compile(r"p\d+(?:\.\d+)?")
"""What is meant for one, though there may be none such."""
_COLUMN_AND_AGGREGATE = re.compile(rf"(.+?)\.({_LIKE_A_PERCENTILE.pattern}|[^.]*)")
_PERCENTILES = ("p50", "p95", "p99")
"""Those that people ask for, to be named where there is none of a name."""


def split_aggregate(text: str) -> tuple[str, str]:
    """Return a column, and the aggregate behind its last dot; empty where there is none.

    Examples
    --------
    >>> split_aggregate("letters.count.max"), split_aggregate("done_ms.p99.9"), split_aggregate("cost")
    (('letters.count', 'max'), ('done_ms', 'p99.9'), ('cost', ''))
    """
    found = _COLUMN_AND_AGGREGATE.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def check_aggregate(name: str) -> None:
    """Check that there is an aggregate of a name.

    Raises
    ------
    ValueError
        There is none.
    """
    if _LIKE_A_PERCENTILE.fullmatch(name) and not _PERCENTILE.fullmatch(name):
        raise ValueError(f"percentiles are whole ones, p1 to p99, and not {name!r}; the ends are min and max")
    if name not in AGGREGATES and not _PERCENTILE.fullmatch(name):
        nearest = ", ".join(nearest_first(name, [*AGGREGATES, *_PERCENTILES]))
        raise ValueError(f"there is no aggregate {name!r}; there are: {nearest}, and other percentiles")


@np.errstate(over="ignore", invalid="ignore")  # the sum of values such as 1e308 is infinite
def aggregated(
    name: str,
    values: NDArray[np.float64],
    cluster: NDArray[np.intp] | None,
    *,
    of_truths: bool,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> float:
    """Return what values come to; ``NaN`` where nothing is known of it.

    Parameters
    ----------
    values
        ``NaN`` where one is missing.
    cluster
        The number of each value's case, of which means are made; `None` where all are of one.
    bounds
        Between which values the mean is.
    """
    known = values[~np.isnan(values)]
    if name == "count":
        return float(known.sum()) if of_truths else float(len(known))
    if not len(known):
        return math.nan
    if name in ("mean", "low", "high"):
        interval = (pass_rate if of_truths else mean_interval)(values, cluster=cluster).within(*bounds)
        if name != "mean" and interval.count < FEWEST_CASES and math.isclose(interval.low, interval.high):
            return math.nan  # a few values that are all alike tell nothing of others
        return {"mean": interval.value, "low": interval.low, "high": interval.high}[name]
    if percentile := _PERCENTILE.fullmatch(name):
        return float(np.percentile(known, int(percentile[1])))
    return float({"min": np.min(known), "max": np.max(known), "sum": np.sum(known)}[name])
