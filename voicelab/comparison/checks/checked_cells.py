"""CheckedCells: the table of a comparison, as checks look at it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicelab.cases.case_row import FIELD_PREFIX
from voicelab.comparison.case_columns import CASE_COLUMNS
from voicelab.comparison.checks.aggregates import TOTALS
from voicelab.comparison.failing_cells import failed
from voicelab.comparison.frame import known_column
from voicelab.comparison.summary_columns import LIVE_MEASURES
from voicelab.comparison.verdicts.matched_values import FAILED as FAILURES
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["FAILED", "LONGEST_QUOTE", "CheckedCells", "ColumnValues", "check_has_aggregate", "why_without"]

FAILED = FAILURES.name
"""What checks call whether a cell failed; the table has it as an outcome."""
LONGEST_QUOTE = 80
"""Characters of what others wrote, in a reason."""
_COUNTED_BY = ("cell", "case", "session", "turn", "turns", "outcome", FAILED)
"""Columns that say which values count, and of which cell and reply they are."""
_REASONS = ("_error", ".error")
"""How columns end that say why a score failed, and why a judge gave no value."""
_OF_CELLS = ("cell", FAILED)
"""What each cell has for itself: all else is of a reply, which several cells may share."""


def check_has_aggregate(column: pd.Series[Any], aggregate: str) -> None:
    """Check that values of a column's kind have an aggregate.

    Raises
    ------
    ValueError
        They are words, and more is wanted of them than how many there are.
    """
    if aggregate != "count" and not _has_numbers(column):
        raise ValueError(f"{column.name} has words, of which there is nothing but .count")


def _has_numbers(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column)


class ColumnValues:
    """The values of a column, as numbers.

    Raises
    ------
    ValueError
        They are words, and more is wanted of them than how many there are.
    """

    def __init__(self, column: pd.Series[Any], aggregate: str) -> None:
        self.are_truths = bool(pd.api.types.is_bool_dtype(column))
        if _has_numbers(column):
            numbers = column.to_numpy(dtype="float64", na_value=math.nan)
            self.numbers = np.where(np.isfinite(numbers), numbers, math.nan)
        else:
            if column.notna().any():
                check_has_aggregate(column, aggregate)
            self.numbers = np.where(column.notna().to_numpy(dtype=bool), 1.0, math.nan)
        self.known = int((~np.isnan(self.numbers)).sum())
        """How many there are."""


class CheckedCells:
    """The cells of a comparison that have a result.

    Parameters
    ----------
    frame
        `Comparison.df`.
    scores
        Which of its columns are scores.
    varied
        What varies.
    currency
        Of the costs.
    """

    def __init__(
        self, frame: pd.DataFrame, scores: Sequence[ScoreColumn], varied: Sequence[str], currency: str
    ) -> None:
        has_failed = failed(frame)
        self.frame = frame.assign(**{FAILED: pd.array(has_failed, dtype="boolean")})
        """The table, and whether each cell failed."""
        self.failures = frame[has_failed]
        """The rows of the cells that failed."""
        self.varied = tuple(varied)
        self.scores = {column.name: column for column in scores}
        self.currency = currency

    def add_reasons(self, names: Iterable[str]) -> None:
        """Add columns of why scores have no value, of those names that the table lacks as none failed."""
        lacking = [name for name in names if name not in self.frame and self._is_of_failures(name)]
        nothing = pd.array([None] * len(self.frame), dtype=pd.StringDtype())
        self.frame = self.frame.assign(**dict.fromkeys(lacking, nothing))

    def _is_of_failures(self, name: str) -> bool:
        scores = [f"{given}." for each in self.scores for given in _given_names(each)]
        return any(
            name.endswith(ending) and any(each.startswith(f"{name.removesuffix(ending)}.") for each in scores)
            for ending in _REASONS
        )

    def check_columns(self, names: Collection[str]) -> None:
        """Check that there are such columns, and values in those of scores that failed.

        Raises
        ------
        ValueError
            There is none; the message lists the nearest names, or says why the score failed.
        """
        for name in names:
            self.check_score(name)
            known_column(self.frame, name)

    def check_score(self, name: str) -> None:
        """Check that a column, if it is a score's, has a value, where the score failed.

        Raises
        ------
        ValueError
            It has none; the message has the first reason.
        """
        if name not in self.frame or self.frame[name].isna().all():
            for reasons in self.score_failures(self.frame, name):
                if len(reasons):
                    raise ValueError(f"{name}: {why_without(reasons, len(self.frame))}")

    def narrow(self, cells: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
        """Return cells with some columns alone, and those by which values count: all take their time."""
        kept = {*names, *_COUNTED_BY, *self.scores}
        narrow: pd.DataFrame = cells[[name for name in cells if name in kept]]
        return narrow

    def of_replies(self, cells: pd.DataFrame, column: str, aggregate: str) -> pd.DataFrame:
        """Return the cells whose values of a column count: of those that share a reply, one.

        Cells that failed take part in sums and counts alone. What live talks alone have is theirs.
        """
        if column in _OF_CELLS:
            return cells
        if aggregate not in TOTALS:
            cells = cells[~cells[FAILED]]
        is_score = column in self.scores
        if column in LIVE_MEASURES and not is_score:
            cells = cells[cells["turns"].notna()]
        by_case = is_score or column in CASE_COLUMNS or column.startswith(FIELD_PREFIX)
        replies: pd.DataFrame = cells.drop_duplicates(["session", "turn", *(["case"] if by_case else [])])
        return replies

    def score_failures(self, cells: pd.DataFrame, column: str) -> list[pd.Series[Any]]:
        """Return why the score that makes a column has no value, of each cell in which it failed.

        That is where it raised an error, and where a judge gave ``error`` in place of a value. The name of
        each series is that of the column of these reasons.
        """
        if column in self.frame and column not in self.scores:
            return []
        parts = [given.split(".") for given in _given_names(column)]
        names = [".".join(each[:length]) for each in parts for length in range(len(each), 0, -1)]
        likely = dict.fromkeys(f"{name}{ending}" for name in names for ending in _REASONS)
        without = cells[cells[column].isna()] if column in cells else cells
        return [without[name].dropna() for name in likely if self._is_why(name, column) and name != column]

    def _is_why(self, name: str, column: str) -> bool:
        """Whether a column of words is of the score that makes another, as far as that is known."""
        if name not in self.scores or self.scores[name].kind != "words":
            return False
        return column not in self.scores or self.scores[name].score == self.scores[column].score


def why_without(reasons: pd.Series[Any], count: int) -> str:
    """Return in how many of some cells a score has no value, and the first reason."""
    first = shortened(str(reasons.iloc[0]), LONGEST_QUOTE)
    return f"the score has no value in {len(reasons):,} of {count:,} cells ({first})"


def _given_names(column: str) -> tuple[str, ...]:
    """Return what the score of a column may be called: ``score_`` is the table's, or its own."""
    return tuple(dict.fromkeys((column, column.removeprefix("score_"))))
