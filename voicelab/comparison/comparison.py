"""Comparison: replies to the same inputs under different settings, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.comparison.plan import Cell
from voicelab.comparison.results import CellResults
from voicelab.comparison.runner import ComparisonRunner
from voicelab.comparison.scheduler import Ending
from voicelab.comparison.store import ExchangeKey
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.pricing import Prices, Spending
from voicelab.extras import require
from voicelab.file_target import file_target
from voicelab.log.session_log import SessionLog

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.comparison.comparison_table import ComparisonTable
    from voicelab.comparison.listening import ListeningTest
    from voicelab.comparison.plot import Plot

__all__ = ["Comparison"]


class Comparison:
    """Results side by side; made by `compare`."""

    def __init__(self, runner: ComparisonRunner, cells: Sequence[Cell], varied: Sequence[str]) -> None:
        self._runner = runner
        self._results = CellResults(cells, runner.store)
        self._frame: pd.DataFrame | None = None
        self.varied = tuple(varied)
        """Settings that vary, in the order in which they were given."""
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
        return sum(map(self._runner.estimator.cell, self._results.missing()), Spending())

    def run(self) -> Comparison:
        """Run the cells that are missing or failed, and return the comparison.

        Raises
        ------
        ConfigurationError
            Something that every cell would fail at; what was done is kept.
        ValueError
            A limit in money, and a price that is not known.
        """
        cells = self._results.missing()
        if not cells:
            return self
        try:
            self.ending = self._runner.run(cells, total=len(self), on_result=self._results.add)
        finally:
            self._frame = None
        if self.missing:
            why = {"interrupted": "Interrupted", "budget": "The budget is used up"}.get(self.ending, "Done")
            self._runner.announce(f"{why}; {self.missing:,} of {len(self):,} cells are left for run() to try")
        return self

    @property
    def df(self) -> pd.DataFrame:
        """One row for each cell that has a result; one value a column, text as it came.

        The log's columns (see `SessionLog.df`). Before them `cell` and `repeat`, from 1; `input`, what was
        asked; `cached`, whether the log had the result before; `attempts`; `turns` and `cut_ins`, if live;
        `case`, its id; `expected`, `reference_transcript`, `tags`, `notes`, and ``fields.…``.
        After them `reply_words`; `prompt_cost`, `completion_cost`, `recognition_cost`, `synthesis_cost` and
        their sum `cost`; `round_trip_transcript` and `word_error_rate`, see `round_trip`.
        """
        if self._frame is None:
            from voicelab.comparison.frame import cells_frame

            round_trips = self._runner.round_trips(self._results.sessions())
            self._frame = cells_frame(self.log, self._results.present(), round_trips, self.prices)
        copy: pd.DataFrame = self._frame.copy()
        return copy

    @property
    def failures(self) -> pd.DataFrame:
        """The rows of the cells that failed, with what went wrong."""
        failed: pd.DataFrame = self.df.query("outcome == 'failed'")
        return failed

    def summary(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return means with the ends of their 95 % intervals (Student's), over inputs and repeats.

        Parameters
        ----------
        by
            Columns of `df` to group by; by default the settings that vary.
        """
        from voicelab.comparison.frame import summary_frame

        return summary_frame(self.df, self._columns(by))

    def exchange(self, cell: int) -> Exchange:
        """Return a cell's exchange, which shows itself with its sound.

        Raises
        ------
        ValueError
            There is no such cell, or it has no result.
        """
        return self.log.exchange(*self._results.key(cell))

    def show(self, *, columns: str | Sequence[str] | None = None, page_size: int = 10) -> ComparisonTable:
        """Show the replies side by side, with players, tokens, cost, latency and how they ended.

        Parameters
        ----------
        columns
            Settings whose values stand side by side, by default the first that varies; others vary by row.
        page_size
            Rows on a page; 1 or more.
        """
        from voicelab.comparison.comparison_table import ComparisonTable

        return ComparisonTable(
            self.df,
            varied=self.varied,
            columns=self._columns(self.varied[:1] if columns is None else columns),
            page_size=page_size,
            currency=self.prices.currency,
            sound=self._sound,
        )

    def plot(self, *what: str, by: str | Sequence[str] | None = None) -> Plot:
        """Return charts of means with their 95 % intervals.

        Parameters
        ----------
        *what
            Of ``latency``, ``turns``, ``length``, ``cost`` and ``intelligibility``; by default all that there
            is something to show of.
        by
            Columns of `df` to group by; by default the settings that vary.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "altair", what="Charts", instead="summary() needs none of them.")
        from voicelab.comparison.plot import plot

        return plot(self.df, self._columns(by), what, self.prices.currency)

    def round_trip(self) -> pd.DataFrame:
        """Have every spoken reply recognised; return `summary` with `word_error_rate`, of which 0 is perfect.

        An objective, if crude, measure of a voice: the words that a recognizer gets wrong of the text that
        was spoken. Costs recognition of as much sound as was spoken; no reply is recognised twice.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "jiwer", what="Word error rates")
        self._runner.recognize(self._results.succeeded())
        self._frame = None
        return self.summary()

    def listen(self, by: str | None = None, *, rater: str = "", max_pairs: int = 30) -> ListeningTest:
        """Show a blind listening test: pairs of replies to one input, which do not say what made them.

        Each choice is kept in the log at once; `ranking` sums them up.

        Parameters
        ----------
        by
            The setting to judge; by default the first one that varies. All others are the same in a pair.
        rater
            Who listens, if several do.
        max_pairs
            The most pairs to judge; 1 or more.

        Raises
        ------
        ValueError
            There are no two replies with sound that differ in `by`.
        """
        from voicelab.comparison.listening import ListeningTest
        from voicelab.comparison.preferences import other_words, pairs

        drawn = pairs(self.df, self._judged(by), self.varied, max_pairs)
        if note := other_words(drawn):
            self._runner.announce(note)
        return ListeningTest(drawn, sound=self._sound, keep=self._runner.store.judged_by(rater))

    @property
    def preferences(self) -> pd.DataFrame:
        """Every choice made in listening tests of these cells: when, by whom, between which, and which."""
        from voicelab.comparison.preferences import preferences_frame

        return preferences_frame(self.df, self._runner.store, self.varied)

    def ranking(self, by: str | None = None) -> pd.DataFrame:
        """Return how the values of a setting were judged, the preferred first.

        Parameters
        ----------
        by
            The setting that was judged; by default the first one that varies.

        Returns
        -------
        DataFrame
            For each value: judgements, wins and ties; `strength` by Bradley and Terry's model, in log-odds
            around 0, and `share`, how often it would be preferred to an average other; both with the ends of
            their 95 % intervals.
        """
        from voicelab.comparison.preferences import ranking_frame

        return ranking_frame(self.df, self._runner.store, self._judged(by))

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

    def to_html(self, path: str | Path, *, audio: bool = True) -> None:
        """Write a report that is one file, playable anywhere, with nothing to load from elsewhere.

        Parameters
        ----------
        audio
            Whether to put the replies' sound into it: about 65 KB a second.
        """
        from voicelab.comparison.report import Report, write_report

        report = Report(
            cells=self.df,
            total=len(self),
            varied=self.varied,
            summary=self.summary(),
            rankings={name: self.ranking(name) for name in self.varied if len(self.preferences)},
            currency=self.prices.currency,
            services=self._runner.services.describe(),
        )
        write_report(file_target(path), report, self._sound if audio else None)

    def __len__(self) -> int:
        return len(self._results)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.varied) or 'repeats'}: {self._results}>"

    def _repr_html_(self) -> str:
        from voicelab.comparison.report import summary_html

        return summary_html(self.summary(), self.varied, str(self._results))

    def _sound(self, key: ExchangeKey) -> Audio | None:
        return self.log.exchange(*key).spoken

    def _columns(self, by: str | Sequence[str] | None) -> list[str]:
        from voicelab.comparison.frame import known_columns

        return list(self.varied) if by is None else known_columns(self.df, by)

    def _judged(self, by: str | None) -> str:
        if by is None and not self.varied:
            raise ValueError("nothing varies in this comparison: there is nothing to judge")
        return self._columns(by)[0]
