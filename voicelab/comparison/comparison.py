"""Comparison: replies to the same inputs under different settings, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.comparison.comparison_charts import ComparisonCharts
from voicelab.comparison.comparison_listening import ComparisonListening
from voicelab.comparison.comparison_verdicts import ComparisonVerdicts
from voicelab.extras import require
from voicelab.file_target import file_target

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.checks.cell_check import CellCheck
    from voicelab.comparison.checks.check_results import CheckResults
    from voicelab.comparison.table.comparison_table import ComparisonTable
    from voicelab.comparison.table.view import Only
    from voicelab.scores.alignment import Alignment

__all__ = ["Comparison"]


class Comparison(ComparisonVerdicts, ComparisonListening, ComparisonCharts):
    """Results side by side; made by `compare`."""

    def show(
        self,
        *,
        columns: str | Sequence[str] | None = None,
        difference: Sequence[Any] | None = None,
        search: str = "",
        where: Mapping[str, Any] | None = None,
        only: Only | Sequence[Only] | None = None,
        sort: str | None = None,
        descending: bool = False,
        page_size: int = 10,
    ) -> ComparisonTable:
        """Show the replies side by side, with players, tokens, cost, latency, how they ended, and scores.

        The table's method ``change`` changes all of it afterwards; all but `columns` can be chosen on the
        page, too. Printed, the table is the text of its page.

        Parameters
        ----------
        columns
            Settings whose values stand side by side, by default the first that varies; others vary by row.
        difference
            Two of these values: only they stand side by side, with the words marked in which replies differ.
            Where several settings stand side by side, two lists of their values.
        search
            Words in what was asked, understood, replied or expected, or in notes: all of them, in any order,
            whatever their case and accents; between quotation marks a phrase.
        where
            Values that cells must have, by the names of their columns: one, several in a list, or of numbers
            a range as a tuple, such as ``(800, None)``. `None` is a value that is missing; of tags, one of a
            case's.
        only
            ``"failures"``: cells that failed, that the content filter stopped, that an error broke off or in
            which nothing was understood, and those of which a score is false, or failed itself.
            ``"differences"``: rows in which replies differ, repeat by repeat.
        sort
            A column of `df`: rows by the mean of their cells, or by their text, those without any last. With
            `difference`, by how much the second mean is above the first.
        descending
            Whether the largest comes first.
        page_size
            Rows on a page; 1 or more.

        Raises
        ------
        ValueError
            A column or a value that there is not; the message lists the nearest.
        """
        from voicelab.comparison.table.comparison_table import ComparisonTable
        from voicelab.comparison.table.content import TableContent

        content = TableContent(
            cells=self.df,
            varied=self.varied,
            currency=self.prices.currency,
            scores=self._score_columns,
            sound=self._sound,
            aligned=self._alignment,
        ).side_by_side(columns)
        return ComparisonTable(
            content,
            difference=difference,
            search=search,
            where=where,
            only=only,
            sort=sort,
            descending=descending,
            page_size=page_size,
        )

    def round_trip(self) -> pd.DataFrame:
        """Have every spoken reply recognised; return `summary` with `round_trip_word_error_rate`.

        An objective, if crude, measure of a voice: the words that a recognizer gets wrong of the text that
        was spoken; 0 is perfect. Costs recognition of as much sound as was spoken; no reply is recognised
        twice.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "jiwer", what="Word error rates")
        self._runner.recognize(self._results.succeeded())
        self._frame = self._table = None
        return self.summary()

    def check(self, checks: str | Path | Sequence[str | CellCheck]) -> CheckResults:
        """Return whether the cells come up to checks, which say so or ``raise_for_failures()``.

        Each combination of what varies must pass, unless a check names others. What has no value fails, and
        so do cells that failed, or have no result, unless a check says of ``failed`` how many may. So do
        scores that an interrupt left out.

        Parameters
        ----------
        checks
            One check or several, such as ``"contains_expected.mean >= 0.9"`` or ``"first_audio_ms.p95 <= 900
            where max_tokens == 32"``; or the path of a TOML file with a list of them, ``checks``.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            There are no checks, or one cannot be read; the message says where.

        Examples
        --------
        >>> grid.check(["contains_expected.mean >= 0.9", "cost.sum <= 0.10"])  # doctest: +SKIP
        """
        from voicelab.comparison.checks.check_results import CheckResults
        from voicelab.comparison.checks.checked_cells import CheckedCells
        from voicelab.comparison.checks.given_checks import given_checks
        from voicelab.comparison.checks.run_checks import run_checks

        wanted = given_checks(checks)
        cells = CheckedCells(*self._made_table(), self.varied, self.prices.currency)
        is_whole = self.ending != "interrupted"
        unscored = 0 if is_whole else self._scoring.unfinished(self._results.present())
        results = run_checks(wanted, cells, total=len(self), unscored=unscored)
        return CheckResults(results, cells.failures)

    def check_plan(self, checks: str | Path | Sequence[str | CellCheck]) -> None:
        """Check, before anything is asked, that checks are about what this comparison will have.

        That is columns, values behind ``where``, groups behind ``for each``, and what an earlier comparison
        has. Which values a score of your own has by name is known once it was run, unless it is declared.

        Parameters
        ----------
        checks
            As for `check`.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            A check cannot be read, or is about something else; the message says what there is.

        Examples
        --------
        >>> grid = compare(cases, max_tokens=[16, 64], run=False)  # doctest: +SKIP
        >>> grid.check_plan("cost.sum <= 0.10 where max_tokens == 16")  # doctest: +SKIP
        >>> grid.run()  # doctest: +SKIP
        """
        from voicelab.comparison.checks.given_checks import given_checks
        from voicelab.comparison.checks.planned_cells import PlannedCells
        from voicelab.comparison.checks.planned_checks import check_planned
        from voicelab.comparison.frame import cells_frame

        table, scores = cells_frame(self.log, [], {}, self.prices), self._scoring.scores
        planned = PlannedCells(self._results.cells, table, scores, self.varied, self.prices.currency)
        check_planned(given_checks(checks), planned)

    def to_csv(self, path: str | Path, *, raw: bool = False) -> None:
        """Write `df` to a CSV file, compressed if its name ends in ``.gz``, ``.bz2`` or ``.xz``.

        An apostrophe precedes text that might be a formula; not if `raw`.
        """
        from voicelab.comparison.export import write_csv

        write_csv(self.df, file_target(path), raw=raw)

    def to_parquet(self, path: str | Path) -> None:
        """Write `df` to a Parquet file, which pandas reads back with all its types."""
        from voicelab.comparison.export import write_parquet

        write_parquet(self.df, file_target(path))

    def to_html(
        self, path: str | Path, *, audio: bool | int = 300, checks: CheckResults | None = None
    ) -> None:
        """Write a report that is one file, playable anywhere, with nothing to load from elsewhere.

        Its cells are searched, filtered and shown page by page.

        Parameters
        ----------
        audio
            Of how many cells the replies' sound is put into it, about 65 KB a second, as many of each
            combination; `True` for all, `False` for none.
        checks
            What `check` has returned, to be in it.
        """
        from voicelab.comparison.report.cell_rows import most_sounds
        from voicelab.comparison.report.report import Report, write_report

        report = Report(
            cells=self.df,
            total=len(self),
            varied=self.varied,
            summary=self.summary(),
            rankings={name: self.ranking(name) for name in self.varied} if len(self.preferences) else {},
            currency=self.prices.currency,
            ratings=self.ratings,
            scores=self._score_columns,
            services=self._runner.services.describe(),
            checks=checks,
            most_sounds=most_sounds(audio),
        )
        write_report(file_target(path), report, self._sound)

    def _repr_html_(self) -> str:
        from voicelab.comparison.summary_html import summary_html

        return summary_html(self.summary(), self.varied, str(self._results), self._score_columns)

    def _alignment(self, cell: int) -> Alignment | None:
        from voicelab.scores.recognition import recognition_alignment

        return recognition_alignment(self.exchange(cell), self._results.cell(cell).question.known_case)
