"""Charts of trade-offs in a report: numbered points with intervals both ways, the Pareto front, as SVG."""

from __future__ import annotations

import math

from markupsafe import Markup

from voicelab.comparison.charts.tradeoff import Tradeoff, TradeoffPoint
from voicelab.comparison.means_table import interval_text, table
from voicelab.comparison.report.svg_axis import Axis, interval_ends
from voicelab.comparison.report.svg_rows import WIDTH

__all__ = ["tradeoff_chart"]

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 70, 700, 30, 320, 370
"""The edges of what is drawn, and the height of all, in pixels."""


def tradeoff_chart(found: Tradeoff) -> Markup:
    """Return a chart of combinations by two measures, and a table that says which number is which."""
    points = found.points
    x = Axis.over(
        interval_ends(point.x for point in points), _LEFT + 12, _RIGHT - 12, is_share=found.x.is_share
    )
    y = Axis.over(
        interval_ends(point.y for point in points), _BOTTOM - 12, _TOP + 12, is_share=found.y.is_share
    )
    drawn = Markup().join(_point(point, number, x, y) for number, point in enumerate(points, start=1))
    chart = _CHART.format(
        found.title,
        WIDTH,
        _HEIGHT,
        found.title,
        x.along_bottom(_BOTTOM),
        y.along_left(_LEFT),
        (_LEFT + _RIGHT) / 2,
        _HEIGHT - 8,
        found.x.axis_title,
        _LEFT,
        _TOP - 12,
        found.y.axis_title,
        _front(found, x, y),
        drawn,
    )
    return chart + _key(found)


def _front(found: Tradeoff, x: Axis, y: Axis) -> str:
    """Return the line along the front: between two points the better in x of the two counts."""
    path = ""
    for point in found.front:
        across, up = f"{x.at(point.x.value):.1f}", f"{y.at(point.y.value):.1f}"
        if not path:
            path = f"M{across} {up}"
        else:
            path += f"V{up}H{across}" if found.x.higher_is_better else f"H{across}V{up}"
    return path


def _point(point: TradeoffPoint, number: int, x: Axis, y: Axis) -> Markup:
    across, up = x.at(point.x.value), y.at(point.y.value)
    lines = Markup()
    if not math.isnan(point.x.low):
        lines += _LINE.format(x.at(point.x.low), x.at(point.x.high), up, up)
    if not math.isnan(point.y.low):
        lines += _LINE.format(across, across, y.at(point.y.low), y.at(point.y.high))
    kind = "front" if point.is_on_front else "other"
    return lines + _POINT.format(across, up, kind, point.label, number)


def _key(found: Tradeoff) -> Markup:
    """Return a table of the points."""
    heads = ["#", "which", found.y.title, found.x.title, *(["no other beats it"] if found.has_front else [])]
    rows = [
        [
            number,
            point.label,
            interval_text(point.y, found.y.form),
            interval_text(point.x, found.x.form),
            *(["yes" if point.is_on_front else ""] if found.has_front else []),
        ]
        for number, point in enumerate(found.points, start=1)
    ]
    return table(heads, rows)


_LINE = Markup("<line x1='{:.1f}' x2='{:.1f}' y1='{:.1f}' y2='{:.1f}' class='interval'/>")
_POINT = Markup(
    "<g transform='translate({:.1f} {:.1f})' class='{}'><title>{}</title><circle r='9'/>"
    "<text y='4' text-anchor='middle'>{}</text></g>\n"
)
_CHART = Markup(
    "<h3>{}</h3>\n<svg viewBox='0 0 {} {}' role='img' aria-label='{}, as in the table below'>{}{}"
    "<text x='{}' y='{}' text-anchor='middle'>{}</text><text x='{}' y='{}'>{}</text>"
    "<path d='{}' class='pareto'/>\n{}</svg>\n"
)
