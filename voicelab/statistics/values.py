"""Values as they come: from a list or a column, some of them missing, several of one case."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Values", "case_means", "case_numbers", "known_case_means", "plain_values"]

Values: TypeAlias = "Iterable[float | None] | NDArray[Any]"
"""Numbers or truths; `None`, ``NaN`` and pandas' ``NA`` are missing."""


def plain_values(values: Values) -> NDArray[np.float64]:
    """Return values as numbers, truths being 0 and 1 and missing ones ``NaN``.

    Raises
    ------
    ValueError
        One of them is infinite.
    """
    if hasattr(values, "to_numpy"):  # pandas' columns, whose `NA` is no number
        plain = np.array(values.to_numpy(dtype="float64", na_value=math.nan))
    elif isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        plain = values.astype(np.float64)
    else:
        plain = np.array([math.nan if each is None else float(each) for each in values], dtype=np.float64)
    if np.isinf(plain).any():
        raise ValueError("values must be finite: one of them is infinite; leave it out as NaN")
    return plain


def case_numbers(cluster: Iterable[Hashable] | None, count: int) -> NDArray[np.intp]:
    """Return the number of each value's case, from 0 in the order in which they come.

    Parameters
    ----------
    cluster
        What each value is of, such as the name of its case; `None` where each is of a case of its own.
    count
        How many values there are.

    Raises
    ------
    ValueError
        There are more or fewer entries than values.
    """
    if cluster is None:
        return np.arange(count)
    if isinstance(cluster, np.ndarray) and cluster.dtype.kind in "iu":
        found = _in_order(cluster)
    else:
        numbers: dict[Hashable, int] = {}
        found = np.array([numbers.setdefault(each, len(numbers)) for each in cluster], dtype=np.intp)
    if len(found) != count:
        raise ValueError(f"cluster needs an entry for each of the {count:,} values, not {len(found):,}")
    return found


def _in_order(numbers: NDArray[Any]) -> NDArray[np.intp]:
    """Return numbers anew, from 0 in the order in which they come: by the hundred thousand."""
    _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.intp)
    order[np.argsort(first)] = np.arange(len(first))
    return order[places]


def case_means(values: NDArray[np.float64], numbers: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean of what is known of each case, by their numbers; ``NaN`` where nothing is."""
    cases = int(numbers.max(initial=-1)) + 1
    known = ~np.isnan(values)
    sums = np.bincount(numbers[known], values[known], minlength=cases)
    with np.errstate(invalid="ignore"):
        means: NDArray[np.float64] = sums / np.bincount(numbers[known], minlength=cases)
    return means


def known_case_means(values: NDArray[np.float64], numbers: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the means of the cases of which a value is known; see `case_means`."""
    means = case_means(values, numbers)
    return means[~np.isnan(means)]
