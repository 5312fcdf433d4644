"""The view of a comparison's table: which of its cells are shown, in which order, and how many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from voicelab.comparison.table.filters import Wanted
from voicelab.exchange.plain_values import plain_whole

__all__ = ["Only", "TableView", "ViewChanges", "checked_only", "checked_page_size"]

Only = Literal["failures", "differences"]
"""Cells of which something went wrong, see `failing_cells`; rows in which replies differ."""

_ONLY: tuple[Only, ...] = ("failures", "differences")


class ViewChanges(TypedDict, total=False):
    """What of a view may be changed; see `Comparison.show`."""

    columns: str | Sequence[str] | None
    search: str
    where: Mapping[str, Any] | None
    only: Only | Sequence[Only] | None
    sort: str | None
    descending: bool
    difference: Sequence[Any] | None
    page_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """What of a table is shown."""

    search: str = ""
    """Words and phrases to be found; empty for all cells."""
    where: Mapping[str, Wanted] = field(default_factory=dict)
    """Values that cells must have, by the names of their columns."""
    only: tuple[Only, ...] = ()
    """What alone is shown."""
    sort: str | None = None
    """The column by which rows are sorted; `None` for the order in which they were asked."""
    descending: bool = False
    """Whether the largest comes first."""
    difference: tuple[int, int] | None = None
    """Two of the columns that stand side by side, whose replies are compared word by word."""
    page_size: int = 10
    """Rows on a page."""
    page: int = 1
    """From 1."""


def checked_only(given: Only | Sequence[Only] | None) -> tuple[Only, ...]:
    """Return what alone is to be shown.

    Raises
    ------
    ValueError
        It is none of those that there are.
    """
    is_one = isinstance(given, str) or not isinstance(given, Iterable)
    several = () if given is None else (given,) if is_one else tuple(given)
    if unknown := [each for each in several if each not in _ONLY]:
        raise ValueError(f"only is {' or '.join(map(repr, _ONLY))}, or both in a list, not {unknown[0]!r}")
    return tuple(each for each in _ONLY if each in several)


def checked_page_size(given: Any) -> int:
    """Return how many rows a page has.

    Raises
    ------
    ValueError
        It is no whole number of 1 or more.
    """
    size = plain_whole("page_size", given)
    if size < 1:
        raise ValueError(f"page_size must be 1 or more, not {size!r}")
    return size
