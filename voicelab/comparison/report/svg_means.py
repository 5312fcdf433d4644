"""Charts of means in a report: a point for each, a line for where it is with 95 %, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.charts.combinations import labelled
from voicelab.comparison.measures import Measure
from voicelab.comparison.report.svg_axis import Axis, interval_ends
from voicelab.comparison.report.svg_rows import WIDTH, Rows
from voicelab.statistics.interval import Interval

__all__ = ["means_chart"]

_RIGHT = 84
"""Room for the figure beside the longest line, in pixels."""


def means_chart(summary: pd.DataFrame, by: Sequence[str], measure: Measure) -> Markup:
    """Return a chart of a measure.

    Parameters
    ----------
    summary
        Means by what varies, as `Comparison.summary`, one of which at least is known.
    """
    shown = labelled(summary[summary[measure.name].notna()], by)
    means = [measure.mean(row) for _, row in shown]
    rows = Rows([label for label, _ in shown], _RIGHT)
    axis = Axis.over([0.0, *interval_ends(means)], rows.left, rows.end)
    drawn = Markup().join(
        rows.label(place) + _mean(axis, rows.middle(place), mean, measure.form)
        for place, mean in enumerate(means)
    )
    zero = axis.at(0.0)
    return _CHART.format(measure.title, WIDTH, rows.height, measure.title, zero, zero, rows.height, drawn)


def _mean(axis: Axis, y: float, mean: Interval, form: str) -> Markup:
    known = not math.isnan(mean.low)
    line = _LINE.format(axis.at(mean.low), y, axis.at(mean.high), y) if known else Markup()
    end = axis.at(max(mean.value, mean.high) if known else mean.value)
    return line + _POINT.format(axis.at(mean.value), y, end + 8, y + 4, form.format(mean.value))


_LINE = Markup("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' class='interval'/>")
_POINT = Markup("<circle cx='{:.1f}' cy='{:.1f}' r='4' class='mark'/><text x='{:.1f}' y='{:.1f}'>{}</text>\n")
_CHART = Markup(
    "<h3>{}</h3>\n<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>"
    "<line x1='{:.1f}' y1='0' x2='{:.1f}' y2='{}' class='axis'/>\n{}</svg>\n"
)
