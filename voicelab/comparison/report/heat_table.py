"""Heat maps in a report: a table with a number in each cell, and how high it is by its shade."""

from __future__ import annotations

import math

from markupsafe import Markup

from voicelab.comparison.charts.heat_map import HeatCell, HeatMap

__all__ = ["SHADES", "heat_table"]

SHADES = 8
"""Classes of shades, ``shade-0`` to ``shade-7``, of which each cell that has a value has one."""


def heat_table(found: HeatMap) -> Markup:
    """Return a heat map as a table, which is read without its colours, too."""
    heads = Markup().join(Markup("<th scope='col' dir='auto'>{}</th>").format(head) for head in found.heads)
    rows = Markup().join(_ROW.format(line[0].row, Markup().join(map(_cell, line))) for line in found.lines)
    left_out = f" {found.left_out:,} more rows or columns are not shown." if found.left_out else ""
    return _TABLE.format(found.measure.title, left_out, heads, rows)


def _cell(cell: HeatCell) -> Markup:
    if cell.is_missing:
        return Markup("<td class='missing'>{}</td>").format(cell.text)
    shade = min(SHADES - 1, math.floor(cell.share * SHADES))
    return Markup("<td class='shade-{}'>{}</td>").format(shade, cell.text)


_ROW = Markup("<tr><th scope='row' dir='auto'>{}</th>{}</tr>\n")
_TABLE = Markup(
    "<h3>{}</h3>\n<table class='heat'><caption>Averaged over all else.{}</caption>"
    "<thead><tr><td></td>{}</tr></thead><tbody>\n{}</tbody></table>\n"
)
