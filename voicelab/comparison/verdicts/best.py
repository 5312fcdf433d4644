"""Best: which values of what varies are the best, by a score and by what is to be weighed after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from voicelab.comparison.measures import Measure
from voicelab.comparison.summary_html import notebook_tables
from voicelab.comparison.verdicts.differences import labelled_difference, row_labels
from voicelab.comparison.verdicts.matched_values import FAILED, MatchedCells, MatchedValues
from voicelab.comparison.verdicts.verdict_table import amount, sentence
from voicelab.settings import Settings
from voicelab.statistics.difference import Difference
from voicelab.statistics.pairwise import corrected

__all__ = ["Best", "Candidates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best values of what varies; made by `Comparison.best`."""

    settings: Settings
    """All settings, these among them: ``session.settings = best.settings``."""
    values: Mapping[str, Any]
    """The values by the names of the settings."""
    why: tuple[str, ...]
    """Why these: a sentence or two for each of what was weighed, in its order."""

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return "\n".join([f"<Best: {values}>", *(f"  {each}" for each in self.why)])

    def _repr_html_(self) -> str:
        lines = [Markup("<b>{}</b> = {}").format(name, repr(value)) for name, value in self.values.items()]
        lines += [Markup("<small>{}</small>").format(each) for each in self.why]
        return notebook_tables(*map(Markup("<div dir='auto'>{}</div>").format, lines))


class Candidates:
    """Combinations of values, fewer with each measure: those that are not told apart from its best.

    Those that fail more often than another are out before any score is looked at: what is missing says
    nothing in favour of the rest.

    Parameters
    ----------
    cells
        One row a cell; one or more.
    names
        The settings whose values are chosen.
    alike
        What else varies, and is averaged over.
    currency
        Of the costs.
    """

    def __init__(
        self, cells: pd.DataFrame, names: Sequence[str], alike: Sequence[str], currency: str
    ) -> None:
        self._cells, self._currency = MatchedCells(cells, names, alike), currency
        matched = self._cells.values(FAILED)
        self._labels = row_labels(cells, matched, names)
        self._first = matched.compared
        self._left = list(range(len(self._labels)))
        self.why: list[str] = []
        """What each measure has said."""
        if np.nansum(matched.values) > 0:
            self.weigh(FAILED)

    @property
    def best(self) -> int:
        """The position among the cells of the first one of the best."""
        return int(self._first[self._left[0]])

    def weigh(self, measure: Measure) -> None:
        """Keep those that are not told apart from the best by a measure, the best one first.

        Raises
        ------
        ValueError
            Nobody knows which way the measure is better, or none has a value of it.
        """
        if measure.higher_is_better is None:
            raise ValueError(
                f"neither more nor less of {measure.name!r} is known to be better; of a score of yours say "
                "it by vl.scores.declare(higher_is_better=…)"
            )
        if len(self._left) == 1:
            return
        matched = self._cells.values(measure)
        known = [row for row in self._left if not np.isnan(matched.mean(row))]
        if not known:
            raise ValueError(f"no cell that is left has a value of {measure.name!r}")
        # Cases that one alone has, as easy ones, say nothing of which is better.
        shared = matched.shared(known)
        among = shared if shared.any() else None
        means = {row: matched.mean(row, among) for row in known}
        ranked = sorted(known, key=lambda row: means[row], reverse=measure.higher_is_better)
        for first in (*ranked, ranked[0]):  # which is left where each is worse than another
            others = [row for row in ranked if row != first]
            differences = self._differences(matched, first, others)
            if not any(_is_told(each, higher=not measure.higher_is_better) for each in differences):
                break
        left = [
            row
            for row, each in zip(others, differences, strict=True)
            if not _is_told(each, higher=measure.higher_is_better)
        ]
        shown = amount(means[first], measure, self._currency)
        if among is not None and np.isfinite(matched.values[known]).any(axis=0).sum() > among.sum():
            shown += " on the cases that all have"
        self.why += self._sentences(measure, first, shown, differences, len(self._left) - len(known))
        self._left = [first, *left]

    def _differences(self, matched: MatchedValues, first: int, others: Sequence[int]) -> Sequence[Difference]:
        # The first one is chosen by what it is compared by, so its differences are some among all pairs.
        pairs = (len(others) + 1) * len(others) // 2
        return corrected([labelled_difference(matched, self._labels, first, row) for row in others], pairs)

    def _sentences(
        self, measure: Measure, first: int, shown: str, differences: Sequence[Difference], unknown: int
    ) -> list[str]:
        found = f"{measure.name}: {self._labels[first]} has the best mean, {shown}"
        beaten = sum(_is_told(each, higher=measure.higher_is_better is True) for each in differences)
        if len(differences) > 1:
            found += f", and is told apart from {beaten:,} of {len(differences):,} others"
        if unknown:
            found += f"; {unknown:,} {'has no value and is' if unknown == 1 else 'have no value and are'} out"
        nearest = [f"{measure.name}: {sentence(each, measure, self._currency)}" for each in differences[:1]]
        return [found, *nearest]


def _is_told(difference: Difference, *, higher: bool) -> bool:
    """Whether A is told apart from B as the higher one, or as the lower one."""
    return difference.is_told_apart and (difference.value > 0.0) == higher
