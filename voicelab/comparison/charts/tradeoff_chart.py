"""Charts of trade-offs: a point for each combination, its interval both ways, the Pareto front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from voicelab.comparison.charts.plot import BLUE, RED, WIDTH, Plot, axis, inline, json_number
from voicelab.comparison.charts.tradeoff import Tradeoff, TradeoffPoint, tradeoff
from voicelab.comparison.measures import known_measure
from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["plot_tradeoff"]

_HEIGHT = 320
"""In pixels."""
_LABEL = 240
"""The widest label of a point, in pixels."""


def plot_tradeoff(
    summary: pd.DataFrame, by: Sequence[str], x: str, y: str, scores: Sequence[ScoreColumn] = ()
) -> Plot:
    """Return a chart of combinations by two measures.

    Raises
    ------
    ValueError
        A measure that there is not, twice the same, or no combination has both.
    """
    found = tradeoff(summary, by, known_measure(x, scores), known_measure(y, scores))
    if found is None:
        raise ValueError(f"there is nothing to plot: no cells have both {x} and {y}")
    return Plot(_chart(found))


def _chart(found: Tradeoff) -> alt.LayerChart:
    base, front = (inline([*map(_values, points)]) for points in (found.points, found.front))

    def x(column: str) -> alt.X:
        return alt.X(column, title=found.x.axis_title, scale=alt.Scale(zero=False), axis=axis(found.x))

    def y(column: str) -> alt.Y:
        return alt.Y(column, title=found.y.axis_title, scale=alt.Scale(zero=False), axis=axis(found.y))

    whole = alt.layer(
        base.transform_filter("isValid(datum.x_low)")
        .mark_rule(color=BLUE, opacity=0.5)
        .encode(x=x("x_low:Q"), x2="x_high:Q", y=y("y:Q")),
        base.transform_filter("isValid(datum.y_low)")
        .mark_rule(color=BLUE, opacity=0.5)
        .encode(x=x("x:Q"), y=y("y_low:Q"), y2="y_high:Q"),
        # Between two points of the front, the one of the two counts that is better in x.
        front.mark_line(
            color=RED,
            strokeDash=[5, 4],
            interpolate="step-before" if found.x.higher_is_better else "step-after",
        ).encode(x=x("x:Q"), y=y("y:Q")),
        base.mark_point(filled=True, size=90, opacity=1).encode(
            x=x("x:Q"),
            y=y("y:Q"),
            color=alt.Color("front:N", scale=alt.Scale(domain=[_ON, _OFF], range=[RED, BLUE]), legend=None),
            shape=alt.Shape(
                "front:N",
                scale=alt.Scale(domain=[_ON, _OFF], range=["diamond", "circle"]),
                legend=alt.Legend(title=None, orient="bottom") if found.has_front else None,
            ),
            tooltip=[alt.Tooltip(f"{name}:{kind}", title=title) for name, kind, title in _tooltip(found)],
        ),
        # Labels of points that are near each other would cover one another: a pointer shows the others.
        (front if found.has_front else base)
        .mark_text(align="left", dx=9, dy=-7, limit=_LABEL, style="guide-label")
        .encode(x=x("x:Q"), y=y("y:Q"), text="which:N"),
    )
    sized: alt.LayerChart = whole.properties(width=WIDTH, height=_HEIGHT, title=found.title)
    return sized


_ON, _OFF = "no other is better in both", "another is"


def _values(point: TradeoffPoint) -> dict[str, Any]:
    both = {"x": point.x, "y": point.y}
    ends = {
        f"{name}{end}": json_number(value)
        for name, each in both.items()
        for end, value in (("", each.value), ("_low", each.low), ("_high", each.high))
    }
    return {"which": point.label, "front": _ON if point.is_on_front else _OFF, "cells": point.x.count, **ends}


def _tooltip(found: Tradeoff) -> tuple[tuple[str, str, str], ...]:
    return (
        ("which", "N", "which"),
        ("x", "Q", found.x.title),
        ("x_low", "Q", "from"),
        ("x_high", "Q", "to"),
        ("y", "Q", found.y.title),
        ("y_low", "Q", "from"),
        ("y_high", "Q", "to"),
        ("cells", "Q", "cells"),
    )
