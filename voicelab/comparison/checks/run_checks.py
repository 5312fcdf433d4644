"""Checks that are run on the cells of a comparison: what was found, of each combination of values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from voicelab.comparison.checks.cell_check import CellCheck, NoWorse, Threshold
from voicelab.comparison.checks.cell_filter import CellFilter, filtered
from voicelab.comparison.checks.check_result import CheckResult, Finding
from voicelab.comparison.checks.check_text import parse_check
from voicelab.comparison.checks.checked_cells import FAILED, LONGEST_QUOTE, CheckedCells, why_without
from voicelab.comparison.checks.no_worse import no_worse
from voicelab.comparison.checks.threshold import threshold
from voicelab.comparison.grouped_cells import grouped
from voicelab.comparison.labels import Labels, known
from voicelab.comparison.verdicts.earlier_cells import earlier_cells
from voicelab.text.shortened import shortened

__all__ = ["NONE_FAILED", "earlier_comparisons", "run_checks", "why_no_cell"]

NONE_FAILED = f"{FAILED}.count == 0 overall"
"""What is checked where nothing else is said of cells that failed."""
_EACH_HAS_A_RESULT = "each cell has a result"
_EACH_IS_SCORED = "each reply is scored"
_MOST_VALUES = 5
"""Values of a column that are named where none is the one that is wanted."""


def run_checks(
    checks: Sequence[CellCheck], cells: CheckedCells, *, total: int, unscored: int = 0
) -> list[CheckResult]:
    """Return what became of each check, for each combination of values that it is about.

    Cells that failed are a failure of their own, unless a check says of ``failed`` how many may, and so are
    cells without a result and scores that were not run.

    Parameters
    ----------
    total
        How many cells there are, with a result or without.
    unscored
        In how many with a result a score was not run.

    Raises
    ------
    FileNotFoundError, ValueError
        An earlier comparison cannot be read.
    """
    named = {check.column for check in checks}
    cells.add_reasons(sorted(named))
    earlier = earlier_comparisons(checks, cells.frame)
    results = [result for check in checks for result in _results(check, cells, named, earlier)]
    if FAILED not in named and len(cells.failures):
        results += _results(parse_check(NONE_FAILED), cells, named, earlier)
    if missing := total - len(cells.frame):
        why = f"{missing:,} of {total:,} cells have none: run() asks for them"
        results.append(CheckResult(check=_EACH_HAS_A_RESULT, group={}, reason=why))
    if unscored:
        why = f"of {unscored:,} of {len(cells.frame):,} cells scores were not run: run() runs them"
        results.append(CheckResult(check=_EACH_IS_SCORED, group={}, reason=why))
    return results


def earlier_comparisons(checks: Sequence[CellCheck], like: pd.DataFrame) -> dict[Path, pd.DataFrame]:
    """Return the cells of the earlier comparisons that checks are against, by their files; each is read once.

    Parameters
    ----------
    like
        The cells that are checked, for the types of columns.

    Raises
    ------
    FileNotFoundError, ValueError
        One cannot be read.
    """
    files = dict.fromkeys(check.demand.earlier for check in checks if isinstance(check.demand, NoWorse))
    return {path: earlier_cells(path, like) for path in files}


def _results(
    check: CellCheck, cells: CheckedCells, named: Collection[str], earlier: Mapping[Path, pd.DataFrame]
) -> Iterator[CheckResult]:
    by = cells.varied if check.by is None else check.by
    try:
        cells.check_columns([*by, *(each.column for each in check.where)])
        chosen = filtered(cells.frame, check.where)
        if not len(chosen):
            raise ValueError(why_no_cell(check.where, cells.frame))
    except ValueError as error:
        yield CheckResult(check=check.text, column=check.column, group={}, reason=str(error))
        return
    if isinstance(check.demand, Threshold):
        chosen = cells.narrow(chosen, [*by, check.column])
    labels = Labels(chosen.drop_duplicates(list(by)) if by else chosen, by)
    for values, group in grouped(chosen, by):
        row = {name: known(value) for name, value in zip(by, values, strict=True)}
        found = _finding(check, cells, group, named, earlier)
        yield CheckResult(
            check=check.text,
            column=check.column,
            group=row,
            label=labels.of(row),
            **{field.name: getattr(found, field.name) for field in dataclasses.fields(Finding)},
        )


def _finding(
    check: CellCheck,
    cells: CheckedCells,
    group: pd.DataFrame,
    named: Collection[str],
    earlier: Mapping[Path, pd.DataFrame],
) -> Finding:
    """Return what was found in some cells; that a score failed on one of them fails the check.

    Where a check allows that, it is why nothing was found.
    """
    every = [reasons for reasons in cells.score_failures(group, check.column) if len(reasons)]
    demand = check.demand
    try:
        if isinstance(demand, NoWorse):
            found = no_worse(
                group,
                earlier[demand.earlier],
                check.column,
                demand.margin,
                scores=list(cells.scores.values()),
                varied=cells.varied,
                currency=cells.currency,
            )
        else:
            found = threshold(cells, group, check.column, demand)
    except ValueError as error:
        found = Finding(reason=str(error))
    nothing_found = not found.passed and math.isnan(found.value)
    failures = [each for each in every if nothing_found or each.name not in named]
    return dataclasses.replace(found, reason=why_without(failures[-1], len(group))) if failures else found


def why_no_cell(where: Sequence[CellFilter], frame: pd.DataFrame) -> str:
    """Return why no cell is meant, with values that there are."""
    if not len(frame):
        return "no cell has a result"
    wanted = " and ".join(map(str, where))
    parts = []
    for name in dict.fromkeys(each.column for each in where):
        values = list(dict.fromkeys(str(value) for value in frame[name].dropna()))
        listed = ", ".join(shortened(value, LONGEST_QUOTE) for value in values[:_MOST_VALUES]) or "no value"
        parts.append(f"{name} has {listed}{', …' if len(values) > _MOST_VALUES else ''}")
    return f"no cell has {wanted}; {'; '.join(parts)}"
