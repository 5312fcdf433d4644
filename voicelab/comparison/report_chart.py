"""Charts of a report: means and their intervals as SVG, which needs no script."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.labels import Labels

__all__ = ["chart"]

_ROW, _LABEL, _WIDTH = 24, 290, 720
_MOST_ROWS = 60
"""Combinations that a chart still shows legibly."""


def chart(summary: pd.DataFrame, by: Sequence[str], measure: str, title: str, scale: float) -> Markup:
    """Return a chart of a measure: a point for each mean, a line for where it is with 95 %.

    Parameters
    ----------
    summary
        Means by what varies, as `Comparison.summary`.
    scale
        What the measure is multiplied by.
    """
    labels = Labels(summary, by)
    shown = summary[summary[measure].notna()].head(_MOST_ROWS)
    ends = shown[[measure, f"{measure}_high"]].max().max()
    most = float(ends) * scale or 1.0
    room = _WIDTH - _LABEL - 60

    def x(value: float) -> str:
        return f"{_LABEL + room * value * scale / most:.1f}"

    rows = []
    for place, row in enumerate(shown.to_dict("records")):
        y = _ROW * place + _ROW // 2
        low, mean, high = row[f"{measure}_low"], row[measure], row[f"{measure}_high"]
        line = "" if pd.isna(low) else _LINE.format(x(low), y, x(high), y)
        end = x(mean if pd.isna(high) else high)
        value = f"{mean * scale:.3g}"
        rows.append(
            _ROW_PARTS.format(
                _LABEL - 10, y + 4, labels.of(row) or "all", line, x(mean), y, float(end) + 8, y + 4, value
            )
        )
    height = _ROW * len(rows) + 4
    return _CHART.format(title, _WIDTH, height, title, _LABEL, _LABEL, height, Markup().join(rows))


_LINE = Markup("<line x1='{}' y1='{}' x2='{}' y2='{}' stroke='currentColor' opacity='0.5' stroke-width='2'/>")
_ROW_PARTS = Markup(
    "<text x='{}' y='{}' text-anchor='end'>{}</text>{}"
    "<circle cx='{}' cy='{}' r='4' fill='#4c78a8'/><text x='{}' y='{}'>{}</text>\n"
)
_CHART = Markup(
    "<h3>{}</h3>\n<svg viewBox='0 0 {} {}' role='img' aria-label='{}' fill='currentColor'>"
    "<line x1='{}' y1='0' x2='{}' y2='{}' stroke='currentColor' opacity='0.3'/>\n{}</svg>\n"
)
