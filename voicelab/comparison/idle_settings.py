"""Idle settings: which cells have nothing in a setting's column, as it has no effect with their engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.without_effect import values_without_effect

__all__ = ["PLACE", "idle_cells", "matched_cells"]

PLACE = "place in the frame"

_PLAIN = tuple(name for name, declared in DECLARATIONS.items() if not declared.kind.accepts_tuples)
"""Settings whose values stand in columns as they are, which all those are that others depend on."""


def idle_cells(cells: pd.DataFrame, names: Iterable[str]) -> dict[str, NDArray[np.bool_]]:
    """Return for some columns which cells have no value there, as that would have no effect.

    Parameters
    ----------
    cells
        One row a cell, as `Comparison.df`.
    """
    missing = {name: cells[name].isna().to_numpy(bool) for name in names}
    if not any(mask.any() for name, mask in missing.items() if name in DECLARATIONS):
        return {name: np.zeros(len(cells), dtype=np.bool_) for name in missing}
    known = cells[[name for name in _PLAIN if name in cells]].astype(object)
    numbers = known.groupby(list(known), dropna=False, sort=False).ngroup().to_numpy()
    without = [
        _without_effect(known.iloc[place].to_dict()) for place in np.unique(numbers, return_index=True)[1]
    ]
    return {
        name: mask & np.array([name in found for found in without], dtype=np.bool_)[numbers]
        for name, mask in missing.items()
    }


def matched_cells(cells: pd.DataFrame, compared: Sequence[str], alike: Sequence[str]) -> pd.DataFrame:
    """Return the cells that take part where some columns are compared, and all others are alike.

    A cell that has none of what is compared, as its engine does not have that, takes no part. One whose
    engine does not have a setting of the others is alike to all of its values, and is there once for each.

    Returns
    -------
    DataFrame
        These columns, and `PLACE`, where in the frame each cell is.
    """
    idle = idle_cells(cells, dict.fromkeys([*compared, *alike]))
    found: pd.DataFrame = cells[list(idle)].reset_index(drop=True).assign(**{PLACE: np.arange(len(cells))})
    if compared:
        found = found[~np.all([idle[name] for name in compared], axis=0)]
    for name in alike:
        is_idle = idle[name][found[PLACE]]
        values = found.loc[~is_idle, [name]].drop_duplicates()
        if is_idle.any() and len(values):
            for_all = found[is_idle].drop(columns=name).merge(values, how="cross")
            found = pd.concat([found[~is_idle], for_all]).sort_values(PLACE, kind="stable")
    return found


def _without_effect(values: Mapping[Any, Any]) -> Mapping[str, str]:
    given = {str(name): value for name, value in values.items() if not pd.isna(value)}
    try:
        return values_without_effect(Settings.from_dict(given))
    except ValueError:  # of another release, which allows other values
        return {}
