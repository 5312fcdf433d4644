"""Matched values: a score or a measure under several settings, side by side on the same cases.

Two settings are compared fairly where both were asked the same cases, and all else was set alike. So cells
are put into a matrix: a row for each setting that is compared, a column for each case together with what else
varies. Repeats are averaged. A cell whose engine does not have one of the other settings is alike to all of
its values; one that does not have what is compared takes no part. Columns of which one side has no value, as
where a cell failed, are left out of the difference on both sides, and counted.

Whether a comparison is no worse than an earlier one is the same question: `CellsBeside` puts both into one
frame, and `SIDE` is what is compared.

Examples
--------
>>> from voicelab.comparison.verdicts.cells_beside import SIDE, cells_beside
>>> from voicelab.comparison.verdicts.earlier_cells import earlier_cells
>>> both = cells_beside(grid.df, earlier_cells("yesterday.parquet", grid.df), grid.varied)  # doctest: +SKIP
>>> matched = matched_values(both.cells, measure, [SIDE], both.matched_by)  # doctest: +SKIP
>>> matched.difference(0, 1).low > -0.02  # now is no worse by 2 points  # doctest: +SKIP
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.comparison.failing_cells import failed
from voicelab.comparison.idle_settings import PLACE, matched_cells
from voicelab.comparison.measures import Measure, known_measure
from voicelab.comparison.summary_columns import LIVE_MEASURES
from voicelab.statistics.difference import Difference, paired_difference
from voicelab.statistics.values import known_case_means

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["FAILED", "MatchedCells", "MatchedValues", "matched_measure", "matched_values", "measure_values"]

_Numbered: TypeAlias = "tuple[NDArray[np.intp], NDArray[np.intp]]"
"""The number of each cell's combination of values, and where each combination first comes."""
_Columns: TypeAlias = "tuple[NDArray[np.intp], _Numbered]"
"""The number of each cell's case, and of its column."""

FAILED = Measure("failed", "failed", 1.0, "{:.0%}", False, is_truth=True)
"""How often cells failed: of all measures the one that cells that failed have, too."""


@dataclass(frozen=True, slots=True)
class MatchedValues:
    """Values on the same cases; made by `matched_values`."""

    values: NDArray[np.float64]
    """A row for each setting that is compared, a column for each of what they are matched by; ``NaN`` where
    there is no value."""
    counts: NDArray[np.float64]
    """Of how many cells each value is the mean."""
    cases: NDArray[np.intp]
    """The number of each column's case."""
    compared: NDArray[np.intp]
    """For each row the position in the frame of its first cell."""
    matched: NDArray[np.intp]
    """For each column likewise."""
    of_truths: bool

    def difference(self, a: int, b: int, *, sequential: bool = False) -> Difference:
        """Return how much larger the values of a row are than those of another, and how surely.

        Each case counts as one. A case of which one row alone has values is left out, and counted as such;
        one of which neither has any, as where a score does not apply, is not.
        """
        pair = self.values[[a, b]]
        known = ~np.isnan(pair)
        both, either = known.all(axis=0), known.any(axis=0)
        left, right = np.where(both, pair, np.nan)[:, either]
        return paired_difference(
            left,
            right,
            cluster=self.cases[either],
            of_truths=self.of_truths,
            repeats=self.counts[[a, b]].min(axis=0)[either],
            sequential=sequential,
        )

    def means(self, a: int, b: int) -> tuple[float, float]:
        """Return the means of two rows over what both have values of, each case counting as one."""
        pair = self.values[[a, b]]
        both = ~np.isnan(pair).any(axis=0)
        left, right = (_mean(row[both], self.cases[both]) for row in pair)
        return left, right

    def shared(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Return which columns all of some rows have values of."""
        shared: NDArray[np.bool_] = np.all(~np.isnan(self.values[rows]), axis=0)
        return shared

    def mean(self, row: int, among: NDArray[np.bool_] | None = None) -> float:
        """Return the mean of a row over all that it has values of, each case counting as one.

        Parameters
        ----------
        among
            Which columns take part; by default all.
        """
        chosen = slice(None) if among is None else among
        return _mean(self.values[row][chosen], self.cases[chosen])


def matched_measure(name: str, scores: Sequence[ScoreColumn]) -> Measure:
    """Return the measure or score of a name, ``failed`` among them.

    Raises
    ------
    ValueError
        There is none; the message lists the nearest.
    """
    is_score = any(column.name == name for column in scores)
    return FAILED if name == FAILED.name and not is_score else known_measure(name, scores)


class MatchedCells:
    """Cells in their places of the matrix, for one measure after the other.

    Parameters
    ----------
    cells
        One row a cell, as `Comparison.df`; one or more.
    compared
        Columns whose combinations are compared, in the order in which they come.
    alike
        Columns in which cells must be alike to be matched, beside their case.
    """

    def __init__(self, cells: pd.DataFrame, compared: Sequence[str], alike: Sequence[str]) -> None:
        self._cells = cells
        taking_part = matched_cells(cells, compared, alike)
        self._places: NDArray[np.intp] = taking_part[PLACE].to_numpy()
        """Where in the frame each is."""
        self._rows = _numbered((taking_part[name] for name in compared), len(taking_part))
        self._settings, _ = _numbered((taking_part[name] for name in alike), len(taking_part))

    def values(self, measure: Measure) -> MatchedValues:
        """Return the values of a measure."""
        rows, first_of_row = self._rows
        cases, (columns, first_of_column) = self._of_cases if measure.is_score else self._of_replies
        shape = len(first_of_row), len(first_of_column)
        values, places = measure_values(self._cells, measure)[self._places], rows * shape[1] + columns
        counts = np.bincount(places[~np.isnan(values)], minlength=shape[0] * shape[1]).astype(np.float64)
        with np.errstate(invalid="ignore"):
            means = np.bincount(places, np.nan_to_num(values), minlength=len(counts)) / counts
        return MatchedValues(
            values=means.reshape(shape),
            counts=counts.reshape(shape),
            cases=cases[first_of_column],
            compared=self._places[first_of_row],
            matched=self._places[first_of_column],
            of_truths=measure.is_truth,
        )

    @functools.cached_property
    def _of_cases(self) -> _Columns:
        return self._columns(pd.factorize(self._cells["case"])[0][self._places])

    @functools.cached_property
    def _of_replies(self) -> _Columns:
        return self._columns(_asked(self._cells)[self._places])

    def _columns(self, cases: NDArray[np.intp]) -> _Columns:
        return cases, _numbered([cases, self._settings], len(cases))


def matched_values(
    cells: pd.DataFrame, measure: Measure, compared: Sequence[str], alike: Sequence[str]
) -> MatchedValues:
    """Return the values of one measure under each setting that is compared; see `MatchedCells`."""
    return MatchedCells(cells, compared, alike).values(measure)


def measure_values(cells: pd.DataFrame, measure: Measure) -> NDArray[np.float64]:
    """Return the value of each cell; ``NaN`` where it has none, failed, or is none that has the measure."""
    has_failed = failed(cells)
    if measure is FAILED:
        return has_failed.astype(np.float64)
    values = np.array(cells[measure.name].to_numpy("float64", na_value=np.nan))
    values[has_failed | ~np.isfinite(values)] = np.nan
    if measure.name in LIVE_MEASURES and not measure.is_score:
        values[cells["turns"].isna().to_numpy(bool)] = np.nan
    return values


def _numbered(columns: Iterable[Any], count: int) -> _Numbered:
    """Number combinations of values in the order in which they first come.

    Parameters
    ----------
    columns
        Values of the rows, missing ones among them; none if there is nothing to tell rows apart.
    count
        How many rows there are; one or more.
    """
    numbers: NDArray[np.intp] = np.zeros(count, dtype=np.intp)
    for column in columns:
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
        numbers = pd.factorize(numbers * len(distinct) + codes)[0]
    return numbers, np.unique(numbers, return_index=True)[1]


def _asked(cells: pd.DataFrame) -> NDArray[np.intp]:
    """Return the number of what each cell asks: cases that ask the same share a reply, and count as one."""
    cases = pd.factorize(cells["case"])[0]
    replies, first = _numbered([cells["session"], cells["turn"]], len(cells))
    least = np.full(len(first), len(cells), dtype=np.intp)
    np.minimum.at(least, replies, cases)
    same = np.full(len(cells), len(cells), dtype=np.intp)
    np.minimum.at(same, cases, least[replies])
    return same[cases]


def _mean(values: NDArray[np.float64], cases: NDArray[np.intp]) -> float:
    known = known_case_means(values, cases)
    return float(known.mean()) if len(known) else float("nan")
