"""Spoken cells: which have the sound of a reply, whoever spoke it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.comparison.labels import known

__all__ = ["is_spoken_cell", "spoken_cells"]


def spoken_cells(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which cells have a spoken reply."""
    return np.asarray(cells["spoken_text"].fillna("").ne(""), dtype=np.bool_)


def is_spoken_cell(cell: Mapping[Any, Any]) -> bool:
    """Say the same of one cell."""
    return bool(known(cell["spoken_text"]))
