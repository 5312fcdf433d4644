"""Filters of a comparison's table: which values of a column the cells must have that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicelab.cases.case_row import FIELD_PREFIX
from voicelab.comparison.axes import plain_value, several_values
from voicelab.comparison.labels import Labels
from voicelab.comparison.summary_columns import MEASURES
from voicelab.exchange.plain_values import plain_real
from voicelab.nearest import nearest_first
from voicelab.settings import DECLARATIONS
from voicelab.settings.text_lists import parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicelab.comparison.table.content import TableContent

__all__ = [
    "FilterColumn",
    "Wanted",
    "cells_with",
    "checked_range",
    "filter_column",
    "filter_columns",
    "wanted_values",
]

_MOST_CHOICES = 30
"""Distinct texts from which one chooses; of more, searching finds them sooner."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a column is wanted: some of its values, or numbers from and to."""

    values: tuple[Any, ...] = ()
    """`None` among them stands for those that are missing."""
    low: float | None = None
    high: float | None = None

    @property
    def is_range(self) -> bool:
        """Whether numbers from or to some other are wanted."""
        return self.low is not None or self.high is not None

    @property
    def is_any(self) -> bool:
        """Whether anything is wanted."""
        return bool(self.values) or self.is_range

    def includes(self, value: Any) -> bool:
        """Say whether a value that is not missing is wanted."""
        if value in self.values:
            return True
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return self.is_range and bool(low <= value <= high)


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """A column by which one may filter: its values to choose from, and whether it is measured."""

    name: str
    values: tuple[Any, ...]
    """`None` stands for those that are missing."""
    labels: tuple[str, ...]
    """What the values are called."""
    is_measured: bool
    """Whether numbers are wanted from and to some other."""


def filter_columns(content: TableContent) -> dict[str, FilterColumn]:
    """Return the columns by which one may filter, by their names: those that have several values."""
    frame = content.cells
    names = (
        *(name for name in content.varied if name != "input"),
        *("language", "tags"),
        *(name for name in frame.columns if name.startswith(FIELD_PREFIX)),
        *("outcome", "finish_reason", "label_thumbs_up"),
        *(column.name for column in content.scores if not column.is_reason),
        *MEASURES,
    )
    known = [name for name in dict.fromkeys(names) if name in content.varied or frame[name].notna().any()]
    columns = [filter_column(frame[name], content.varied) for name in known]
    return {column.name: column for column in columns if len(column.values) > 1 or _is_spread(frame, column)}


def filter_column(column: pd.Series, varied: Sequence[str], mentioned: Sequence[Any] = ()) -> FilterColumn:
    """Return a column as one by which one may filter.

    Parameters
    ----------
    varied
        What varies: one chooses among its numbers, too.
    mentioned
        Values to choose from in any case.
    """
    name = str(column.name)
    is_measured = _is_number(column) and name not in varied
    known = _values_of(column)
    if is_measured:
        known = [value for value in known if value is None or value in mentioned]
    elif len(known) > _MOST_CHOICES and name not in varied:
        known = [value for value in known if value in mentioned]
    return FilterColumn(name, tuple(known), tuple(_labels(column, known, varied)), is_measured)


def wanted_values(column: pd.Series, given: Any) -> Wanted:
    """Return what of a column is wanted: a value, several in a list, or a range of numbers as a tuple.

    Raises
    ------
    ValueError
        No cell has such a value, or the range is none.
    """
    name = str(column.name)
    if isinstance(given, tuple) and _is_number(column):
        return _range(name, given)
    kind = DECLARATIONS[name].kind if name in DECLARATIONS else None
    takes_several = kind is not None and kind.accepts_tuples
    several = [plain_value(each) for each in several_values(name, given, accepts_tuples=takes_several)]
    if kind is not None:  # the table has several texts as one
        several = [kind.write(each) or None if isinstance(each, tuple) else each for each in several]
    known = _values_of(column)
    if pd.api.types.is_string_dtype(column):  # of a file's fields also numbers are text
        several = [each if each in known or str(each) not in known else str(each) for each in several]
    if not several:
        raise ValueError(f"of {name} no value is given that cells should have")
    if unknown := [value for value in several if value not in known]:
        nearest = nearest_first(str(unknown[0]), map(str, known))[:5]
        raise ValueError(f"{name} has no value {unknown[0]!r}; there are: {', '.join(nearest) or 'none'}")
    return Wanted(tuple(several))


def cells_with(column: pd.Series, wanted: Wanted) -> NDArray[np.bool_]:
    """Say of each cell whether its value is wanted; of tags, whether one of them is."""
    codes, values = pd.factorize(column)
    if column.name == "tags":
        fit = [any(map(wanted.includes, parts(value))) for value in values]
    else:
        fit = [wanted.includes(value) for value in values]
    found: NDArray[np.bool_] = np.array([*fit, None in wanted.values], dtype=bool)[codes]
    return found


def checked_range(name: str, low: Any, high: Any) -> tuple[float | None, float | None]:
    """Return the ends of a range of numbers; `None` where it has no such end.

    Raises
    ------
    ValueError
        An end is no number, or the lowest is above the highest.
    """
    low, high = (None if end is None else plain_real(name, end) for end in (low, high))
    if low is not None and high is not None and low > high:
        raise ValueError(f"the lowest {name} is above the highest: {low:g} and {high:g}")
    return low, high


def _range(name: str, given: tuple[Any, ...]) -> Wanted:
    if len(given) != 2 or given == (None, None):
        raise ValueError(f"a range of {name} is (lowest, highest), one of which may be None, not {given!r}")
    return Wanted((), *checked_range(name, *given))


def _values_of(column: pd.Series) -> list[Any]:
    """Return the distinct values of a column, in the order of the cells; `None` last where some are missing.

    Of truths both, so that one may look for failures where there are none.
    """
    codes, distinct = pd.factorize(column)
    values = [value.item() if isinstance(value, np.generic) else value for value in distinct]
    if column.name == "tags":
        values = list(dict.fromkeys(tag for tags in values for tag in parts(tags)))
    if pd.api.types.is_bool_dtype(column):
        values = [True, False]
    elif _is_number(column):
        values.sort()
    return [*values, None] if (codes == -1).any() else values


def _labels(column: pd.Series, values: Sequence[Any], varied: Sequence[str]) -> Iterable[str]:
    name = str(column.name)
    labels = Labels(pd.DataFrame({name: pd.Series(values, dtype=object)}), [name])
    is_truth = pd.api.types.is_bool_dtype(column) and name not in varied
    for value in values:
        if value is None and name not in varied:
            yield "missing"
        elif is_truth:
            yield "yes" if value else "no"
        else:
            yield labels.value(name, value)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _is_spread(frame: pd.DataFrame, column: FilterColumn) -> bool:
    """Say whether a measured column has several values."""
    return column.is_measured and frame[column.name].nunique() > 1
