"""CheckResult: whether some cells come up to a check, and which of them do not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["CheckResult", "Finding"]

_MOST_CELLS = 10
"""Cells that are named where a check failed; `Finding.cells` has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found in some cells, beside what a check demands."""

    value: float = math.nan
    """``NaN`` where nothing was found."""
    limit: float = math.nan
    """What it was compared with; ``NaN`` where it came to no comparison."""
    values: int = 0
    """On how many values it rests; on how many cases, where two comparisons are compared."""
    cells: tuple[int, ...] = ()
    """Numbers of the cells that do not come up to it, the worst first; none where it passed."""
    reason: str = ""
    """Why it failed, as the end of a sentence; empty where it passed."""

    @property
    def passed(self) -> bool:
        """Whether the cells come up to it."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(Finding):
    """What became of a check, of some of the cells that it is about."""

    check: str
    """The check as it was written."""
    column: str = ""
    """What it is about; empty where it is about the results themselves."""
    group: Mapping[str, Any]
    """The values by which these cells are known from others of the comparison; empty for all cells."""
    label: str = ""
    """The same as a short text."""

    @property
    def explanation(self) -> str:
        """Why it failed, and in which cells; empty where it passed."""
        if not self.cells:
            return self.reason
        listed = ", ".join(map(str, self.cells[:_MOST_CELLS]))
        more = ", …" if len(self.cells) > _MOST_CELLS else ""
        return f"{self.reason}: cell{'s' if len(self.cells) > 1 else ''} {listed}{more}"

    @property
    def sentence(self) -> str:
        """Which check failed, of which cells and why, as a sentence without its end."""
        of = f" ({self.label})" if self.label else ""
        return f"{self.check}{of}: {self.explanation}"
