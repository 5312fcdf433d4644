"""The verdicts of a report: which values of what varies are better, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.means_table import table
from voicelab.comparison.measures import measures
from voicelab.comparison.verdicts.differences import differences_table

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["which_is_better"]

_BESIDE_SCORES = ("first_audio_ms", "cost")
_MOST = 60
"""Sentences of one report: of ten prompts there are 45 pairs."""


def which_is_better(
    cells: pd.DataFrame, varied: Sequence[str], scores: Sequence[ScoreColumn], currency: str
) -> Markup:
    """Return a verdict on each two values of what varies: by scores of which it is declared, latency, costs.

    Empty where no two values have a result.
    """
    if not any(cells[name].nunique(dropna=False) > 1 for name in varied):
        return Markup()
    rows = [
        [row["measure"], row["setting"], row["verdict"], f"{row['p_value']:.2g}", f"{row['cases']:,}"]
        for each in measures(scores).values()
        if each.name in _BESIDE_SCORES or (each.is_score and each.higher_is_better is not None)
        if cells[each.name].notna().any()
        for row in differences_table(cells, each, varied, currency=currency).to_dict("records")
    ]
    if not rows:
        return Markup()
    left_out = f" {len(rows) - _MOST:,} more are not shown." if len(rows) > _MOST else ""
    intro = f"On the same cases, with all else alike; p is corrected for a measure's pairs (Holm).{left_out}"
    return Markup("<p>{}</p>\n").format(intro) + table(
        ["measure", "of", "verdict", "p", "cases"], rows[:_MOST]
    )
