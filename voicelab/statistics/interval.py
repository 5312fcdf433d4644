"""Interval: an estimate, and where the truth is."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["ALPHA", "FEWEST_CASES", "NORMAL_95", "NOTHING_KNOWN", "Interval"]

ALPHA = 0.05
"""How likely a difference may be by chance alone that is told as one."""
FEWEST_CASES = 5
"""Below that no interval of a difference holds what it promises, and values all alike say nothing."""
NORMAL_95 = 1.959964
"""How many standard deviations to both sides hold 95 % of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and where the truth is with a certainty of 95 %."""

    value: float
    low: float
    high: float
    """Ends are ``NaN`` where the measurements cannot tell them."""
    count: int
    """How many measurements it rests on; cases, where several measurements are of one case."""

    def within(self, lowest: float, highest: float) -> Interval:
        """Return it cut at the ends of a scale, beyond which the truth cannot be."""
        return Interval(self.value, max(self.low, lowest), min(self.high, highest), self.count)


NOTHING_KNOWN = Interval(math.nan, math.nan, math.nan, 0)
"""Where there is no measurement."""
