"""Charts of distributions in a report: an outline of all values, percentiles marked, as SVG."""

from __future__ import annotations

from markupsafe import Markup

from voicelab.comparison.charts.distributions import Distribution, Distributions
from voicelab.comparison.report.svg_axis import Axis
from voicelab.comparison.report.svg_rows import WIDTH, Rows

__all__ = ["distributions_chart"]

_RIGHT = 240
"""Room for the percentiles in figures, in pixels."""
_AXIS_HEIGHT = 26
_LEAST, _MOST = 4.0, 18.0
"""How high the outline is over one value of many, and over most of them, in pixels."""


def distributions_chart(found: Distributions) -> Markup:
    """Return a chart of how a measure is distributed: three values are three lines, many an outline."""
    rows = Rows([row.label for row in found.rows], _RIGHT)
    measure = found.measure
    axis = Axis.over(
        [float(found.edges[0]), float(found.edges[-1])],
        rows.left,
        rows.end,
        is_logarithmic=found.is_logarithmic,
        is_share=measure.is_share,
    )
    drawn = Markup().join(
        rows.label(place) + _row(row, found, axis, rows.middle(place)) for place, row in enumerate(found.rows)
    )
    words = "; ".join(f"{row.label}: {_percentiles(row, found)}" for row in found.rows)
    title = f"{measure.title}, logarithmic" if found.is_logarithmic else measure.title
    return _CHART.format(
        title,
        WIDTH,
        rows.height + _AXIS_HEIGHT,
        f"{title}. {words}",
        axis.along_bottom(rows.height),
        drawn,
    )


def _row(row: Distribution, found: Distributions, axis: Axis, middle: float) -> Markup:
    path = []
    for low, high, share in zip(found.edges[:-1], found.edges[1:], row.shares, strict=True):
        if share:
            left, right = axis.at(float(low)), axis.at(float(high))
            half = (_LEAST + (_MOST - _LEAST) * share) / 2
            path.append(f"M{left:.1f} {middle - half:.1f}H{right:.1f}V{middle + half:.1f}H{left:.1f}Z")
    marks = [_MARKS[percent].format(axis.at(value), middle) for percent, value in row.percentiles.items()]
    return _ROW.format(
        "".join(path), Markup().join(marks), axis.end + 12, middle + 4, _percentiles(row, found)
    )


def _percentiles(row: Distribution, found: Distributions) -> str:
    """Return the percentiles in words."""
    form, values = found.measure.form, row.percentiles.items()
    return " · ".join(f"p{percent} {form.format(value)}" for percent, value in values)


_ROW = Markup("<path d='{}' class='outline'/>{}<text x='{:.1f}' y='{:.1f}'>{}</text>\n")
_MARK = Markup("<g transform='translate({:.1f} {:.1f})' class='percentile'>%s</g>")
_MARKS = {
    50: _MARK % Markup("<circle r='4.5'/>"),
    95: _MARK % Markup("<path d='M0 -6L6 0L0 6L-6 0Z'/>"),
    99: _MARK % Markup("<path d='M-6 -5H6L0 6Z'/>"),
}
"""Told from one another by their shapes."""
_CHART = Markup("<h3>{}</h3>\n<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>{}\n{}</svg>\n")
