"""Differences between each two values of a setting, on the same cases, with all else alike."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

import pandas as pd

from voicelab.comparison.axes import several_values
from voicelab.comparison.labels import Labels
from voicelab.comparison.measures import Measure
from voicelab.comparison.verdicts.matched_values import MatchedValues, matched_values
from voicelab.comparison.verdicts.verdict_table import VerdictTable, difference_columns
from voicelab.nearest import nearest_first
from voicelab.statistics.difference import Difference
from voicelab.statistics.pairwise import corrected

__all__ = ["NO_TWO_RESULTS", "differences_table", "labelled_difference", "row_labels", "varied_names"]

NO_TWO_RESULTS = "there are no two values of what varies that have a result: run() asks for more"
"""Why nothing is compared, and what to do."""


def differences_table(
    cells: pd.DataFrame,
    measure: Measure,
    varied: Sequence[str],
    by: str | Sequence[str] | None = None,
    *,
    sequential: bool = False,
    currency: str = "",
) -> VerdictTable:
    """Return a row for each two values of what varies; see `Comparison.differences`.

    Parameters
    ----------
    cells
        One row a cell; one or more.

    Raises
    ------
    ValueError
        Nothing varies, or not what is asked for; or there are no two values that have a result.
    """
    compared = [[name] for name in varied_names(varied, None)] if by is None else [varied_names(varied, by)]
    pairs: list[tuple[str, float, float, Difference]] = []
    for names in compared:
        matched = matched_values(cells, measure, names, [name for name in varied if name not in names])
        labels = row_labels(cells, matched, names)
        for a, b in itertools.combinations(range(len(labels)), 2):
            difference = labelled_difference(matched, labels, a, b, sequential=sequential)
            pairs.append((", ".join(names), *matched.means(a, b), difference))
    if not pairs:
        raise ValueError(NO_TWO_RESULTS)
    differences = corrected([difference for *_, difference in pairs])
    rows = [
        {
            "measure": measure.name,
            "setting": setting,
            "a": difference.a,
            "b": difference.b,
            "mean_a": mean_a,
            "mean_b": mean_b,
            **difference_columns(difference, measure, currency),
        }
        for (setting, mean_a, mean_b, _), difference in zip(pairs, differences, strict=True)
    ]
    table: VerdictTable = VerdictTable(rows)
    return table


def varied_names(varied: Iterable[str], by: str | Sequence[str] | None, what: str = "") -> list[str]:
    """Return the names of what is compared, once it is sure that they vary.

    Parameters
    ----------
    what
        What they are, where only some of what varies will do, such as ``settings``.

    Raises
    ------
    ValueError
        Nothing varies, or one of them does not.
    """
    names = list(varied)
    if not names:
        raise ValueError(
            f"no {what or 'settings'} vary in this comparison, so there is nothing to compare: give "
            "compare() several values of one, such as max_tokens=[16, 64]"
        )
    wanted = names if by is None else several_values("by", by)
    if not wanted:
        raise ValueError(f"by names nothing; there are: {', '.join(names)}")
    for place, name in enumerate(wanted):
        if name in wanted[:place]:
            raise ValueError(f"by names {name!r} twice: leave out one of them")
        if name not in names:
            listed = ", ".join(nearest_first(str(name), names))
            of_what = f"is none of the {what} that vary" if what else "does not vary within a case"
            raise ValueError(f"{name!r} {of_what}; there are: {listed}")
    return wanted


def row_labels(cells: pd.DataFrame, matched: MatchedValues, names: Sequence[str]) -> list[str]:
    """Return what each row of matched values is called."""
    first = cells.iloc[matched.compared]
    labels = Labels(first, names)
    return [labels.of(row) for row in first.to_dict("records")]


def labelled_difference(
    matched: MatchedValues, labels: Sequence[str], a: int, b: int, *, sequential: bool = False
) -> Difference:
    """Return the difference of two rows, which knows what they are called."""
    difference = matched.difference(a, b, sequential=sequential)
    return dataclasses.replace(difference, a=labels[a], b=labels[b])
