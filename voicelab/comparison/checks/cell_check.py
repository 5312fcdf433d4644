"""CellCheck: what cells must come up to, and which cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voicelab.comparison.checks.cell_filter import CellFilter

__all__ = ["CellCheck", "NoWorse", "Threshold"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What the values of a column come to, and how that must stand to a limit."""

    aggregate: str
    """One of `aggregates.AGGREGATES`."""
    comparator: str
    """One of `comparators.COMPARATORS`."""
    limit: float


@dataclass(frozen=True, slots=True)
class NoWorse:
    """By how much the values of a column may be worse than those of an earlier comparison."""

    earlier: Path
    """The file that an earlier comparison wrote."""
    margin: float
    """The most by which the mean may be worse, for sure; 0 or more, in the column's own unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCheck:
    """A line of text, as `parse_check` reads it."""

    text: str
    column: str
    demand: Threshold | NoWorse
    where: tuple[CellFilter, ...] = ()
    """Which cells are meant: those of which all of these hold."""
    by: tuple[str, ...] | None = None
    """Columns each combination of whose values must pass; `None` for all that varies."""
