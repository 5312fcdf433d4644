"""Means of a comparison's measures and scores, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.comparison.grouped_cells import CASE, REPLY, grouped_cells
from voicelab.comparison.measures import mean_bounds
from voicelab.comparison.score_columns import case_cluster
from voicelab.comparison.summary_columns import COUNTS, LIVE_MEASURES, MEASURES, mean_columns, mean_values
from voicelab.statistics.means import mean_interval

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["summary_frame"]

_Columns: TypeAlias = "dict[str, NDArray[Any]]"
"""Cells as plain columns: pandas takes longer to choose among a few of them than their means do."""


def summary_frame(frame: pd.DataFrame, by: Sequence[str], scores: Sequence[ScoreColumn] = ()) -> pd.DataFrame:
    """Return means of `MEASURES` and scores with the ends of their 95 % intervals, over inputs and repeats.

    One row for each combination of `by`, with how many cells it has, how many failed, and how many
    different replies there were. Cells that failed take no part in the means. Each case counts as one, where
    there are several.

    Raises
    ------
    ValueError
        What is averaged is in `by`, too.
    """
    scored = [column for column in scores if column.kind != "words"]
    measures = [*MEASURES, *(column.name for column in scored)]
    if averaged := [name for name in by if name in measures]:
        raise ValueError(f"{averaged[0]!r} is averaged, so that cells are not grouped by it")
    wanted = (*measures, "max_tokens")
    rows: list[dict[str, Any]] = []
    for values, count, good in grouped_cells(frame, by, wanted):
        row: dict[str, Any] = dict(zip(by, values, strict=True))
        cells = {str(name): good[name].to_numpy() for name in good}
        # Cells that ask the same share a reply, which is measured once.
        replies = _chosen(cells, _first_places(cells[REPLY]))
        live = _chosen(replies, ~np.isnan(replies["turns"]))
        cases, live_cases = case_cluster(replies), case_cluster(live)
        different = len(np.unique(cells["reply"][cells["reply"] >= 0]))
        row |= dict(zip(COUNTS, (count, count - len(good), different), strict=True))
        for measure in MEASURES:
            measured, cluster = (live, live_cases) if measure in LIVE_MEASURES else (replies, cases)
            most = _most_tokens(cells) if measure == "completion_tokens" else math.inf
            least, _ = mean_bounds(measure, {})
            mean = mean_interval(measured[measure], cluster=cluster).within(least, most)
            row |= mean_values(measure, mean)
        pairs = cells[REPLY] * (cells[CASE].max(initial=0) + 2) + cells[CASE]
        scored_replies = _chosen(cells, _first_places(pairs))
        scored_cases = case_cluster(scored_replies)
        for column in scored:
            mean = column.mean(scored_replies[column.name], cluster=scored_cases)
            row |= mean_values(column.name, mean)
        rows.append(row)
    columns = [*by, *COUNTS, *(column for measure in measures for column in mean_columns(measure))]
    summary: pd.DataFrame = pd.DataFrame(rows, columns=columns)
    return summary


def _first_places(numbers: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each number comes first, in order."""
    places: NDArray[np.intp] = np.sort(np.unique(numbers, return_index=True)[1])
    return places


def _chosen(cells: _Columns, places: NDArray[Any]) -> _Columns:
    """Return some of the cells."""
    return {name: column[places] for name, column in cells.items()}


def _most_tokens(cells: _Columns) -> float:
    """Return the most tokens that cells may have had, or did have: no mean can be above."""
    counts = np.concatenate([cells[name] for name in ("max_tokens", "completion_tokens")])
    most = np.fmax.reduce(counts, initial=-math.inf)
    return float(most) if most >= 0 else math.inf
