"""Checks held against a comparison that was not made yet: mistakes are found before anything is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.checks.cell_check import CellCheck, NoWorse
from voicelab.comparison.checks.cell_filter import CellFilter, filtered
from voicelab.comparison.checks.checked_cells import LONGEST_QUOTE, check_has_aggregate
from voicelab.comparison.checks.no_worse import check_earlier_column, no_worse_measure
from voicelab.comparison.checks.run_checks import earlier_comparisons, why_no_cell
from voicelab.comparison.condition_axes import CONDITION_AXES
from voicelab.comparison.labels import plain
from voicelab.comparison.verdicts.cells_beside import cells_beside
from voicelab.settings import DECLARATIONS
from voicelab.text.shortened import one_line

if TYPE_CHECKING:
    from voicelab.comparison.checks.planned_cells import PlannedCells

__all__ = ["check_planned"]


def check_planned(checks: Sequence[CellCheck], planned: PlannedCells) -> None:
    """Check that checks are about columns, values and groups that a comparison will have.

    Of scores of one's own, which values they have by name shows once they are run.

    Raises
    ------
    FileNotFoundError
        An earlier comparison is missing.
    ValueError
        A check is about something else; the message says of each such check what.
    """
    planned.cells.add_reasons([check.column for check in checks])
    earlier = earlier_comparisons(checks, planned.known)
    mistakes = []
    for check in checks:
        try:
            _check(check, planned, earlier)
        except ValueError as error:
            mistakes.append(f"the check {check.text!r}: {error}")
    if mistakes:
        raise ValueError("; ".join(mistakes))


def _check(check: CellCheck, planned: PlannedCells, earlier: Mapping[Path, pd.DataFrame]) -> None:
    by = check.by or ()
    planned.check_columns([*by, *(each.column for each in check.where)])
    chosen = _chosen(check, planned)
    for name in by:
        _check_group(name, planned)
    if not isinstance(check.demand, NoWorse):
        planned.check_columns([check.column])
        if check.column in planned.cells.frame:
            check_has_aggregate(planned.cells.frame[check.column], check.demand.aggregate)
    elif not planned.is_unknown(check.column):
        before = earlier[check.demand.earlier]
        measure = no_worse_measure(check.column, check.demand.margin, [*planned.cells.scores.values()])
        check_earlier_column(before, measure)
        cells_beside(chosen, before, planned.cells.varied)


def _chosen(check: CellCheck, planned: PlannedCells) -> pd.DataFrame:
    """Return the cells that are meant, by the values that are known."""
    cells = planned.cells
    known = [each for each in check.where if each.column in planned.known]
    for each in check.where:
        if each not in known and each.column in cells.frame and each.column not in cells.scores:
            _check_filter(each, cells.frame[each.column])
    chosen = filtered(planned.known, known)
    if not len(chosen):
        raise ValueError(why_no_cell(known, planned.known))
    return chosen


def _check_filter(which: CellFilter, column: pd.Series[Any]) -> None:
    """Check that a value is of a column's kind, and one of its choices, where it has some."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        which.holds(column)
        return
    choices = pd.DataFrame({which.column: column.cat.categories.astype(pd.StringDtype())})
    if not len(filtered(choices, [which])):
        raise ValueError(why_no_cell([which], choices))


def _check_group(name: str, planned: PlannedCells) -> None:
    """Check that a column makes groups, as what is set alike for all cells does not, nor what is missing."""
    if name not in planned.known or name in planned.cells.varied:
        return
    values = planned.known[name].drop_duplicates()
    if len(values) == 1 and (name in DECLARATIONS or name in CONDITION_AXES):
        value = one_line(plain(values.iloc[0], name), LONGEST_QUOTE)
        raise ValueError(f"{name} does not vary: it is {value} in each cell; leave it out behind for each")
    if values.isna().all():
        raise ValueError(f"no cell has a value of {name}; leave it out behind for each")
