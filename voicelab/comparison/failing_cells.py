"""Failing cells: which cells of a comparison went wrong, by the turn itself or by what scores say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.exchange.fields import Outcome

__all__ = ["failed", "failing_cells"]

_WRONG: tuple[Outcome, ...] = ("failed", "filtered", "no-match")
"""How turns end that went wrong, whoever asks for it; users interrupt and stop what goes well, too."""


def failed(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Say of each cell whether it failed, so that there is no reply to be measured."""
    return cells["outcome"].isin(["failed"]).to_numpy(bool)


def failing_cells(cells: pd.DataFrame, scores: Sequence[ScoreColumn]) -> NDArray[np.bool_]:
    """Say of each cell whether its turn went wrong, a score of it failed, or a score says that it is wrong.

    Turns went wrong that failed, that the content filter stopped, that an error broke off, and in which
    nothing was understood. Only the first have nothing to be measured: of the others, what there is counts.
    """
    wrong = cells["outcome"].isin(_WRONG) | cells["error_code"].notna()
    found: NDArray[np.bool_] = wrong.to_numpy(bool).copy()
    for column in scores:
        values = cells[column.name]
        if column.is_failure:
            found |= values.notna().to_numpy(bool)
        elif column.wrong is not None:
            found |= column.is_wrong(values).fillna(False).to_numpy(bool)
    return found
