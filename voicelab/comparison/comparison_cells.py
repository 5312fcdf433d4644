"""ComparisonCells: the cells of a comparison, run and scored, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.comparison.call_exchanges import with_call
from voicelab.comparison.held_dialogue import HeldDialogue
from voicelab.comparison.plan import Cell
from voicelab.comparison.results import CellResults
from voicelab.comparison.runner import ComparisonRunner
from voicelab.comparison.scheduler import Ending
from voicelab.comparison.scoring import Scoring
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.pricing import Prices, Spending
from voicelab.log.label_store import LabelStore
from voicelab.log.session_log import SessionLog
from voicelab.scores.score import Score

if TYPE_CHECKING:
    import pandas as pd
    from typing_extensions import Self

    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["ComparisonCells"]


class ComparisonCells:
    """Cells that are run and scored.

    Parameters
    ----------
    varied
        What varies from cell to cell.
    scores
        What is said of the replies.
    """

    def __init__(
        self,
        runner: ComparisonRunner,
        cells: Sequence[Cell],
        varied: Sequence[str],
        scores: Sequence[Score] = (),
    ) -> None:
        self._runner = runner
        self._known_results = CellResults(cells, runner.store)
        self._scoring = Scoring(runner.log, runner.services)
        self._scoring.add(scores)
        self._frame: pd.DataFrame | None = None
        self._table: tuple[pd.DataFrame, list[ScoreColumn]] | None = None
        self._labels: tuple[int, str | None, float] | None = None
        self.varied = tuple(varied)
        """What varies, in the order in which it was given."""
        self.ending: Ending | None = None
        """Why the last run ended: ``done``, ``interrupted`` or ``budget``; `None` before any."""

    @property
    def log(self) -> SessionLog:
        """The log that holds the exchanges."""
        return self._runner.log

    @property
    def prices(self) -> Prices:
        """What things cost."""
        return self._runner.prices

    @property
    def missing(self) -> int:
        """Cells that have no result yet, or failed: what `run` would run."""
        return len(self._results.missing())

    @property
    def estimate(self) -> Spending:
        """The most tokens and money that the missing cells are likely to take."""
        return sum(self._runner.estimator.cells(self._results.missing()), Spending())

    @property
    def likely_seconds(self) -> float | None:
        """How long the missing cells are likely to take, in seconds, by the turns in the log.

        `None` where it has none of these services.
        """
        return self._runner.likely_seconds(self._results.missing())

    def run(self) -> Self:
        """Run the cells that are missing or failed, then missing scores, and return the comparison.

        An interrupt ends either, and leaves the rest to another `run`.

        Raises
        ------
        ConfigurationError
            Something that every cell would fail at; what was done is kept.
        ValueError
            A limit in money, and a price that is not known.
        """
        if cells := self._results.missing():
            try:
                self.ending = self._runner.run(
                    cells, planned=self._results.cells, on_result=self._results.add
                )
            finally:
                self._frame = self._table = None
            if self.missing:
                why = {"interrupted": "Interrupted", "budget": "The budget is used up"}.get(
                    self.ending, "Done"
                )
                left = f"{self.missing:,} of {len(self):,} cells are left for run() to try"
                self._runner.announce(f"{why}; {left}")
            if self.ending != "done":
                return self  # no judge is asked on somebody's behalf who wanted an end
        try:
            self.score()
        except KeyboardInterrupt:
            self.ending = "interrupted"
            self._runner.announce("Interrupted; scores are left for run() to try")
        else:
            self.ending = "done"
        return self

    def score(self, *scores: Score) -> Self:
        """Run further scores on the replies that there are, and return the comparison.

        No service is asked again. What the log has of a score is not found again, as long as reply, case and
        score are the same; what failed is. A score takes the place of an earlier one of its name.

        Parameters
        ----------
        *scores
            Functions of an exchange and its case, see `voicelab.scores`; none for those that were given
            before.

        Raises
        ------
        ValueError, TypeError
            Something that is no score, has no name, or two of one name.
        """
        self._scoring.add(scores)
        try:
            failures = self._scoring.run(self._results.present(), quiet=self._runner.quiet)
        finally:
            self._table = None
        if failures:
            others = f" and {len(failures) - 1:,} more" if len(failures) > 1 else ""
            self._runner.announce(
                f"a score failed: {failures[0]}{others}; df has the reasons, and score() tries again"
            )
        return self

    @property
    def df(self) -> pd.DataFrame:
        """One row for each cell that has a result; one value a column, text as it came.

        The log's columns (see `SessionLog.df`). Before them `cell` and `repeat`, from 1; `input`, what was
        asked; `cached`, whether the log had the result before; `attempts`; `turns` and `cut_ins`, of
        dialogues and live talks;
        `case`, its id; `expected`, `reference_transcript`, `tags`, `notes`, and ``fields.…``.
        After them `reply_words`; `prompt_cost`, `completion_cost`, `recognition_cost`, `synthesis_cost` and
        their sum `cost`; where a simulated caller called `call_ended_by`, `call_reason` and `caller_tokens`;
        `caller_cost`, of its model and voice or of a dialogue's voice; `round_trip_transcript` and
        `round_trip_word_error_rate`, see `round_trip`. Then a column a score, and ``NAME_error`` where it
        failed.
        """
        copy: pd.DataFrame = self._made_table()[0].copy()
        return copy

    @property
    def failures(self) -> pd.DataFrame:
        """The rows of the cells that failed, with what went wrong."""
        from voicelab.comparison.failing_cells import failed

        cells = self._made_table()[0]
        failures: pd.DataFrame = cells[failed(cells)].copy()
        return failures

    def summary(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return means with the ends of their 95 % intervals, over inputs and repeats.

        Of measures Student's; of scores, truths are rates with Wilson's interval, numbers have means with
        Student's. Each case counts as one, where there are several; of one case alone, each repeat.

        Parameters
        ----------
        by
            Columns of `df` to group by; by default what varies.
        """
        from voicelab.comparison.summary import summary_frame

        frame, scores = self._made_table()
        return summary_frame(frame, self._columns(by), scores)

    def exchange(self, cell: int) -> Exchange:
        """Return a cell's exchange, which shows itself with its sound.

        Raises
        ------
        ValueError
            There is no such cell, or it has no result.
        """
        result = self._results.result(cell)
        return self.log.exchange(*result.key).replace(call=result.call)

    def dialogue(self, cell: int) -> HeldDialogue:
        """Return the exchanges of a cell's dialogue, one a turn; of other cells the one that there is.

        Raises
        ------
        ValueError
            There is no such cell, or it has no result.
        """
        result = self._results.result(cell)
        turns = self._runner.dialogues.exchanges(result.key) or [self.log.exchange(*result.key)]
        return HeldDialogue(with_call(turns, result.call))

    def __len__(self) -> int:
        return len(self._results)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.varied) or 'repeats'}: {self._results}>"

    @property
    def _results(self) -> CellResults:
        """The results, without those that were deleted from the log meanwhile."""
        if not self.log._store.closed and self._known_results.forget_deleted():
            self._frame = self._table = None
        return self._known_results

    @property
    def _score_columns(self) -> list[ScoreColumn]:
        return self._made_table()[1]

    def _made_table(self) -> tuple[pd.DataFrame, list[ScoreColumn]]:
        """Return the table and which columns of it are scores, made once for these results and labels."""
        self._notice_labels()
        results = self._results.present()
        if self._table is None:
            from voicelab.comparison.frame import cells_frame
            from voicelab.comparison.score_columns import score_columns

            if self._frame is None:
                round_trips = self._runner.round_trips(self._results.sessions())
                self._frame = cells_frame(self.log, results, round_trips, self.prices)
            said, taken = self._scoring.said(results), set(self._frame.columns)
            columns, scores = score_columns(said, taken, self._scoring.scores)
            self._table = self._frame.assign(**columns), scores
        return self._table

    def _notice_labels(self) -> None:
        """Have the table made again if labels of the log have changed."""
        store = self.log._store
        if self._table is not None and store.closed:
            return
        labels = LabelStore(store, None).state
        if labels != self._labels:
            self._frame = self._table = None
            self._labels = labels

    def _columns(self, by: str | Sequence[str] | None) -> list[str]:
        from voicelab.comparison.frame import known_columns

        return list(self.varied) if by is None else known_columns(self._made_table()[0], by)
