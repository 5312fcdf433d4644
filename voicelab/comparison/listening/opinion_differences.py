"""How far the ratings of two values of a setting differ, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.comparison.listening.trials import UNALTERED
from voicelab.comparison.measures import Measure
from voicelab.comparison.verdicts.differences import differences_table

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.verdicts.verdict_table import VerdictTable

__all__ = ["OPINION_MEASURES", "opinion_differences_table"]

OPINION_MEASURES = {
    "opinion": Measure("mean_opinion_score", "mean opinion score", 1.0, "{:.2f}", True),
    "mushra": Measure("mushra_score", "MUSHRA score", 1.0, "{:.1f}", True),
}
"""What is measured by each method that has ratings of its own."""


def opinion_differences_table(
    frame: pd.DataFrame, ratings: pd.DataFrame, varied: Sequence[str], by: str, method: str
) -> VerdictTable:
    """Return a row for each two values; see `Comparison.opinion_differences`.

    Parameters
    ----------
    frame
        As `Comparison.df`.
    ratings
        As `Comparison.ratings`.

    Raises
    ------
    ValueError
        There are no ratings of two values.
    """
    measure = OPINION_MEASURES[method]
    of_replies = ratings[(ratings["method"] == method) & ratings["stimulus"].isin(UNALTERED)]
    if not len(of_replies):
        raise ValueError(f"nothing was rated by method={method!r} yet")
    rated = of_replies[["cell", "rater", "rating"]].rename(columns={"rating": measure.name})
    # One rater's ratings are compared with one another: who rates one side alone shifts nothing.
    cells = rated.merge(frame, on="cell", how="left", validate="many_to_one")
    in_order = cells.sort_values("cell", kind="stable", ignore_index=True)
    return differences_table(in_order, measure, [*varied, "rater"], by)
