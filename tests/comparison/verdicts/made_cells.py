"""Cells of a comparison, made of the values of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from voicelab.comparison.score_columns import ScoreColumn

RIGHT = ScoreColumn("right", "truth", higher_is_better=True)
JENNY, RYAN, BRIAN = "en-US-JennyNeural", "en-GB-RyanNeural", "en-US-BrianNeural"


def made_cells(
    right: Mapping[str, Sequence[Sequence[bool | None]]], *, session: str = "session", **columns: Any
) -> pd.DataFrame:
    """Return cells as `Comparison.df` has them.

    Parameters
    ----------
    right
        What the score ``right`` is: by voice, for each case, for each repeat; `None` where it does not apply.
    **columns
        Further columns, the same for all cells or a list.
    """
    rows = [
        {"voice": voice, "case": f"case-{place}", "input": f"Question {place}?", "right": truth}
        for voice, cases in right.items()
        for place, repeats in enumerate(cases)
        for truth in repeats
    ]
    count = len(rows)
    usual = {
        "cell": range(1, count + 1),
        "session": session,
        "turn": range(1, count + 1),
        "outcome": "completed",
        "turns": pd.array([None] * count, "Int64"),
    }
    kinds = {"right": "boolean", "voice": "string", "case": "string"}
    frame: pd.DataFrame = pd.DataFrame(rows).assign(**usual | columns).astype(kinds)
    return frame
