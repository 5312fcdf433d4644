"""Heat maps: a measure's means by two columns, the others averaged over."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voicelab.comparison.charts.combinations import MOST_COMBINATIONS
from voicelab.comparison.labels import Labels, known
from voicelab.comparison.measures import Measure
from voicelab.statistics.interval import NOTHING_KNOWN, Interval

__all__ = ["HeatCell", "HeatMap", "heat_map", "two_axes"]

_MOST_COLUMNS = 30
"""What still fits beside one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One row's value in one column."""

    row: str
    column: str
    mean: Interval
    """In the measure's unit; ``NaN`` where there is none."""
    text: str
    """The mean as it is written; why there is none, where there is none."""
    share: float
    """How far the mean is from the lowest of all to the highest, 0 to 1; ``NaN`` where there is none."""

    @property
    def is_missing(self) -> bool:
        """Whether there is no mean."""
        return math.isnan(self.mean.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """A measure's means, row by row."""

    measure: Measure
    lines: tuple[tuple[HeatCell, ...], ...]
    left_out: int
    """Rows and columns that are too many to be shown."""

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(cell.column for cell in self.lines[0])


def two_axes(varied: Sequence[str], rows: str | None, columns: str | None) -> tuple[str, str]:
    """Return what the rows and the columns are: by default the first that vary and are not given.

    Raises
    ------
    ValueError
        There are not two, or they are one and the same.
    """
    left = (name for name in varied if name not in (rows, columns))
    first, second = (given if given is not None else next(left, None) for given in (rows, columns))
    if first is None or second is None:
        raise ValueError("a heat map has two axes, and so many do not vary: name rows= and columns=")
    if first == second:
        raise ValueError(f"a heat map has two axes, and {first!r} is given for both")
    return first, second


def heat_map(summary: pd.DataFrame, measure: Measure, rows: str, columns: str) -> HeatMap | None:
    """Return the means of a measure by two columns; `None` if there is none.

    Parameters
    ----------
    summary
        Means by these two, as `Comparison.summary`.
    """
    means = summary[measure.name].dropna() * measure.scale
    if not len(means):
        return None
    lowest, spread = float(means.min()), float(means.max() - means.min())
    found = {(known(row[rows]), known(row[columns])): row for row in summary.to_dict("records")}
    every_row, every_column = (_labels(summary, name) for name in (rows, columns))
    shown_rows, shown_columns = every_row[:MOST_COMBINATIONS], every_column[:_MOST_COLUMNS]

    def cell(row: tuple[Any, str], column: tuple[Any, str]) -> HeatCell:
        mean, missing = _mean(found.get((row[0], column[0])), measure)
        return HeatCell(
            row=row[1],
            column=column[1],
            mean=mean,
            text=missing or measure.form.format(mean.value),
            share=math.nan if missing else (mean.value - lowest) / (spread or 1.0),
        )

    return HeatMap(
        measure=measure,
        lines=tuple(tuple(cell(row, column) for column in shown_columns) for row in shown_rows),
        left_out=len(every_row) + len(every_column) - len(shown_rows) - len(shown_columns),
    )


def _labels(summary: pd.DataFrame, name: str) -> list[tuple[Any, str]]:
    """Return the values of a column, each once, and their labels."""
    values = summary[[name]].drop_duplicates()
    labels = Labels(values, [name])
    return [(known(row[name]), labels.of(row)) for row in values.to_dict("records")]


def _mean(row: Mapping[Any, Any] | None, measure: Measure) -> tuple[Interval, str]:
    """Return a mean in the measure's unit, and why there is none; empty where there is one."""
    if row is None:
        return NOTHING_KNOWN, "not asked"
    mean = measure.mean(row)
    missing = "failed" if row["failed"] == row["cells"] else "no value"
    return mean, missing if math.isnan(mean.value) else ""
