"""Tables of a comparison in the terminal: its plan, its means, and what became of its checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.comparison.checks.check_results import HEADS
from voicelab.comparison.labels import Labels
from voicelab.comparison.measures import measures
from voicelab.text.direction import without_isolates

if TYPE_CHECKING:
    from voicelab.comparison.checks.check_results import CheckResults
    from voicelab.comparison.comparison import Comparison
    from voicelab.suite.suite import Suite

__all__ = ["check_rows", "means_rows", "plan_rows"]

_MINUTE = 60.0
_LONG = 2 * _MINUTE
"""From so many seconds on, it is minutes."""


def means_rows(grid: Comparison) -> list[tuple[str, ...]]:
    """Return the means of what varies, those left out of which nothing is known."""
    summary, known = grid.summary(), measures()
    columns = list(map(str, summary))
    names = [name for name in columns if f"{name}_low" in columns and summary[name].notna().any()]
    heads = [known[name].title if name in known else name for name in names]
    labels = Labels(summary, grid.varied)

    def written(name: str, mean: float) -> str:
        return known[name].written(mean) if name in known else "" if math.isnan(mean) else f"{mean:.4g}"

    rows = [("", "cells", "failed", *heads)]
    for row in summary.to_dict("records"):
        counts = f"{row['cells']:,}", f"{row['failed']:,}"
        rows.append(
            (without_isolates(labels.of(row)), *counts, *(written(name, row[name]) for name in names))
        )
    return _shown(rows)


def check_rows(results: CheckResults) -> list[tuple[str, ...]]:
    """Return what became of checks."""
    return _shown([HEADS, *results.rows()])


def plan_rows(suite: Suite, grid: Comparison) -> list[tuple[str, ...]]:
    """Return what a comparison that was not made yet would take."""
    estimate, judgements = grid.estimate, suite.judgements * len(grid)
    money = f"at most about {estimate.money:,.4f} {grid.prices.currency}" if estimate.money else "nothing"
    judged = f"judges ask up to {judgements:,} times more, which is not among these"
    return [
        ("cells", f"{len(grid):,}, of which {grid.missing:,} are to be asked"),
        ("varied", ", ".join(grid.varied) or "nothing"),
        ("tokens", f"at most about {estimate.tokens:,}"),
        ("money", money if estimate.money is not None else "not known, for want of a price"),
        ("time", _duration(grid.likely_seconds)),
        ("checks", f"{len(suite.checks):,}"),
        *([("judges", judged)] if judgements else []),
    ]


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "not known: the log has no turn of these services yet"
    return f"about {seconds:,.0f} s" if seconds < _LONG else f"about {seconds / _MINUTE:,.0f} min"


def _shown(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows with capitals for heads, without the columns that are empty, one line each."""
    heads, *others = rows
    kept = [place for place in range(len(heads)) if any(row[place] for row in others)]
    capitals = tuple(head.upper() for head in heads)
    return [tuple(" ".join(row[place].split()) for place in kept) for row in (capitals, *others)]
