"""Combinations of what varies, as the rows of a chart: each with its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from voicelab.comparison.labels import Labels

__all__ = ["MOST_COMBINATIONS", "labelled"]

MOST_COMBINATIONS = 60
"""What a chart still shows legibly; further ones are left out."""


def labelled(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[str, dict[Any, Any]]]:
    """Return the first rows of a frame, one row a combination, each with its label.

    Parameters
    ----------
    by
        The columns that tell the rows from one another; none where there is one row.
    """
    labels = Labels(frame, by)
    return [(labels.of(row) or "all", row) for row in frame.head(MOST_COMBINATIONS).to_dict("records")]
