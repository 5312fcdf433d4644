"""Comparison: replies to the same inputs under different settings, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.comparison.comparison_cells import ComparisonCells
from voicelab.comparison.store import ExchangeKey
from voicelab.extras import require
from voicelab.file_target import file_target

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.comparison.comparison_table import ComparisonTable
    from voicelab.comparison.listening import ListeningTest
    from voicelab.comparison.plot import Plot

__all__ = ["Comparison"]


class Comparison(ComparisonCells):
    """Results side by side; made by `compare`."""

    def show(self, *, columns: str | Sequence[str] | None = None, page_size: int = 10) -> ComparisonTable:
        """Show the replies side by side, with players, tokens, cost, latency, how they ended, and scores.

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
            scores=self._score_columns,
            sound=self._sound,
        )

    def plot(self, *what: str, by: str | Sequence[str] | None = None) -> Plot:
        """Return charts of means with their 95 % intervals.

        Parameters
        ----------
        *what
            Of ``latency``, ``turns``, ``length``, ``cost``, ``intelligibility`` and ``scores``; by default
            all that there is something to show of.
        by
            Columns of `df` to group by; by default the settings that vary.

        Raises
        ------
        ConfigurationError
            The extra ``compare`` is not installed.
        """
        require("compare", "altair", what="Charts", instead="summary() needs none of them.")
        from voicelab.comparison.plot import plot

        return plot(self.df, self._columns(by), what, self.prices.currency, self._score_columns)

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
            scores=self._score_columns,
            services=self._runner.services.describe(),
        )
        write_report(file_target(path), report, self._sound if audio else None)

    def _repr_html_(self) -> str:
        from voicelab.comparison.report import summary_html

        return summary_html(self.summary(), self.varied, str(self._results), self._score_columns)

    def _sound(self, key: ExchangeKey) -> Audio | None:
        return self.log.exchange(*key).spoken

    def _judged(self, by: str | None) -> str:
        if by is None and not self.varied:
            raise ValueError("nothing varies in this comparison: there is nothing to judge")
        return self._columns(by)[0]
