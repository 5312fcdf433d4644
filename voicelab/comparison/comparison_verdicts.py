"""ComparisonVerdicts: which settings are better, and what has changed, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicelab.comparison.comparison_cells import ComparisonCells
from voicelab.settings import DECLARATIONS
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.measures import Measure
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.verdicts.best import Best
    from voicelab.comparison.verdicts.changes import Changes
    from voicelab.comparison.verdicts.earlier_cells import Earlier
    from voicelab.comparison.verdicts.verdict_table import VerdictTable

__all__ = ["ComparisonVerdicts"]

_LONGEST_VALUE = 60
"""Characters of a value that has no result."""


class ComparisonVerdicts(ComparisonCells):
    """Cells whose settings are held against each other, case by case."""

    def differences(
        self, measure: str, by: str | Sequence[str] | None = None, *, sequential: bool = False
    ) -> VerdictTable:
        """Return for each two values of what varies how far they differ on the same cases, and how surely.

        All else that varies is alike in what is compared; repeats are averaged, and each case counts as one.
        Cells that failed take no part, but for the measure ``failed``, how often they did.

        Parameters
        ----------
        measure
            A score, a measure of `summary`, or ``failed``.
        by
            What is compared, of what varies; several are compared by their combinations. By default each
            that varies, one after the other.
        sequential
            Whether cases are added and it is looked at again, any number of times: intervals then hold at
            all looks together.

        Returns
        -------
        DataFrame
            One row for each two values, `a` and `b`: their means over the cases that both have, `difference`
            (a less b) with the ends `low` and `high` of its 95 % interval, `p_value`, corrected for the
            number of rows (Holm), `cases`, `left_out` for want of a value, `told_apart`, `test`, and the
            `verdict` in words, in which it shows itself.

        Raises
        ------
        ValueError
            There is no such measure, or nothing varies that could be compared.
        """
        from voicelab.comparison.verdicts.differences import differences_table

        cells, scores = self._cells_with_results()
        return differences_table(
            cells,
            self._measure(measure, cells, scores),
            self.varied,
            by,
            sequential=sequential,
            currency=self.prices.currency,
        )

    def best(
        self, measure: str, *, then: str | Sequence[str] = (), by: str | Sequence[str] | None = None
    ) -> Best:
        """Return the settings that are best by a score; of those that are not told apart, by what is next.

        Values that fail more often than others are out first. The best is held against each other, case by
        case, as `differences` does, and corrected for all pairs among which it was chosen. Conditions are no
        settings: they are averaged over.

        Parameters
        ----------
        measure
            A score or a measure of which it is known which way is better.
        then
            Scores or measures by which those are ranked that the one before does not tell from its best.
        by
            Settings whose values are chosen, by default all that vary; others are averaged over, and have
            the first value that was given.

        Returns
        -------
        Best
            `settings`, to put into a session; `values` of what was chosen; `why`, in sentences.

        Raises
        ------
        ValueError
            There is no such measure, nobody knows which way it is better, no setting varies, or there are no
            two values that have a result.
        """
        from voicelab.comparison.axes import several_values
        from voicelab.comparison.verdicts.best import Best, Candidates
        from voicelab.comparison.verdicts.differences import NO_TWO_RESULTS, varied_names

        names = varied_names([name for name in self.varied if name in DECLARATIONS], by, "settings")
        cells, scores = self._cells_with_results()
        further = several_values("then", then)
        weighed = [self._measure(name, cells, scores) for name in (measure, *further)]
        alike = [name for name in self.varied if name not in names]
        without = self._results.values_without_result(names)
        if without and len(cells.groupby(names, dropna=False, observed=True)) < 2:
            raise ValueError(NO_TWO_RESULTS)
        candidates = Candidates(cells, names, alike, self.prices.currency)
        for each in weighed:
            candidates.weigh(each)
        settings = self._results.cell(cells["cell"].iloc[candidates.best]).combination
        values = {name: getattr(settings, name) for name in names}
        why = [*candidates.why, *map(_without_result, without)]
        return Best(settings=settings, values=values, why=tuple(why))

    def against(self, earlier: Earlier, *measures: str, sequential: bool = False) -> Changes:
        """Return what is better and what is worse than in an earlier comparison, and how surely.

        Compared are the cells of the same cases, known by their ids, under the same values of what varies,
        as far as both have them; repeats are averaged, and each case counts as one. A setting of which the
        two have no value in common, such as a prompt that was rewritten, is what is compared.

        Parameters
        ----------
        earlier
            Another comparison, its `df`, or the path of what `to_parquet` or `to_csv` wrote of it.
        *measures
            Scores, measures of `summary`, ``failed``; by default all of which both have values.
        sequential
            Whether it is looked at again and again while cases are added.

        Returns
        -------
        Changes
            `df`, a row a measure: the means `before` and `now`, their difference with its interval and
            verdict, p-values corrected for the number of rows (Holm). `regressed` and `mended`: which cases
            turned from right to wrong, and the other way. `only_now`, `only_before`: cases and settings that
            one side alone has. `notes`.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            It is no table of a comparison, or the two have nothing in common.
        """
        from voicelab.comparison.verdicts.changes import changes
        from voicelab.comparison.verdicts.earlier_cells import earlier_cells

        cells, scores = self._cells_with_results()
        return changes(
            cells,
            earlier_cells(earlier, cells),
            self.varied,
            scores,
            measures,
            sequential=sequential,
            currency=self.prices.currency,
        )

    def latencies(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return percentiles of latencies, in milliseconds, over inputs and repeats.

        Parameters
        ----------
        by
            Columns of `df` to group by; by default what varies.

        Returns
        -------
        DataFrame
            One row for each combination and latency that any reply has: how many `replies`; `p50`, `p95` and
            `p99` with the ends of their 95 % intervals, which hold for latencies of any distribution. An
            end is missing where so few replies cannot tell it: the upper one of `p95` takes 72, of `p99`
            368. Repeats of a case count as alike as they are.
        """
        from voicelab.comparison.latencies import latencies_frame

        return latencies_frame(self._made_table()[0], self._columns(by))

    def _measure(self, name: str, cells: pd.DataFrame, scores: Sequence[ScoreColumn]) -> Measure:
        """Return the measure or score of a name; where the score failed in each cell, the error says why."""
        from voicelab.comparison.checks.checked_cells import CheckedCells
        from voicelab.comparison.verdicts.matched_values import matched_measure

        if isinstance(name, str) and (name not in cells or cells[name].isna().all()):
            CheckedCells(cells, scores, self.varied, self.prices.currency).check_score(name)
        return matched_measure(name, scores)

    def _cells_with_results(self) -> tuple[pd.DataFrame, list[ScoreColumn]]:
        cells, scores = self._made_table()
        if not len(cells):
            raise ValueError("no cell has a result yet: run() asks for it")
        return cells, scores


def _without_result(values: Mapping[str, Any]) -> str:
    each = ", ".join(f"{name}={shortened(repr(value), _LONGEST_VALUE)}" for name, value in values.items())
    return f"{each} has no result yet, and is out: run() asks for it"
