"""Failing cells: which cells of a comparison went wrong, by the turn itself or by what scores say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["failed", "failing_cells"]


def failed(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Say of each cell whether it failed, so that there is no reply to be measured."""
    return cells["outcome"].isin(["failed"]).to_numpy(bool)


def failing_cells(cells: pd.DataFrame, scores: Sequence[ScoreColumn]) -> NDArray[np.bool_]:
    """Say of each cell whether it failed, a score of it did, or a score says that it is wrong."""
    found: NDArray[np.bool_] = failed(cells).copy()
    for column in scores:
        values = cells[column.name]
        if column.is_failure:
            found |= values.notna().to_numpy(bool)
        elif column.wrong is not None:
            found |= (values == column.wrong).fillna(False).to_numpy(bool)
    return found
