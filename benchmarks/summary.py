"""Summaries of measured times."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Summary:
    """Some times, in seconds, put shortly."""

    count: int
    median: float
    p95: float
    """The time that 19 of 20 do not exceed (nearest rank)."""
    first: float
    """The first of them, made with whatever was not yet warm."""

    @classmethod
    def of(cls, times: Sequence[float]) -> Summary:
        ordered = sorted(times)
        rank = math.ceil(0.95 * len(ordered)) - 1
        return cls(len(times), statistics.median(ordered), ordered[rank], times[0])
