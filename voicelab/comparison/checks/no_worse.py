"""No worse than before: whether what was lost since an earlier comparison is little for sure."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from voicelab.comparison.checks.check_result import Finding
from voicelab.comparison.verdicts.cells_beside import SIDE, cells_beside
from voicelab.comparison.verdicts.matched_values import FAILED, matched_measure, matched_values
from voicelab.comparison.verdicts.verdict_table import sentence
from voicelab.statistics.difference import Difference
from voicelab.statistics.interval import FEWEST_CASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from voicelab.comparison.measures import Measure
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.verdicts.matched_values import MatchedValues

__all__ = ["check_earlier_column", "no_worse", "no_worse_measure"]

_ROUNDING = 1e-9
"""Relative to a difference: what varies by less is the arithmetic's."""


def no_worse(
    group: pd.DataFrame,
    earlier: pd.DataFrame,
    name: str,
    margin: float,
    *,
    scores: Sequence[ScoreColumn],
    varied: Sequence[str],
    currency: str,
) -> Finding:
    """Return whether a measure or a score is no worse than it was, on the same cases (non-inferiority).

    It is where the 95 % interval of the difference leaves out all that is worse by more than the margin. With
    few cases it is wide, and the check fails.

    Parameters
    ----------
    group, earlier
        The cells of now, and those of the earlier comparison (`earlier_cells`).
    name
        The measure or the score.
    margin
        By how much it may be worse, in its own unit.

    Raises
    ------
    ValueError
        As `no_worse_measure` and `check_earlier_column`; or nothing can be matched.
    """
    measure = no_worse_measure(name, margin, scores)
    both = cells_beside(group, earlier, varied)
    check_earlier_column(both.cells, measure)
    matched = matched_values(both.cells, measure, [SIDE], both.matched_by)
    difference = dataclasses.replace(matched.difference(0, 1), a="now", b="before")
    worst = _most_that_is_lost(difference, higher_is_better=measure.higher_is_better is True)
    reason = ""
    if not worst <= margin + _ROUNDING:
        lost = "how much is lost is not known" if math.isnan(worst) else f"it may be worse by {worst:.4g}"
        found = sentence(difference, measure, currency)
        reason = f"{lost}, and {margin:g} is the most that may be; {found}"
    return Finding(
        value=difference.value,
        limit=-margin if measure.higher_is_better else margin,
        values=difference.cases,
        cells=_worse_cells(both.cells, matched, measure) if reason else (),
        reason=reason,
    )


def no_worse_measure(name: str, margin: float, scores: Sequence[ScoreColumn]) -> Measure:
    """Return the measure or the score of a name, of which it is known what is worse.

    Raises
    ------
    ValueError
        There is none of that name, it is not known which way is better, or it is a truth, of which nobody can
        lose as much as the margin.
    """
    measure = matched_measure(name, scores)
    if measure.higher_is_better is None:
        raise ValueError(f"of {name} neither more nor less is known to be better; vl.scores.declare says it")
    if measure.is_truth and margin >= 1.0:
        raise ValueError(
            f"{name} is true or false, and cannot be worse by more than 1, all of it: by {margin:g} points "
            f"is by {margin / 100.0:g}"
        )
    return measure


def check_earlier_column(cells: pd.DataFrame, measure: Measure) -> None:
    """Check that the cells of an earlier comparison have a measure.

    Raises
    ------
    ValueError
        They do not.
    """
    if measure is not FAILED and measure.name not in cells:
        raise ValueError(f"the earlier comparison has no column {measure.name!r}")


def _most_that_is_lost(difference: Difference, *, higher_is_better: bool) -> float:
    """Return by how much the mean may be worse, for sure; ``NaN`` where that is not known."""
    low, high = difference.low, difference.high
    is_constant = difference.deviation <= _ROUNDING * abs(difference.value)
    if math.isnan(low) and is_constant and difference.cases >= FEWEST_CASES:
        low = high = difference.value
    return -low if higher_is_better else high


def _worse_cells(cells: pd.DataFrame, matched: MatchedValues, measure: Measure) -> tuple[int, ...]:
    """Return the numbers of the cells that are worse than before, the worst first; of repeats the first."""
    lost = matched.values[1] - matched.values[0]
    if not measure.higher_is_better:
        lost = -lost
    worse = np.flatnonzero(np.nan_to_num(lost, nan=0.0) > 0.0)
    ordered = worse[np.argsort(-lost[worse], kind="stable")]
    return tuple(cells["cell"].iloc[matched.matched[ordered]].astype("int64").tolist())
