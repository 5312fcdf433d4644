"""Charts of a comparison: means with their intervals, drawn by the notebook itself.

Altair describes the charts. Its own renderer would load a library from a CDN; JupyterLab, Notebook and
VS Code bring one along, so the description is handed to them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from voicelab.comparison.labels import Labels
from voicelab.comparison.score_columns import ScoreColumn
from voicelab.comparison.summary import grouped, summary_frame

__all__ = ["Plot", "plot"]

_VEGA_LITE_5 = "application/vnd.vegalite.v5+json"
_HEIGHT, _WIDTH = 26, 420
_MOST_ROWS = 60
"""Combinations that a chart still shows legibly."""


class Plot:
    """Charts that show themselves in a notebook, with or without a network."""

    def __init__(self, chart: alt.VConcatChart) -> None:
        self.chart = chart
        """The Altair chart, to change or to save."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # Notebooks know version 5 of the language; what these charts use is the same in version 6.
        described = json.loads(self.chart.to_json(validate=False))
        described["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
        return {_VEGA_LITE_5: described, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "<Plot: charts of a comparison; .chart is the Altair chart>"


def plot(
    frame: pd.DataFrame,
    by: Sequence[str],
    what: Sequence[str],
    currency: str,
    scores: Sequence[ScoreColumn] = (),
) -> Plot:
    """Return charts of a comparison.

    Parameters
    ----------
    what
        Names of charts; none for all that there is something to show of.

    Raises
    ------
    ValueError
        A chart that does not exist, or nothing to show.
    """
    charts: Mapping[str, tuple[tuple[str, str, float], ...]] = {
        "latency": (
            ("first_token_ms", "first token, seconds", 0.001),
            ("first_audio_ms", "first audio, seconds", 0.001),
        ),
        "turns": (
            ("end_of_turn_ms", "end of turn, seconds", 0.001),
            ("cut_ins", "cut in upon, times", 1.0),
        ),
        "length": (
            ("completion_tokens", "reply, tokens", 1.0),
            ("reply_words", "reply, words", 1.0),
        ),
        "cost": (("cost", f"cost of a cell, {currency}", 1.0),),
        "intelligibility": (("round_trip_word_error_rate", "words misheard, share", 1.0),),
        "scores": tuple((each.name, _title(each), 1.0) for each in scores if each.kind != "words"),
    }
    for name in what:
        if name not in charts:
            raise ValueError(f"there is no chart {name!r}; there are: {', '.join(charts)}")
    summary = summary_frame(frame, by, scores)
    drawn = [
        _intervals(summary, by, measure, title, scale)
        for name in what or charts
        for measure, title, scale in charts[name]
        if summary[measure].notna().any()
    ]
    if "max_tokens" in by and (not what or "length" in what) and summary["completion_tokens"].notna().any():
        drawn.append(_length_by_limit(frame, by))
    if not drawn:
        raise ValueError("there is nothing to plot: no cell has a measure of that kind")
    return Plot(alt.vconcat(*drawn).configure_view(stroke=None))


def _title(score: ScoreColumn) -> str:
    return f"{score.name}, share" if score.kind == "truth" else score.name


def _intervals(
    summary: pd.DataFrame, by: Sequence[str], measure: str, title: str, scale: float
) -> alt.LayerChart:
    """Return a point for each combination's mean, and a line for where it is with 95 %."""
    labels = Labels(summary, by)
    values = [
        {
            "which": labels.of(row) or "all",
            "mean": _plain(row[measure], scale),
            "low": _plain(row[f"{measure}_low"], scale),
            "high": _plain(row[f"{measure}_high"], scale),
            "cells": int(row["cells"]),
        }
        for row in summary.head(_MOST_ROWS).to_dict("records")
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("which:N", title=None, sort=None, axis=alt.Axis(labelLimit=300))
    )
    line = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, opacity=0.5)
    point = base.mark_point(filled=True, size=60)
    whole = alt.layer(
        line.encode(x=alt.X("low:Q", title=None), x2="high:Q"),
        point.encode(
            x=alt.X("mean:Q", title=None, scale=alt.Scale(zero=True)),
            tooltip=[alt.Tooltip(f"{name}:{kind}") for name, kind in _TOOLTIP],
        ),
    )
    sized: alt.LayerChart = whole.properties(width=_WIDTH, height=alt.Step(_HEIGHT), title=title)
    return sized


def _length_by_limit(frame: pd.DataFrame, by: Sequence[str]) -> alt.LayerChart:
    """Return how long replies are against how long they may be, and how many the limit cut short."""
    others = [name for name in by if name != "max_tokens"]
    means = summary_frame(frame, by).head(_MOST_ROWS)
    groups = (group["finish_reason"].dropna() for _, group in grouped(frame, by))  # in the order of the means
    shares = [reasons.eq("length").mean() if len(reasons) else None for reasons in groups]
    labels = Labels(means, others)
    values = [
        {
            "which": labels.of(row) or "all",
            "limit": int(row["max_tokens"]),
            "mean": _plain(row["completion_tokens"], 1.0),
            "low": _plain(row["completion_tokens_low"], 1.0),
            "high": _plain(row["completion_tokens_high"], 1.0),
            "cut short": None if share is None else round(float(share), 3),
        }
        for row, share in zip(means.to_dict("records"), shares[:_MOST_ROWS], strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("limit:Q", title="max_tokens"),
        color=alt.Color(
            "which:N",
            title=None,
            legend=alt.Legend(labelLimit=400, orient="bottom", columns=1) if others else None,
        ),
    )
    title = "reply, tokens, against max_tokens"
    tooltip = [*_TOOLTIP[:1], ("limit", "Q"), *_TOOLTIP[1:4], ("cut short", "Q")]
    whole = alt.layer(
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, opacity=0.5)
        .encode(y=alt.Y("low:Q", title="reply, tokens"), y2="high:Q"),
        base.mark_line(point=True).encode(
            y=alt.Y("mean:Q", title="reply, tokens"),
            tooltip=[alt.Tooltip(f"{name}:{kind}") for name, kind in tooltip],
        ),
    )
    sized: alt.LayerChart = whole.properties(width=_WIDTH, height=220, title=title)
    return sized


_TOOLTIP = (("which", "N"), ("mean", "Q"), ("low", "Q"), ("high", "Q"), ("cells", "Q"))


def _plain(value: float, scale: float) -> float | None:
    return None if pd.isna(value) else float(value) * scale
