"""Comparison: replies to the same inputs under different settings, side by side."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.comparison.plan import Cell
from voicelab.comparison.runner import ComparisonRunner
from voicelab.comparison.scheduler import Ending
from voicelab.comparison.store import Place, Result
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.pricing import Prices, Spending
from voicelab.extras import require
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

    def __init__(self, bench: ComparisonRunner, cells: Sequence[Cell], varied: Sequence[str]) -> None:
        self._bench = bench
        self._cells = cells
        self._results: dict[str, Result] = bench.records.results(cell.key for cell in cells)
        self._frame: pd.DataFrame | None = None
        self.varied = tuple(varied)
        """Settings that vary, in the order in which they were given."""
        self.ending: Ending | None = None
        """Why the last run ended: ``done``, ``interrupted`` or ``budget``; `None` before any."""

    @property
    def log(self) -> SessionLog:
        """The log that holds the exchanges."""
        return self._bench.log

    @property
    def prices(self) -> Prices:
        """What things cost."""
        return self._bench.prices

    @property
    def missing(self) -> int:
        """Cells that have no result yet, or failed: what `run` would run."""
        return len(self._todo())

    @property
    def estimate(self) -> Spending:
        """The most tokens and money that the missing cells are likely to take."""
        most = (self._bench.estimate(cell.settings, cell.question) for cell in self._todo())
        return sum(most, Spending())

    def run(self) -> Comparison:
        """Run the cells that are missing or failed, and return the comparison.

        Raises
        ------
        ConfigurationError
            Something that every cell would fail at; what was done is kept.
        ValueError
            A limit in money, and a price that is not known.
        """
        todo = self._todo()
        if not todo:
            return self
        most = self.estimate
        if self._bench.limits.money is not None and most.money is None:
            raise ValueError(
                "a limit in money needs the price of every model and voice; add what is missing with "
                "prices=Prices().put(Price(…))"
            )
        if self._bench.found_services:
            self._tell(self._bench.services.describe())
        self._tell(f"{len(todo):,} of {len(self):,} cells to run, {_cost(most, self.prices)}")
        try:
            self.ending = self._bench.take(todo, self._found)
        finally:
            self._frame = None
        if self.missing:
            why = {"interrupted": "Interrupted", "budget": "The budget is used up"}.get(self.ending, "Done")
            self._tell(
                f"{why}; missing or failed: {self.missing:,} of {len(self):,} cells, which run() tries"
            )
        return self

    @property
    def df(self) -> pd.DataFrame:
        """One row for each cell that has a result; one value a column, text as it came.

        The log's columns (see `SessionLog.df`) with these before them: `cell` and `repeat`, from 1; `input`,
        what was asked; `cached`, whether the log had the result before this comparison; `attempts`. And
        these after them: `reply_words`; `prompt_cost`, `completion_cost`, `recognition_cost`,
        `synthesis_cost` and their sum `cost`; `heard_again` and `word_error_rate`, see `round_trip`.
        """
        if self._frame is None:
            from voicelab.comparison.frame import cells_frame

            bench = self._bench
            hearings = bench.records.hearings(bench.recognizer, self._sessions())
            self._frame = cells_frame(bench.log, self._cells, self._results, hearings, bench.prices)
        copy: pd.DataFrame = self._frame.copy()
        return copy

    @property
    def failures(self) -> pd.DataFrame:
        """The rows of the cells that failed, with what went wrong."""
        frame = self.df
        failed: pd.DataFrame = frame[frame["outcome"] == "failed"]
        return failed

    def summary(self, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return means with the ends of their 95 % intervals (Student's), over inputs and repeats.

        Parameters
        ----------
        by
            Columns of `df` to tell apart; by default the settings that vary.
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
        numbered = {each.number: each for each in self._cells}
        if cell not in numbered:
            raise ValueError(f"there is no cell {cell!r}: they are numbered from 1 to {len(self)}")
        result = self._results.get(numbered[cell].key)
        if result is None:
            raise ValueError(f"cell {cell} has no result yet; run() takes its turn")
        return self.log.exchange(*result.place)

    def show(self, *, columns: str | Sequence[str] | None = None, page_size: int = 10) -> ComparisonTable:
        """Show the replies side by side, with players, tokens, cost, latency and how they ended.

        Parameters
        ----------
        columns
            Settings whose values stand side by side; by default the first one that varies. What else varies
            is told apart row by row.
        page_size
            Rows on a page; 1 or more.
        """
        from voicelab.comparison.comparison_table import ComparisonTable

        chosen = self._columns(columns) if columns is not None else list(self.varied[:1])
        return ComparisonTable(
            self.df,
            varied=self.varied,
            columns=chosen,
            page_size=page_size,
            currency=self.prices.currency,
            sound=self._sound,
        )

    def plot(self, *what: str, by: str | Sequence[str] | None = None) -> Plot:
        """Return charts of means with their 95 % intervals.

        Parameters
        ----------
        *what
            Of ``latency``, ``length``, ``cost`` and ``intelligibility``; by default all that there is
            something to show of.
        by
            Columns of `df` to tell apart; by default the settings that vary.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "altair", what="Charts", instead="summary() needs none of them.")
        from voicelab.comparison.plot import plot

        return plot(self.df, self._columns(by), what, self.prices.currency)

    def round_trip(self) -> pd.DataFrame:
        """Have every spoken reply recognised again, and return how well it was understood.

        An objective, if crude, measure of a voice: the words that a recognizer gets wrong of what the voice
        was given. Costs recognition of as much sound as was spoken; replies that were heard before are not
        heard again.

        Returns
        -------
        DataFrame
            As `summary`, with `word_error_rate`: 0 is perfect.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "jiwer", what="Word error rates")
        bench = self._bench
        known = bench.records.hearings(bench.recognizer, self._sessions())
        places = [result.place for result in self._results.values() if not result.failed]
        replies = {place: self.log.exchange(*place) for place in places if place not in known}
        spoken = {place: exchange for place, exchange in replies.items() if exchange.spoken is not None}
        bench.hear(spoken)
        self._frame = None
        return self.summary()

    def listen(self, by: str | None = None, *, rater: str = "", most: int = 30) -> ListeningTest:
        """Show a blind listening test: pairs of replies to one input, which do not say what made them.

        Each choice is kept in the log at once; `ranking` sums them up.

        Parameters
        ----------
        by
            The setting to judge; by default the first one that varies. All others are the same in a pair.
        rater
            Who listens, if several do.
        most
            Pairs to judge; 1 or more.

        Raises
        ------
        ValueError
            There are no two replies with sound that differ in `by`.
        """
        from voicelab.comparison.listening import ListeningTest
        from voicelab.comparison.preferences import pairs

        drawn = pairs(self.df, self._judged(by), self.varied, most)
        records = self._bench.records
        return ListeningTest(
            drawn, sound=self._sound, keep=lambda a, b, choice: records.add_preference(rater, a, b, choice)
        )

    @property
    def preferences(self) -> pd.DataFrame:
        """Every choice made in listening tests of these cells: when, by whom, between which, and which."""
        from voicelab.comparison.preferences import preferences_frame

        return preferences_frame(self.df, self._bench.records, self.varied)

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

        return ranking_frame(self.df, self._bench.records, self._judged(by))

    def to_csv(self, path: str | Path, *, raw: bool = False) -> None:
        """Write `df` to a CSV file.

        Parameters
        ----------
        raw
            Whether to leave text as it is. By default an apostrophe is put before text that a spreadsheet
            would take for a formula.
        """
        from voicelab.comparison.export import write_csv

        write_csv(self.df, Path(path), raw=raw)

    def to_parquet(self, path: str | Path) -> None:
        """Write `df` to a Parquet file, which pandas reads back with all its types."""
        self.df.to_parquet(path, index=False)

    def to_html(self, path: str | Path, *, audio: bool = True) -> None:
        """Write a report that is one file, playable anywhere, with nothing to load from elsewhere.

        Parameters
        ----------
        audio
            Whether to put the replies' sound into it: about 65 KB a second.
        """
        from voicelab.comparison.report import write_report

        write_report(Path(path), self, self._sound if audio else None)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.varied) or 'repeats'}: {self._state()}>"

    def _repr_html_(self) -> str:
        from voicelab.comparison.report import comparison_html

        return comparison_html(self, self._state())

    def _state(self) -> str:
        failed = sum(result.failed for result in self._results.values())
        parts = [f"{len(self):,} cells", f"{len(self._results):,} with a result"]
        return ", ".join([*parts, f"{failed:,} failed"] if failed else parts)

    def _todo(self) -> list[Cell]:
        def is_missing(cell: Cell) -> bool:
            result = self._results.get(cell.key)
            return result is None or result.failed

        return [cell for cell in self._cells if is_missing(cell)]

    def _found(self, cell: Cell, result: Result) -> None:
        self._results[cell.key] = result

    def _sessions(self) -> set[str]:
        return {result.place[0] for result in self._results.values()}

    def _sound(self, place: Place) -> Audio | None:
        return self.log.exchange(*place).spoken

    def _columns(self, by: str | Sequence[str] | None) -> list[str]:
        if by is None:
            return list(self.varied)
        names, known = [by] if isinstance(by, str) else list(by), self.df.columns
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=5, cutoff=0.0)
                raise ValueError(f"there is no column {name!r}; the nearest are: {', '.join(near)}")
        return names

    def _judged(self, by: str | None) -> str:
        if by is None and not self.varied:
            raise ValueError("nothing varies in this comparison: there is nothing to judge")
        return self._columns(by)[0]

    def _tell(self, sentence: str) -> None:
        if not self._bench.quiet:
            print(f"voicelab: {sentence}.", file=sys.stderr)  # noqa: T201


def _cost(most: Spending, prices: Prices) -> str:
    if most.money is None:
        return f"at most about {most.tokens:,} tokens, at a price that is not known"
    money = f" and {most.money:,.4f} {prices.currency}" if most.money else ""
    return f"at most about {most.tokens:,} tokens{money}"
