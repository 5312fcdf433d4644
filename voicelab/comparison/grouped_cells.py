"""Cells in groups, as plain numbers: quick, also where there are 10,000 in hundreds of groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from voicelab.comparison.failing_cells import failed

__all__ = ["CASE", "REPLY", "grouped", "grouped_cells"]

CASE, REPLY = "case", "session and turn"
"""The columns that number the cells' cases and replies: cells that ask the same share a reply."""


def grouped(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Return the cells of each combination of `by` that there is, missing values included, and the values."""
    if not by:
        return [((), frame)]
    groups = frame.groupby(list(by), dropna=False, sort=False, observed=True)
    # Not `list`: it asks for their number, at which pandas 2.1 and 2.2 stumble over a missing value.
    return [(values, group) for values, group in groups]


def grouped_cells(
    frame: pd.DataFrame, by: Sequence[str], names: Iterable[str]
) -> Iterator[tuple[tuple[Any, ...], int, pd.DataFrame]]:
    """Yield for each combination of `by` its values, how many cells it has, and those that did not fail.

    Parameters
    ----------
    frame
        One row a cell, as `Comparison.df`.
    names
        Columns of numbers and truths that are wanted; ``NaN`` is what is missing. `CASE`, `REPLY` and
        `reply`, the number of its words, -1 where there is none, are there as well.
    """
    columns: dict[str, Any] = {
        name: frame[name].to_numpy("float64", na_value=float("nan")) for name in dict.fromkeys(names)
    }
    asked = pd.factorize(frame["session"])[0] * (frame["turn"].max() + 1 if len(frame) else 1)
    columns |= {
        CASE: pd.factorize(frame["case"])[0],
        REPLY: np.asarray(asked + frame["turn"].to_numpy("int64"), dtype=np.int64),
        "reply": pd.factorize(frame["reply"])[0],
    }
    cells = pd.DataFrame(columns)
    good = ~failed(frame)
    places = frame[list(dict.fromkeys(by))].assign(_place=np.arange(len(frame)))
    for values, group in grouped(places, by):
        chosen = group["_place"].to_numpy()
        yield values, len(chosen), cells.iloc[chosen[good[chosen]]]
