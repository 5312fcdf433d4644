"""The cells of which a measure is known: each reply once, without those that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from voicelab.comparison.failing_cells import failed
from voicelab.comparison.summary_columns import LIVE_MEASURES

if TYPE_CHECKING:
    from voicelab.comparison.measures import Measure

__all__ = ["measured"]


def measured(frame: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Return the cells that have a value of a measure.

    Cells that ask the same share a reply, which is measured once; a score is of a reply and a case.
    """
    known = frame[~failed(frame) & frame[measure.name].notna()]
    if measure.name in LIVE_MEASURES:
        known = known[known["turns"].notna()]
    counted: pd.DataFrame = known.drop_duplicates(
        ["session", "turn", *(["case"] if measure.is_score else [])]
    )
    return counted
