"""Charts of means: a row for each combination, a point for its mean, a line for its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from voicelab.comparison.charts.combinations import MOST_COMBINATIONS, labelled
from voicelab.comparison.charts.plot import BLUE, WIDTH, Plot, axis, inline, json_number, rows_axis
from voicelab.comparison.grouped_cells import grouped
from voicelab.comparison.measures import Measure, known_measure, measures
from voicelab.comparison.score_columns import ScoreColumn
from voicelab.comparison.summary import summary_frame
from voicelab.nearest import known_name
from voicelab.statistics.interval import Interval

__all__ = ["plot_means"]

_ROW = 26
"""Of a combination, in pixels."""


def plot_means(
    frame: pd.DataFrame,
    by: Sequence[str],
    what: Sequence[str],
    currency: str,
    scores: Sequence[ScoreColumn] = (),
) -> Plot:
    """Return charts of means.

    Parameters
    ----------
    what
        Names of charts; none for all that there is something to show of.

    Raises
    ------
    ValueError
        A chart that does not exist, or nothing to show.
    """
    charts: Mapping[str, Sequence[str]] = {
        "latency": ("first_token_ms", "first_audio_ms"),
        "turns": ("end_of_turn_ms", "cut_ins"),
        "length": ("completion_tokens", "reply_words"),
        "cost": ("cost",),
        "intelligibility": ("round_trip_word_error_rate",),
        "scores": [each.name for each in scores if each.kind != "words"],
    }
    for name in what:
        known_name("chart", name, charts)
    summary = summary_frame(frame, by, scores)
    every = measures(scores)
    drawn = [
        _intervals(summary, by, every[measure], currency)
        for name in what or charts
        for measure in charts[name]
        if summary[measure].notna().any()
    ]
    if "max_tokens" in by and (not what or "length" in what) and summary["completion_tokens"].notna().any():
        drawn.append(_length_by_limit(frame, by))
    if not drawn:
        raise ValueError("there is nothing to plot: no cell has a measure of that kind")
    return Plot(*drawn)


def _intervals(summary: pd.DataFrame, by: Sequence[str], measure: Measure, currency: str) -> alt.LayerChart:
    """Return a point for each combination's mean, and a line for where it is with 95 %."""
    means = [(label, measure.mean(row)) for label, row in labelled(summary, by)]
    values = [{"which": label, **_values(mean), "cells": mean.count} for label, mean in means]
    base = inline(values).encode(y=rows_axis())
    line = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, opacity=0.6, color=BLUE)
    point = base.mark_point(filled=True, size=60, color=BLUE)
    whole = alt.layer(
        line.encode(x=alt.X("low:Q", title=None), x2="high:Q"),
        point.encode(
            x=alt.X("mean:Q", title=None, scale=alt.Scale(zero=True), axis=axis(measure)),
            tooltip=[*_TOOLTIP],
        ),
    )
    title = f"{measure.title}, {currency}" if measure.name == "cost" else measure.title
    sized: alt.LayerChart = whole.properties(width=WIDTH, height=alt.Step(_ROW), title=title)
    return sized


def _length_by_limit(frame: pd.DataFrame, by: Sequence[str]) -> alt.LayerChart:
    """Return how long replies are against how long they may be, and how many the limit cut short."""
    tokens = known_measure("completion_tokens")
    others = [name for name in by if name != "max_tokens"]
    groups = (group["finish_reason"].dropna() for _, group in grouped(frame, by))  # in the order of the means
    shares = [reasons.eq("length").mean() if len(reasons) else None for reasons in groups]
    values = [
        {
            "which": label,
            "limit": int(row["max_tokens"]),
            **_values(tokens.mean(row)),
            "cut short": None if share is None else round(float(share), 3),
        }
        for (label, row), share in zip(
            labelled(summary_frame(frame, by), others), shares[:MOST_COMBINATIONS], strict=True
        )
        if not pd.isna(row["max_tokens"])  # where so many are no limit to the engine
    ]
    base = inline(values).encode(
        x=alt.X("limit:Q", title="max_tokens"),
        color=alt.Color(
            "which:N",
            title=None,
            legend=alt.Legend(labelLimit=400, orient="bottom", columns=1) if others else None,
        ),
    )
    title = "reply, tokens, against max_tokens"
    whole = alt.layer(
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, opacity=0.5)
        .encode(y=alt.Y("low:Q", title="reply, tokens"), y2="high:Q"),
        base.mark_line(point=True).encode(
            y=alt.Y("mean:Q", title="reply, tokens"),
            tooltip=[_TOOLTIP[0], "limit:Q", *_TOOLTIP[1:4], "cut short:Q"],
        ),
    )
    sized: alt.LayerChart = whole.properties(width=WIDTH, height=220, title=title)
    return sized


_TOOLTIP = ("which:N", "mean:Q", "low:Q", "high:Q", "cells:Q")


def _values(mean: Interval) -> dict[str, float | None]:
    return {"mean": json_number(mean.value), "low": json_number(mean.low), "high": json_number(mean.high)}
