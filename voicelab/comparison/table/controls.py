"""The controls of a comparison's table: what there is to choose from, and what is chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

import pandas as pd

from voicelab.comparison.frame import known_column, known_columns
from voicelab.comparison.labels import Labels
from voicelab.comparison.table.filters import (
    FilterColumn,
    Wanted,
    checked_range,
    filter_column,
    filter_columns,
    wanted_values,
)
from voicelab.comparison.table.view import TableView, ViewChanges, checked_only, checked_page_size
from voicelab.exchange.plain_values import plain_text

if TYPE_CHECKING:
    from voicelab.comparison.table.content import TableContent
    from voicelab.comparison.table.rows import TableRows

__all__ = ["ChosenValues", "ChosenView", "PageControls", "PageFilter", "TableControls"]


class PageFilter(TypedDict):
    """A column by which one may filter."""

    name: str
    labels: list[str]
    """What its values are called, which the page knows by their places."""
    is_measured: bool


class PageControls(TypedDict):
    """What there is to choose from."""

    filters: list[PageFilter]
    sorts: list[str]
    heads: list[str]
    """Of all columns that may stand side by side."""


class ChosenValues(TypedDict):
    """What of a column is chosen: the places of its values, or numbers from and to."""

    values: list[int]
    low: float | None
    high: float | None


class ChosenView(TypedDict):
    """What is chosen."""

    search: str
    where: dict[str, ChosenValues]
    only: list[str]
    sort: str
    descending: bool
    difference: list[int]
    page_size: int


class TableControls:
    """Reads what is chosen, in Python or on the page, into views.

    Parameters
    ----------
    view
        What is chosen already: all of it can be chosen again.
    """

    def __init__(self, content: TableContent, rows: TableRows, view: TableView | None = None) -> None:
        self._cells = content.cells
        self._varied = content.varied
        self._rows = rows
        self._filters = filter_columns(content)
        heads = Labels(
            pd.DataFrame(rows.columns, columns=list(content.columns), dtype=object), content.columns
        )
        self.heads = list(map(heads.of, rows.columns))
        """What the columns are called that may stand side by side."""
        scored = (column.name for column in content.scores if not column.is_reason)
        self._sorts = dict.fromkeys(["input", "expected", "reply", *scored, *self._filters])
        for name, wanted in view.where.items() if view else ():
            self._offer(name, wanted)
        if view and view.sort:
            self._sorts.setdefault(view.sort)

    def describe(self) -> PageControls:
        """Return what there is to choose from, for the page."""
        filters: list[PageFilter] = [
            {"name": each.name, "labels": list(each.labels), "is_measured": each.is_measured}
            for each in self._filters.values()
        ]
        return {"filters": filters, "sorts": list(self._sorts), "heads": self.heads}

    def describe_view(self, view: TableView) -> ChosenView:
        """Return what is chosen, for the page."""
        return {
            "search": view.search,
            "where": {
                name: {
                    "values": [self._filters[name].values.index(value) for value in wanted.values],
                    "low": wanted.low,
                    "high": wanted.high,
                }
                for name, wanted in view.where.items()
            },
            "only": list(view.only),
            "sort": view.sort or "",
            "descending": view.descending,
            "difference": list(view.difference or ()),
            "page_size": view.page_size,
        }

    def changed(self, view: TableView, changes: ViewChanges) -> TableView:
        """Return a view with what was changed in Python.

        Raises
        ------
        TypeError
            Something by a name that is none.
        ValueError
            Something that the table has not.
        """
        if unknown := set(changes) - set(ViewChanges.__annotations__):
            known = ", ".join(ViewChanges.__annotations__)
            raise TypeError(f"a table has no {min(unknown)!r}; there are: {known}")
        given: dict[str, Any] = {}
        if "search" in changes:
            given["search"] = plain_text("search", changes["search"])
        if "where" in changes:
            given["where"] = self._wanted(changes["where"] or {})
        if "only" in changes:
            given["only"] = checked_only(changes["only"])
        if "sort" in changes:
            given["sort"] = self._sort(changes["sort"])
        if "descending" in changes:
            given["descending"] = _yes_or_no("descending", changes["descending"])
        if "difference" in changes:
            given["difference"] = self._difference(changes["difference"])
        if "page_size" in changes:
            given["page_size"] = checked_page_size(changes["page_size"])
        return dataclasses.replace(view, page=1, **given)

    def chosen(self, view: TableView, changes: Mapping[str, Any]) -> TableView:
        """Return a view with what was changed on the page, which names values and columns by their places.

        Raises
        ------
        ValueError
            Something that the table has not.
        """
        given = dict(changes)
        if "where" in changes:
            chosen = {name: self._chosen_values(name, each) for name, each in changes["where"].items()}
            given["where"] = {name: wanted for name, wanted in chosen.items() if wanted.is_any}
        if "difference" in changes:
            given["difference"] = self._two_columns(list(changes["difference"]))
        if "sort" in changes:
            given["sort"] = self._sort(changes["sort"] or None)
        if "only" in changes:
            given["only"] = checked_only(changes["only"])
        if "page_size" in changes:
            given["page_size"] = checked_page_size(changes["page_size"])
        return dataclasses.replace(view, page=1, **given)

    def _wanted(self, where: Mapping[str, Any]) -> dict[str, Wanted]:
        if not isinstance(where, Mapping):
            raise ValueError(f"where names columns and their values, as {{'max_tokens': 16}}, not {where!r}")
        wanted = {}
        for name in known_columns(self._cells, list(where)):
            wanted[name] = wanted_values(self._cells[name], where[name])
            self._offer(name, wanted[name])
        return wanted

    def _offer(self, name: str, wanted: Wanted) -> None:
        """Have values of a column among those that one may choose."""
        if missing := set(wanted.values) - set(self._filter(name).values):
            mentioned = [*self._filter(name).values, *missing]
            self._filters[name] = filter_column(self._cells[name], self._varied, mentioned)

    def _filter(self, name: str) -> FilterColumn:
        """Return a column by which one filters, in Python at least."""
        if name not in self._filters:
            self._filters[name] = filter_column(self._cells[name], self._varied)
        return self._filters[name]

    def _chosen_values(self, name: str, chosen: Mapping[str, Any]) -> Wanted:
        if name not in self._filters:
            raise ValueError(f"there is no filter {name!r}")
        values = self._filters[name].values
        low, high = checked_range(name, chosen["low"], chosen["high"])
        return Wanted(tuple(values[place] for place in chosen["values"]), low, high)

    def _sort(self, name: str | None) -> str | None:
        if name is None:
            return None
        column = known_column(self._cells, name)
        self._sorts.setdefault(column)
        return column

    def _difference(self, given: Any) -> tuple[int, int] | None:
        if given is None:
            return None
        is_several = isinstance(given, Iterable) and not isinstance(given, str)
        if not is_several or len(several := list(given)) != 2:
            raise ValueError(f"the difference is one of two values that stand side by side, not {given!r}")
        return self._two_columns([self._rows.column_number(each) for each in several])

    def _two_columns(self, numbers: list[int]) -> tuple[int, int] | None:
        if not numbers:
            return None
        one, other = numbers
        if one == other:
            raise ValueError("the difference is one of two columns, and both are the same")
        return one, other


def _yes_or_no(name: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{name} must be True or False, not {given!r}")
    return given
