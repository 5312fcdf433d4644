"""Distributions: all values of a measure, combination by combination, and their percentiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voicelab.comparison.charts.combinations import MOST_COMBINATIONS
from voicelab.comparison.grouped_cells import grouped
from voicelab.comparison.labels import Labels
from voicelab.comparison.latencies import PERCENTS
from voicelab.comparison.measured import measured
from voicelab.comparison.measures import Measure, measures

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["Distribution", "Distributions", "distributions", "usual_measures"]

_BINS = 80
"""Values are counted in so many equal parts of the axis: three values are three lines, 3,000 an outline."""
_MOST_TIMES_THE_MEDIAN = 20.0
"""Where the largest value is more, one slow turn would press all others together on a linear axis."""
_LATENCIES = ("first_token_ms", "first_audio_ms")
"""What users wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The values of one combination."""

    label: str
    count: int
    """How many values there are."""
    shares: NDArray[np.float64]
    """For each part of the axis how many values are in it, as a share of the fullest part's."""
    percentiles: Mapping[int, float]
    """Of `PERCENTS` those that so many values can tell, in the measure's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributions:
    """The values of several combinations, on one axis."""

    measure: Measure
    edges: NDArray[np.float64]
    """Where the parts of the axis begin, and where the last one ends, in the measure's unit."""
    is_logarithmic: bool
    rows: tuple[Distribution, ...]


def usual_measures(scores: Sequence[ScoreColumn]) -> list[Measure]:
    """Return the measures that are shown where none is named: latencies, and scores that are numbers."""
    return [
        each
        for each in measures(scores).values()
        if (each.is_score and not each.is_truth) or each.name in _LATENCIES
    ]


def distributions(frame: pd.DataFrame, by: Sequence[str], measure: Measure) -> Distributions | None:
    """Return how the values of a measure are distributed; `None` if no cell has one.

    Raises
    ------
    ValueError
        The measure is a truth, which is or is not, and has no distribution.
    """
    if measure.is_truth:
        raise ValueError(f"{measure.name} is true or false: its share is in the chart of scores")
    groups = grouped(measured(frame, measure), by)[:MOST_COMBINATIONS]
    values = [group[measure.name].to_numpy("float64") * measure.scale for _, group in groups]
    together = np.concatenate([np.empty(0), *values])
    if not len(together):
        return None
    low, high = float(together.min()), float(together.max())
    is_logarithmic = low > 0.0 and high > _MOST_TIMES_THE_MEDIAN * float(np.median(together))
    edges = _edges(low, high, is_logarithmic)
    labels = Labels(pd.DataFrame([each for each, _ in groups], columns=list(by), dtype=object), by)
    return Distributions(
        measure=measure,
        edges=edges,
        is_logarithmic=is_logarithmic,
        rows=tuple(
            _distribution(labels.of(dict(zip(by, combination, strict=True))) or "all", each, edges)
            for (combination, _), each in zip(groups, values, strict=True)
        ),
    )


def _distribution(label: str, values: NDArray[np.float64], edges: NDArray[np.float64]) -> Distribution:
    counts = np.histogram(values, edges)[0]
    return Distribution(
        label=label,
        count=len(values),
        shares=counts / counts.max(),
        percentiles={
            percent: float(np.percentile(values, percent))
            for percent in PERCENTS
            if percent == 50 or len(values) * (100 - percent) >= 100  # one value at least is beyond it
        },
    )


def _edges(low: float, high: float, is_logarithmic: bool) -> NDArray[np.float64]:
    if is_logarithmic:
        edges = np.geomspace(low, high, _BINS + 1)
    else:
        around = 0.0 if high > low else abs(low) / 2.0 or 0.5
        edges = np.linspace(low - around, high + around, _BINS + 1)
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)  # rounding leaves no value out
    return edges
