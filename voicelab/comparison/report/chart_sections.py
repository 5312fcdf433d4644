"""The charts of a report, section by section: of every measure that has something to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.charts.distributions import distributions, usual_measures
from voicelab.comparison.charts.heat_map import heat_map
from voicelab.comparison.charts.tradeoff import tradeoff
from voicelab.comparison.means_table import table_measures
from voicelab.comparison.measures import measures
from voicelab.comparison.report.heat_table import heat_table
from voicelab.comparison.report.svg_distributions import distributions_chart
from voicelab.comparison.report.svg_means import means_chart
from voicelab.comparison.report.svg_tradeoff import tradeoff_chart
from voicelab.comparison.summary import summary_frame

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["distribution_charts", "heat_maps", "mean_charts", "tradeoff_charts"]

_MOST = 6
"""Charts of one section: a report of twenty scores is still read. Notebooks draw the others."""


def mean_charts(summary: pd.DataFrame, varied: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return charts of the means of all measures that tables show, where there are several to compare."""
    if len(summary) < 2:
        return Markup()
    known = [each for each in table_measures(scores) if summary[each.name].notna().any()]
    return Markup().join(means_chart(summary, varied, measure) for measure in known)


def distribution_charts(cells: pd.DataFrame, varied: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return charts of how latencies and scores that are numbers are distributed."""
    found = [distributions(cells, varied, measure) for measure in usual_measures(scores)]
    charts = [distributions_chart(each) for each in found if each is not None][:_MOST]
    if not charts:
        return Markup()
    intro = (
        "Every value; ○ is the median, ◇ the 95th percentile where there are 20 values, "
        "▽ the 99th where there are 100."
    )
    return Markup("<p>{}</p>\n").format(intro) + Markup().join(charts)


def tradeoff_charts(summary: pd.DataFrame, varied: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return charts of scores against latency and cost, where it is known which way is better."""
    every = measures(scores)
    scored = [each for each in every.values() if each.is_score and each.higher_is_better is not None]
    against = [every[name] for name in ("first_audio_ms", "cost") if (summary[name] > 0).any()]
    if len(summary) < 2 or not scored:
        return Markup()
    found = [tradeoff(summary, varied, x, y) for y in scored for x in against]
    return Markup().join([tradeoff_chart(each) for each in found if each is not None][:_MOST])


def heat_maps(cells: pd.DataFrame, varied: Sequence[str], scores: Sequence[ScoreColumn]) -> Markup:
    """Return heat maps of scores and latency by the first two that vary."""
    if len(varied) < 2:
        return Markup()
    rows, columns = varied[:2]
    summary = summary_frame(cells, [rows, columns], scores)
    every = measures(scores)
    shown = [*(each for each in every.values() if each.is_score), every["first_audio_ms"]]
    found = [heat_map(summary, measure, rows, columns) for measure in shown]
    return Markup().join([heat_table(each) for each in found if each is not None][:_MOST])
