"""Tables of means as HTML: each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.labels import plain

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["head", "interval", "means", "means_table", "table"]

_MEANS = {
    "first_token_ms": ("first token, s", 0.001, "{:.2f}"),
    "first_audio_ms": ("first audio, s", 0.001, "{:.2f}"),
    "end_of_turn_ms": ("end of turn, s", 0.001, "{:.2f}"),
    "turns": ("turns", 1.0, "{:.2f}"),
    "cut_ins": ("cut in", 1.0, "{:.2f}"),
    "discarded_tokens": ("tokens thrown away", 1.0, "{:.1f}"),
    "completion_tokens": ("tokens", 1.0, "{:.1f}"),
    "reply_words": ("words", 1.0, "{:.1f}"),
    "cost": ("cost", 1.0, "{:.6f}"),
    "round_trip_word_error_rate": ("misheard", 1.0, "{:.1%}"),
}
"""Measures that a table shows: their heads, what they are multiplied by, and their form."""


def means(scores: Sequence[ScoreColumn]) -> dict[str, tuple[str, float, str]]:
    """Return the measures that a table shows, those of scores last: their heads, factors and forms."""
    forms = {"truth": "{:.0%}", "number": "{:.4g}"}
    return _MEANS | {each.name: (each.name, 1.0, forms[each.kind]) for each in scores if each.kind in forms}


def means_table(summary: pd.DataFrame, by: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return a summary as a table, without the measures of which nothing is known."""
    shown = {name: form for name, form in means(scores).items() if summary[name].notna().any()}
    heads = [*by, "cells", "failed", *(head for head, _, _ in shown.values())]
    rows = [
        [
            *(plain(row[name], name) for name in by),
            f"{row['cells']:,}",
            row["failed"] or "",
            *(interval(row, name, *form[1:]) for name, form in shown.items()),
        ]
        for row in summary.to_dict("records")
    ]
    return table(heads, rows)


def interval(row: Mapping[Any, Any], name: str, scale: float, form: str) -> str:
    """Return a mean and the ends of its interval, as text."""
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(value):
        return ""
    text = form.format(value * scale)
    if pd.isna(low):
        return text
    return Markup("{} <small>({} to {})</small>").format(
        text, form.format(low * scale), form.format(high * scale)
    )


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
