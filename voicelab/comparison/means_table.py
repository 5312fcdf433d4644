"""Tables of means as HTML: each with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.labels import plain
from voicelab.comparison.measures import Measure, measures
from voicelab.statistics.interval import Interval

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["head", "interval_text", "means_table", "table", "table_measures"]

_NOT_SHOWN = ("done_ms",)
"""When the last sound was made, which nobody hears."""


def table_measures(scores: Sequence[ScoreColumn]) -> list[Measure]:
    """Return the measures that a table shows, those of scores last."""
    return [each for each in measures(scores).values() if each.name not in _NOT_SHOWN]


def means_table(summary: pd.DataFrame, by: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return a summary as a table, without the measures of which nothing is known."""
    shown = [each for each in table_measures(scores) if summary[each.name].notna().any()]
    heads = [*by, "cells", "failed", *(each.title for each in shown)]
    rows = [
        [
            *(plain(row[name], name) for name in by),
            f"{row['cells']:,}",
            row["failed"] or "",
            *(interval_text(each.mean(row), each.form) for each in shown),
        ]
        for row in summary.to_dict("records")
    ]
    return table(heads, rows)


def interval_text(found: Interval, form: str) -> str:
    """Return a value and the ends of its interval, as far as they are known (no ``NaN``), as text."""
    if math.isnan(found.value):
        return ""
    text = form.format(found.value)
    if math.isnan(found.low):
        return text
    low, high = form.format(found.low), form.format(found.high)
    return Markup("{} <small>({} to {})</small>").format(text, low, high)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Markup:
    """Return rows as a table."""
    cell, line = Markup("<td dir='auto'>{}</td>"), Markup("<tr>{}</tr>\n")
    body = Markup().join(line.format(Markup().join(map(cell.format, row))) for row in rows)
    return Markup("<table>{}<tbody>\n{}</tbody></table>\n").format(head(heads), body)


def head(heads: Sequence[str]) -> Markup:
    """Return the head of a table."""
    return Markup("<thead><tr>{}</tr></thead>").format(
        Markup().join(map(Markup("<th>{}</th>").format, heads))
    )
