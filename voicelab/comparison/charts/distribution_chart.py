"""Charts of distributions: a row for each combination, all its values, its percentiles marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from voicelab.comparison.charts.distributions import Distributions, distributions, usual_measures
from voicelab.comparison.charts.plot import BLUE, RED, WIDTH, Plot, axis, inline, rows_axis
from voicelab.comparison.latencies import PERCENTS
from voicelab.comparison.measures import known_measure
from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["plot_distribution"]

_ROW = 34
"""Of a combination, in pixels."""
_SHAPES = ("circle", "diamond", "triangle-down")
"""Of the percentiles: they are told from one another without colour."""


def plot_distribution(
    frame: pd.DataFrame, by: Sequence[str], names: Sequence[str], scores: Sequence[ScoreColumn] = ()
) -> Plot:
    """Return charts of how measures are distributed.

    Parameters
    ----------
    names
        Of measures; by default of latencies and of scores that are numbers, as far as they are known.

    Raises
    ------
    ValueError
        A measure that there is not or that is a truth, or none with a value.
    """
    shown = [known_measure(name, scores) for name in names] or usual_measures(scores)
    found = [distributions(frame, by, measure) for measure in shown]
    drawn = [_chart(each) for each in found if each is not None]
    if not drawn:
        raise ValueError("there is nothing to plot: no cell has a value of that kind")
    return Plot(*drawn)


def _chart(found: Distributions) -> alt.LayerChart:
    measure = found.measure
    scale = alt.Scale(type="log") if found.is_logarithmic else alt.Scale(zero=False)
    x: dict[str, Any] = {"title": None, "scale": scale, "axis": axis(measure)}
    low, high = found.edges[:-1], found.edges[1:]
    middles = np.sqrt(low * high) if found.is_logarithmic else (low + high) / 2.0
    parts = [
        {"which": row.label, "middle": float(middle), "share": float(share)}
        for row in found.rows
        for middle, share in zip(middles, row.shares, strict=True)
        if share
    ]
    marks = [
        {"which": row.label, "percentile": f"p{percent}", "value": value, "values": row.count}
        for row in found.rows
        for percent, value in row.percentiles.items()
    ]
    names = [f"p{percent}" for percent in PERCENTS]
    whole = alt.layer(
        inline(parts)
        .mark_tick(thickness=WIDTH / len(low), color=BLUE, opacity=0.55)
        .encode(
            x=alt.X("middle:Q", **x),
            y=rows_axis(),
            size=alt.Size("share:Q", scale=alt.Scale(domain=[0, 1], range=[4, _ROW - 8]), legend=None),
        ),
        inline(marks)
        .mark_point(size=70, color=RED, strokeWidth=2)
        .encode(
            x=alt.X("value:Q", **x),
            y=rows_axis(),
            shape=alt.Shape(
                "percentile:N",
                scale=alt.Scale(domain=names, range=[*_SHAPES]),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            tooltip=[*_TOOLTIP],
        ),
    )
    sized: alt.LayerChart = whole.properties(width=WIDTH, height=alt.Step(_ROW), title=measure.title)
    return sized


_TOOLTIP = ("which:N", "percentile:N", "value:Q", "values:Q")
