"""Charts of means in a report: a point for each, a line for where it is with 95 %, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.charts.combinations import labelled
from voicelab.comparison.measures import Measure
from voicelab.comparison.report.svg_axis import Axis
from voicelab.comparison.report.svg_rows import WIDTH, Rows

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
    means = [_ends(row, measure) for _, row in shown]
    rows = Rows([label for label, _ in shown], _RIGHT)
    axis = Axis.over([0.0, *(end for ends in means for end in ends)], rows.left, rows.end)
    drawn = Markup().join(
        rows.label(place) + _mean(axis, rows.middle(place), *ends, measure.form)
        for place, ends in enumerate(means)
    )
    zero = axis.at(0.0)
    return _CHART.format(measure.title, WIDTH, rows.height, measure.title, zero, zero, rows.height, drawn)


def _ends(row: Mapping[Any, Any], measure: Measure) -> tuple[float, float, float]:
    mean, low, high = (float(row[f"{measure.name}{end}"]) * measure.scale for end in ("", "_low", "_high"))
    return mean, low, high


def _mean(axis: Axis, y: float, mean: float, low: float, high: float, form: str) -> Markup:
    known = not math.isnan(low)
    line = _LINE.format(axis.at(low), y, axis.at(high), y) if known else Markup()
    end = axis.at(max(mean, high) if known else mean)
    return line + _POINT.format(axis.at(mean), y, end + 8, y + 4, form.format(mean))


_LINE = Markup("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' class='interval'/>")
_POINT = Markup("<circle cx='{:.1f}' cy='{:.1f}' r='4' class='mark'/><text x='{:.1f}' y='{:.1f}'>{}</text>\n")
_CHART = Markup(
    "<h3>{}</h3>\n<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>"
    "<line x1='{:.1f}' y1='0' x2='{:.1f}' y2='{}' class='axis'/>\n{}</svg>\n"
)
