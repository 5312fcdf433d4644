"""The rows of a comparison's table: which cells stand where, which of them are found, and in which order."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicelab.comparison.failing_cells import failing_cells
from voicelab.comparison.table.filters import cells_with, wanted_values
from voicelab.comparison.table.search import CellSearch
from voicelab.text.search_form import search_form
from voicelab.text.word_differences import compared_form

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from voicelab.comparison.table.content import TableContent
    from voicelab.comparison.table.view import TableView

__all__ = ["SelectedRows", "TableRows"]


@dataclass(frozen=True, slots=True)
class SelectedRows:
    """What a view shows of a table."""

    rows: NDArray[np.intp]
    """The numbers of the rows, in their order."""
    columns: tuple[int, ...]
    """The numbers of the columns that stand side by side, in their order."""
    found: NDArray[np.bool_]
    """Of each cell, whether it is what was looked for."""


class TableRows:
    """Cells numbered once by the row and the column in which they stand, so that a page is found at once."""

    def __init__(self, content: TableContent) -> None:
        self.cells = cells = content.cells
        self._column_names = list(content.columns)
        asked, _ = pd.factorize(cells["input"])
        numbers = pd.DataFrame({"asked": asked, "with": _group_numbers(cells, content.row_names)})
        self.row_of: NDArray[np.intp] = numbers.groupby(["asked", "with"], sort=True).ngroup().to_numpy()
        """The row of each cell, from 0, in the order in which they were asked."""
        self.column_of = _group_numbers(cells, self._column_names)
        """The column of each cell, from 0."""
        first = np.unique(self.column_of, return_index=True)[1]
        self.columns: list[dict[Hashable, Any]] = [
            {name: cells[name].iloc[place] for name in self._column_names} for place in first
        ]
        """The values of each column that stands side by side."""
        self.count = int(self.row_of.max()) + 1 if len(cells) else 0
        """How many rows there are."""
        self._failing = failing_cells(cells, content.scores)
        self._search = CellSearch(cells)

    def select(self, view: TableView) -> SelectedRows:
        """Return what a view shows: rows with a cell that is all that is looked for, with their other cells.

        Where values of what stands side by side are looked for, the other columns are left out.
        """
        columns = self._shown_columns(view)
        found = np.isin(self.column_of, columns)
        if view.search:
            found &= self._search.find(view.search)
        for name, wanted in view.where.items():
            found &= cells_with(self.cells[name], wanted)
        if "failures" in view.only:
            found &= self._failing
        if "differences" in view.only:
            found &= np.isin(self.row_of, self._differing(columns))
        rows = np.unique(self.row_of[found])
        return SelectedRows(self._ordered(rows, columns, view), columns, found)

    def column_number(self, given: Any) -> int:
        """Return the number of a column, by its value, or its values by their names where there are several.

        Raises
        ------
        ValueError
            No column has them.
        """
        names = self._column_names
        values = (
            given if isinstance(given, Mapping) else dict(zip(names, _several(given, names), strict=False))
        )
        if set(values) != set(names):
            raise ValueError(f"of {', '.join(names)} there is a value each in a column, not {given!r}")
        fits = np.ones(len(self.cells), dtype=bool)
        for name in names:
            one = [values[name]] if isinstance(values[name], list | tuple) else values[name]
            fits &= cells_with(self.cells[name], wanted_values(self.cells[name], one))
        if not fits.any():
            raise ValueError(f"no cell has {given!r}")
        return int(self.column_of[fits][0])

    def _shown_columns(self, view: TableView) -> tuple[int, ...]:
        if view.difference is not None:
            return view.difference
        fits = np.ones(len(self.cells), dtype=bool)
        for name in self._column_names:
            if name in view.where:
                fits &= cells_with(self.cells[name], view.where[name])
        return tuple(map(int, np.unique(self.column_of[fits])))

    def _differing(self, columns: Sequence[int]) -> NDArray[np.intp]:
        """Return the rows in which replies to one repeat differ; in a single column, those to any repeats."""
        side_by_side = pd.DataFrame(
            {"row": self.row_of, "repeat": self.cells["repeat"].to_numpy(int), "said": self._replies}
        )[np.isin(self.column_of, columns)]
        said = side_by_side.groupby(["row", "repeat"] if len(columns) > 1 else ["row"])["said"]
        differs = said.max() != said.min()
        rows: NDArray[np.intp] = differs.index.get_level_values("row")[differs.to_numpy()].to_numpy()
        return rows

    @functools.cached_property
    def _replies(self) -> NDArray[np.intp]:
        """Return a number for each cell's reply, the same for those that do not differ in any word."""
        codes, distinct = pd.factorize(self.cells["reply"].fillna(""))
        numbers, _ = pd.factorize(np.array([compared_form(reply) for reply in distinct], dtype=object))
        return np.asarray(numbers, dtype=np.intp)[codes]

    def sorts_by_difference(self, view: TableView) -> bool:
        """Say whether rows are sorted by how much of a number two columns differ."""
        if view.difference is None or view.sort is None:
            return False
        return pd.api.types.is_numeric_dtype(self.cells[view.sort])

    def _ordered(self, rows: NDArray[np.intp], columns: Sequence[int], view: TableView) -> NDArray[np.intp]:
        """Return rows in their order."""
        if view.sort is None:
            return rows[::-1] if view.descending else rows
        if self.sorts_by_difference(view):
            first, second = (self._keys(view.sort, [column]) for column in columns)
            keys = second - first
        else:
            keys = self._keys(view.sort, columns)
        in_order = keys.reindex(rows).sort_values(
            ascending=not view.descending, kind="stable", na_position="last"
        )
        ordered: NDArray[np.intp] = in_order.index.to_numpy()
        return ordered

    def _keys(self, name: str, columns: Sequence[int]) -> pd.Series:
        """Return by what rows are sorted: the mean of their cells' numbers, or their first text."""
        is_shown = np.isin(self.column_of, columns)
        values, by_row = self.cells[name][is_shown], self.row_of[is_shown]
        if pd.api.types.is_numeric_dtype(values):  # truths are numbers there
            numbers = pd.Series(values.to_numpy("float64", na_value=np.nan))
            means: pd.Series = numbers.groupby(by_row).mean()
            return means
        texts = values.astype(object).astype("string").reset_index(drop=True)
        keys: pd.Series = texts.groupby(by_row).first().map(search_form, na_action="ignore")
        return keys


def _group_numbers(cells: pd.DataFrame, names: Sequence[str]) -> NDArray[np.intp]:
    """Return a number for each cell, the same for those of the same values; in the order of the cells."""
    if not names:
        return np.zeros(len(cells), dtype=np.intp)
    numbers: NDArray[np.intp] = (
        cells.groupby(list(names), sort=False, dropna=False, observed=True).ngroup().to_numpy()
    )
    return numbers


def _several(given: Any, names: Sequence[str]) -> list[Any]:
    """Return the values of some names."""
    return list(given) if len(names) > 1 and isinstance(given, list | tuple) else [given]
