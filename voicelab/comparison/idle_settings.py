"""Idle settings: which cells have nothing in a setting's column, as it has no effect with their engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.without_effect import values_without_effect

__all__ = ["idle_cells"]

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


def _without_effect(values: Mapping[Any, Any]) -> Mapping[str, str]:
    given = {str(name): value for name, value in values.items() if not pd.isna(value)}
    try:
        return values_without_effect(Settings.from_dict(given))
    except ValueError:  # of another release, which allows other values
        return {}
