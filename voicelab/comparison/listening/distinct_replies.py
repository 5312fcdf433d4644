"""The replies that a comparison's cells have, each once: cells that ask the same share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.store import ExchangeKey

__all__ = ["distinct_replies"]


def distinct_replies(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[ExchangeKey, int]]:
    """Return the first cell of each reply, and its place among these by the reply's session and turn."""
    cells = frame.drop_duplicates(["session", "turn"])
    keys = zip(cells["session"], cells["turn"].astype(int), strict=True)
    return cells, {key: place for place, key in enumerate(keys)}
