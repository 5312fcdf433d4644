"""The judgements of raters in a report: which values were preferred, and how good each sounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.labels import plain
from voicelab.comparison.listening.methods import METHODS
from voicelab.comparison.listening.opinion_differences import OPINION_MEASURES
from voicelab.comparison.listening.ratings import opinions_frame, raters_frame
from voicelab.comparison.listening.trials import UNALTERED
from voicelab.comparison.means_table import interval_text, table
from voicelab.comparison.summary_columns import mean_columns
from voicelab.statistics.interval import Interval

__all__ = ["opinion_tables", "preference_tables"]


def preference_tables(rankings: Mapping[str, pd.DataFrame]) -> Markup:
    """Return how values were preferred to one another in pairs, by setting; empty if nobody judged."""
    judged = {name: ranking for name, ranking in rankings.items() if ranking["judgements"].any()}
    if not judged:
        return Markup()
    return Markup("<p>Share: how often it would be preferred to an average other.</p>\n") + Markup().join(
        _ranking(ranking, name) for name, ranking in judged.items()
    )


def _ranking(ranking: pd.DataFrame, by: str) -> Markup:
    rows = [
        [
            plain(row[by], by),
            row["judgements"],
            row["wins"],
            row["ties"],
            interval_text(_interval(row, "share", row["judgements"]), "{:.0%}"),
        ]
        for row in ranking.to_dict("records")
    ]
    return table([by, "judgements", "wins", "ties", "share"], rows)


def opinion_tables(ratings: pd.DataFrame, varied: Sequence[str]) -> Markup:
    """Return the mean ratings of values by each method, setting by setting; empty where nobody rated.

    Raters are counted, and not named: a report goes to others.
    """
    tables = Markup().join(
        _opinions(ratings[ratings["method"] == method], varied, method)
        for method in OPINION_MEASURES
        if (ratings["method"] == method).any()
    )
    if not tables:
        return Markup()
    return Markup("<p>With 95 % intervals over raters and inputs.</p>\n") + tables


def _opinions(ratings: pd.DataFrame, varied: Sequence[str], method: str) -> Markup:
    measure, scale = OPINION_MEASURES[method], METHODS[method]
    heading = Markup("<h3>{}, {} to {}</h3>\n").format(measure.title, scale.lowest, scale.highest)
    tables = Markup().join(
        table(
            [by, *(["stimulus"] if method == "mushra" else []), "ratings", "raters", "mean"],
            list(_opinion_rows(opinions_frame(ratings, by, method), by, measure.form)),
        )
        for by in varied
    )
    return heading + tables + _unreliable(ratings)


def _opinion_rows(opinions: pd.DataFrame, by: str, form: str) -> Iterator[list[object]]:
    for row in opinions.to_dict("records"):
        kind = row.get("stimulus")
        value = plain(row[by], by) if kind is None or kind in UNALTERED else ""  # an anchor is of none
        mean = interval_text(_interval(row, "mean", row["ratings"]), form)
        yield [value, *([] if kind is None else [kind]), row["ratings"], row["raters"], mean]


def _unreliable(ratings: pd.DataFrame) -> Markup:
    """Return how many raters did not hear the hidden reference; empty where all did, or there was none."""
    raters = raters_frame(ratings)
    count = int((~raters["is_reliable"]).sum())
    if not count:
        return Markup()
    return Markup(
        "<p>{:,} of {:,} raters did not hear the hidden reference, and are among these.</p>\n"
    ).format(count, len(raters))


def _interval(row: Mapping[Any, Any], name: str, count: int) -> Interval:
    value, low, high = (row[column] for column in mean_columns(name))
    return Interval(value, low, high, count)
