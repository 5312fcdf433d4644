"""Charts of heat maps: a number in each cell, and how high it is by its shade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from voicelab.comparison.charts.heat_map import HeatCell, HeatMap, heat_map
from voicelab.comparison.charts.plot import GRAY, Plot, inline, json_number, rows_axis
from voicelab.comparison.measures import known_measure
from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["plot_heatmap"]

_COLUMN, _ROW = 96, 30
"""In pixels."""
_LIGHTEST, _DARKEST = "#e3eef9", "#7fb3dd"
"""Black is read on both, in light and dark themes."""


def plot_heatmap(
    summary: pd.DataFrame, measure: str, rows: str, columns: str, scores: Sequence[ScoreColumn] = ()
) -> Plot:
    """Return a heat map of a measure's means.

    Parameters
    ----------
    summary
        Means by `rows` and `columns`.

    Raises
    ------
    ValueError
        A measure that there is not, or no cell has a value.
    """
    found = heat_map(summary, known_measure(measure, scores), rows, columns)
    if found is None:
        raise ValueError(f"there is nothing to plot: no cell has a value of {measure}")
    return Plot(_chart(found))


def _chart(found: HeatMap) -> alt.LayerChart:
    cells = [cell for line in found.lines for cell in line]
    heads = alt.Axis(orient="top", labelAngle=0, labelLimit=_COLUMN)
    base = inline([_values(cell) for cell in cells]).encode(
        x=alt.X("column:N", title=None, sort=None, axis=heads),
        y=rows_axis(),
        tooltip=[*_TOOLTIP],
    )
    shade = alt.Scale(domain=[0, 1], range=[_LIGHTEST, _DARKEST])
    missing = base.transform_filter("!isValid(datum.share)")
    known = base.transform_filter("isValid(datum.share)")
    whole = alt.layer(
        known.mark_rect().encode(color=alt.Color("share:Q", scale=shade, legend=None)),
        known.mark_text(color="black").encode(text="text:N"),
        missing.mark_rect(fillOpacity=0, stroke=GRAY, strokeDash=[4, 3]),
        missing.mark_text(style="guide-label", fontStyle="italic").encode(text="text:N"),
    )
    left_out = f"; {found.left_out:,} more rows or columns" if found.left_out else ""
    sized: alt.LayerChart = whole.properties(
        width=alt.Step(_COLUMN), height=alt.Step(_ROW), title=f"{found.measure.title}{left_out}"
    )
    return sized


def _values(cell: HeatCell) -> dict[str, Any]:
    return {
        "which": cell.row,
        "column": cell.column,
        "text": cell.text,
        "share": json_number(cell.share),
        "low": json_number(cell.mean.low),
        "high": json_number(cell.mean.high),
        "cells": cell.mean.count,
    }


_TOOLTIP = ("which:N", "column:N", "text:N", "low:Q", "high:Q", "cells:Q")
