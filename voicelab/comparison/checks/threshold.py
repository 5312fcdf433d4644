"""Thresholds: what the values of a column come to, and the cells that do not come up to a limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicelab.comparison.checks.aggregates import TOTALS, aggregated
from voicelab.comparison.checks.check_result import Finding
from voicelab.comparison.checks.checked_cells import ColumnValues
from voicelab.comparison.checks.comparators import COMPARATORS
from voicelab.comparison.measures import mean_bounds
from voicelab.comparison.score_columns import case_cluster

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.checks.cell_check import Threshold
    from voicelab.comparison.checks.checked_cells import CheckedCells

__all__ = ["threshold"]

_MORE = (">=", ">")
"""Comparators that want a value to be high."""


def threshold(cells: CheckedCells, group: pd.DataFrame, name: str, demand: Threshold) -> Finding:
    """Return what the values of a column come to in some cells, and whether they come up to a demand.

    Raises
    ------
    ValueError
        There is no such column, or none of its kind has such an aggregate.
    """
    cells.check_columns([name])
    if demand.aggregate in TOTALS and name in cells.scores and cells.scores[name].is_share:
        raise ValueError(
            f"{name} is of dialogues the share of the turns in which it holds, which have no "
            f".{demand.aggregate}: check .mean, .min or a percentile"
        )
    counted = cells.of_replies(group, name, demand.aggregate)
    column = ColumnValues(counted[name], demand.aggregate)
    value = aggregated(
        demand.aggregate,
        column.numbers,
        case_cluster(counted),
        of_truths=column.are_truths,
        bounds=mean_bounds(name, cells.scores),
    )
    if math.isnan(value):
        why = _why_no_value(name, len(group), len(counted), column.known)
        return Finding(limit=demand.limit, values=column.known, reason=why)
    if COMPARATORS[demand.comparator](value, demand.limit):
        return Finding(value=value, limit=demand.limit, values=column.known)
    numbers = counted["cell"].to_numpy(dtype="int64")[_short_of(column, demand)]
    return Finding(
        value=value,
        limit=demand.limit,
        values=column.known,
        cells=tuple(numbers.tolist()),
        reason=f"it is {value:.6g}, which is not {demand.comparator} {demand.limit:g}",
    )


def _short_of(column: ColumnValues, demand: Threshold) -> NDArray[np.intp]:
    """Return the places of the values that do not come up to a demand, the worst first."""
    numbers, wants_more = column.numbers, demand.comparator in _MORE
    is_known = ~np.isnan(numbers)
    if demand.aggregate == "count":
        is_counted = is_known & (numbers != 0.0) if column.are_truths else is_known
        return np.flatnonzero(~is_counted if wants_more else is_counted)
    if demand.aggregate != "sum":  # which no value reaches by itself
        is_known &= ~COMPARATORS[demand.comparator](numbers, demand.limit)
    places = np.flatnonzero(is_known)
    ordered = numbers[places] if wants_more else -numbers[places]
    worst: NDArray[np.intp] = places[np.argsort(ordered, kind="stable")]
    return worst


def _why_no_value(name: str, cells: int, counted: int, values: int) -> str:
    if not counted:
        return f"each of the {cells:,} cells failed, or is none that has {name}"
    if not values:
        return f"no cell has a value of {name}"
    return f"{values:,} {'value is' if values == 1 else 'values are'} too few"
