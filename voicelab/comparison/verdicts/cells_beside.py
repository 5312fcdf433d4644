"""The cells of a comparison and of an earlier one, side by side, as far as they can be matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voicelab.comparison.condition_axes import CONDITION_AXES
from voicelab.comparison.labels import known, plain
from voicelab.settings import DECLARATIONS
from voicelab.text.direction import isolated
from voicelab.text.shortened import one_line

__all__ = ["SIDE", "CellsBeside", "cells_beside"]

SIDE = "_side"
"""The column that says of which comparison a cell is: first come those of now, then those before."""

_KNOWN_BY = ("case", "input", "session", "turn", "outcome", "model")
"""Columns of words that are kept: replies and the like are long, and nothing that is compared."""
_LONGEST = 60
"""Characters of a setting's value that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsBeside:
    """What can be matched of two comparisons, and what of it cannot."""

    cells: pd.DataFrame
    """The cells of both whose case and settings both have, with `SIDE`: what they are known by, settings, and
    all numbers and truths."""
    matched_by: tuple[str, ...]
    """Settings and conditions in which cells are alike that are matched, beside their case."""
    only_now: tuple[str, ...]
    """Cases and values of settings that the earlier one does not have, in words."""
    only_before: tuple[str, ...]
    """Those that the later one does not have."""
    set_otherwise: tuple[str, ...]
    """Settings of which the two have no value in common, in words: cells are compared all the same."""


def cells_beside(now: pd.DataFrame, before: pd.DataFrame, varied: Sequence[str]) -> CellsBeside:
    """Return the cells of two comparisons that can be matched.

    Cases are known by their ids. What varies in either, within a case, has to be alike if the two have a
    value of it in common; else it is what is compared, as a prompt that was rewritten, and averaged over.

    Parameters
    ----------
    now, before
        One row a cell, as `Comparison.df`; columns of one name are of one type (`earlier_cells`).
    varied
        What varies now.

    Raises
    ------
    ValueError
        They have no case in common.
    """
    every = dict.fromkeys((*varied, *CONDITION_AXES, *DECLARATIONS))
    settings = [name for name in every if name in now or name in before]
    now, before = _with_columns(now, settings, before), _with_columns(before, settings, now)
    both = [name for name in now.columns if name in before.columns]
    kept = [name for name in both if name in settings or _is_compared(now, name)]
    now, before = now[kept], before[kept]
    only_now, only_before, otherwise = [], [], []
    cases = _common(now, before, "case")
    if not cases:
        raise ValueError(
            f"the two have no case in common, of {now['case'].nunique():,} now and "
            f"{before['case'].nunique():,} before: cases are known by their id"
        )
    only_now += _others(now, "case", cases)
    only_before += _others(before, "case", cases)
    now, before = (cells[cells["case"].isin(cases)] for cells in (now, before))
    matched_by = []
    for name in settings:
        values = _common(now, before, name)
        if not values:
            otherwise.append(_change(now, before, name))
        elif name in varied or any(_varies_within_cases(cells, name) for cells in (now, before)):
            matched_by.append(name)
            only_now += _others(now, name, values)
            only_before += _others(before, name, values)
            now, before = (cells[_is_in(cells, name, values)] for cells in (now, before))
    only_now += _combinations_without(now, before, matched_by)
    only_before += _combinations_without(before, now, matched_by)
    if "model" in kept:
        # Of cells that failed none is known.
        replied, replied_before = (cells[cells["model"].notna()] for cells in (now, before))
        if len(replied) and len(replied_before) and not _common(replied, replied_before, "model"):
            otherwise.append(_change(replied, replied_before, "model"))
    return CellsBeside(
        cells=pd.concat([now.assign(**{SIDE: 0}), before.assign(**{SIDE: 1})], ignore_index=True),
        matched_by=tuple(matched_by),
        only_now=tuple(only_now),
        only_before=tuple(only_before),
        set_otherwise=tuple(otherwise),
    )


def _with_columns(cells: pd.DataFrame, names: Sequence[str], other: pd.DataFrame) -> pd.DataFrame:
    """Return cells with a column for each name: a condition that was not given is one of no change."""
    nothing: list[Any] = [None] * len(cells)
    missing = {
        name: pd.Series(nothing, cells.index, other[name].dtype) for name in names if name not in cells
    }
    filled: pd.DataFrame = cells.assign(**missing)
    return filled


def _is_compared(cells: pd.DataFrame, name: str) -> bool:
    return name in _KNOWN_BY or pd.api.types.is_numeric_dtype(cells[name].dtype)


def _varies_within_cases(cells: pd.DataFrame, name: str) -> bool:
    if cells[name].nunique(dropna=False) < 2:
        return False
    return bool((cells.groupby("case", observed=True)[name].nunique(dropna=False) > 1).any())


def _common(now: pd.DataFrame, before: pd.DataFrame, name: str) -> set[Any]:
    return set(_values(now, name)) & set(_values(before, name))


def _values(cells: pd.DataFrame, name: str) -> list[Any]:
    return [known(value) for value in cells[name].drop_duplicates()]


def _is_in(cells: pd.DataFrame, name: str, values: set[Any]) -> pd.Series[bool]:
    return cells[name].map(lambda value: known(value) in values).astype(bool)


def _others(cells: pd.DataFrame, name: str, common: set[Any]) -> list[str]:
    return [f"{name} {_shown(value, name)}" for value in _values(cells, name) if value not in common]


def _combinations_without(cells: pd.DataFrame, others: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the combinations that others do not have, each value of which they have."""
    if len(names) < 2:
        return []

    def combinations(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
        rows = frame[list(names)].drop_duplicates().itertuples(index=False, name=None)
        return [tuple(map(known, row)) for row in rows]

    common = set(combinations(others))
    return [
        " · ".join(f"{name} {_shown(value, name)}" for name, value in zip(names, each, strict=True))
        for each in combinations(cells)
        if each not in common
    ]


def _change(now: pd.DataFrame, before: pd.DataFrame, name: str) -> str:
    was, became = (", ".join(_shown(each, name) for each in _values(cells, name)) for cells in (before, now))
    return f"{name}: {was} before, {became} now"


def _shown(value: Any, name: str) -> str:
    return isolated(one_line(plain(value, name), _LONGEST))
