"""The columns of a summary: counts of cells, and means with the ends of their intervals."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.statistics.interval import Interval

__all__ = ["COUNTS", "LIVE_MEASURES", "MEASURES", "is_summary_column", "mean_columns", "mean_values"]

COUNTS = ("cells", "failed", "distinct_replies")
"""What a summary counts."""

MEASURES = (
    "first_token_ms",
    "first_audio_ms",
    "end_of_turn_ms",
    "done_ms",
    "completion_tokens",
    "reply_words",
    "cost",
    "round_trip_word_error_rate",
    "turns",
    "cut_ins",
    "discarded_tokens",
)
"""What a summary has means of."""

LIVE_MEASURES = ("end_of_turn_ms", "turns", "cut_ins", "discarded_tokens")
"""Those that live talks alone have."""

_ENDS = ("_low", "_high")


def mean_columns(name: str) -> tuple[str, str, str]:
    """Return the columns of a mean: itself, and the ends of its interval.

    Examples
    --------
    >>> mean_columns("cost")
    ('cost', 'cost_low', 'cost_high')
    """
    low, high = _ENDS
    return name, f"{name}{low}", f"{name}{high}"


def mean_values(name: str, mean: Interval) -> dict[str, float]:
    """Return a mean and the ends of its interval, each by its column."""
    return dict(zip(mean_columns(name), (mean.value, mean.low, mean.high), strict=True))


def is_summary_column(name: str, others: Collection[str]) -> bool:
    """Whether the mean of a score of this name would share a column with a count, or with something else.

    Parameters
    ----------
    others
        Other columns of the comparison, by which there may be groups or of which there may be means.
    """
    means = {column for each in others for column in mean_columns(each)}
    return not means.union(COUNTS).isdisjoint(mean_columns(name))
