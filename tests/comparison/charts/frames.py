"""Cells of a comparison as tests of charts make them, with columns of their own."""

from __future__ import annotations

from typing import Any

import pandas as pd

from voicelab.comparison.measures import Measure
from voicelab.comparison.summary_columns import MEASURES

__all__ = ["FIRST_AUDIO", "RIGHT", "frame_of", "summary_of"]

FIRST_AUDIO = Measure("first_audio_ms", "first audio, s", 0.001, "{:.2f}", False)
RIGHT = Measure("right", "right", 1.0, "{:.0%}", True, is_truth=True, is_score=True)


def frame_of(**columns: Any) -> pd.DataFrame:
    """Return a cell for each value of the columns; what they leave out is as of turns that went well."""
    given = pd.DataFrame(columns)
    usual = {"outcome": "completed", "session": "s", "reply": "It is so.", "case": "a", "turns": pd.NA}
    missing = {name: value for name, value in usual.items() if name not in given}
    measures = {name: float("nan") for name in (*MEASURES, "max_tokens") if name not in given}
    frame: pd.DataFrame = given.assign(turn=range(1, len(given) + 1), **{**measures, **missing})
    return frame


def summary_of(rows: list[dict[str, Any]], *measures: str) -> pd.DataFrame:
    """Return means without intervals, of two cells each, as `Comparison.summary` has them."""
    usual = {"cells": 2, "failed": 0}
    ends = {f"{name}{end}": float("nan") for name in measures for end in ("_low", "_high")}
    summary: pd.DataFrame = pd.DataFrame([{**usual, **ends, **row} for row in rows])
    return summary
