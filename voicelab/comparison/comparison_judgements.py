"""ComparisonJudgements: what people who listened to the replies of a comparison made of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.comparison.comparison_cells import ComparisonCells
from voicelab.file_target import file_target
from voicelab.text.rater_name import rater_names

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.comparison.listening.judgement_store import JudgementStore, RatedTrial
    from voicelab.comparison.store import ExchangeKey
    from voicelab.comparison.verdicts.verdict_table import VerdictTable

__all__ = ["ComparisonJudgements"]


class ComparisonJudgements(ComparisonCells):
    """Cells whose replies were judged by ear."""

    @property
    def preferences(self) -> pd.DataFrame:
        """Every choice between pairs of these cells: when, by whom, between which, and which."""
        from voicelab.comparison.listening.preferences import preferences_frame

        return preferences_frame(self.df, self._rated(), self.varied)

    @property
    def ratings(self) -> pd.DataFrame:
        """Every rating of these cells, of opinions and of MUSHRA: when, by whom, of what, and what it is."""
        from voicelab.comparison.listening.ratings import ratings_frame

        return ratings_frame(self.df, self._rated(), self.varied)

    def ranking(self, by: str | None = None) -> pd.DataFrame:
        """Return which values of a setting were preferred in pairs, the strongest first.

        Parameters
        ----------
        by
            The setting that was judged; by default the first one that varies.

        Returns
        -------
        DataFrame
            For each value: judgements, wins and ties; `strength` by Bradley and Terry's model, in log-odds
            around 0, and `share`, how often it would be preferred to an average other; both with the ends of
            their 95 % intervals. A value that nobody judged has neither, and comes last.
        """
        from voicelab.comparison.listening.preferences import ranking_frame

        return ranking_frame(self.df, self._rated(), self._judged(by))

    def opinions(
        self, by: str | None = None, *, method: str = "opinion", leave_out: str | Iterable[str] = ()
    ) -> pd.DataFrame:
        """Return the mean rating of each value of a setting, the best first.

        Who did not hear the hidden reference of MUSHRA is named.

        Parameters
        ----------
        by
            The setting that was judged; by default the first one that varies.
        method
            ``opinion`` for mean opinion scores, 1 to 5; ``mushra`` for scores of 0 to 100.
        leave_out
            Raters that do not count.

        Returns
        -------
        DataFrame
            For each value: ratings, raters, and `mean` with the ends of its 95 % interval, which counts that
            other raters and other inputs would have given other means. Of MUSHRA, `stimulus` tells the
            ``reply``, the hidden ``reference`` and anchors apart.
        """
        from voicelab.comparison.listening.ratings import opinions_frame

        judged = self._judged(by)
        return opinions_frame(self._counted_ratings(judged, method, leave_out), judged, method)

    def opinion_differences(
        self, by: str | None = None, *, method: str = "opinion", leave_out: str | Iterable[str] = ()
    ) -> VerdictTable:
        """Return for each two values of a setting how far their ratings differ, and how surely.

        More is told so than by the means: ratings of one rater for one input are compared with one another,
        and each case counts as one. It says how other inputs would have been rated by these raters.

        Parameters
        ----------
        by
            The setting that was judged; by default the first one that varies.
        method
            ``opinion`` or ``mushra``.
        leave_out
            Raters that do not count.

        Returns
        -------
        DataFrame
            As that of `differences`.
        """
        from voicelab.comparison.listening.opinion_differences import opinion_differences_table

        judged = self._judged(by)
        ratings = self._counted_ratings(judged, method, leave_out)
        return opinion_differences_table(self.df, ratings, self.varied, judged, method)

    def raters(self) -> pd.DataFrame:
        """Return a row for each rater: how many trials were rated, and whether hidden references were heard.

        ITU-R BS.1534 leaves out who rates the hidden reference below 90 in more than 15 % of the trials:
        `missed_reference` is that share, and `is_reliable` whether it is small enough.
        """
        from voicelab.comparison.listening.ratings import raters_frame

        return raters_frame(self.ratings)

    def agreement(self, *, leave_out: str | Iterable[str] = ()) -> pd.DataFrame:
        """Return how much raters agree: Krippendorff's alpha, for each method by which something was judged.

        1 is perfect agreement, 0 that of chance; Krippendorff takes 0.8 for reliable. It is missing where no
        two raters judged the same.
        """
        from voicelab.comparison.listening.rater_agreement import agreement_frame

        left_out = rater_names(leave_out)
        counted = [trial for trial in self._rated() if trial.rater not in left_out]
        return agreement_frame(counted, self._replies())

    def judgements_to_csv(self, path: str | Path, *, method: str = "pairs", raw: bool = False) -> None:
        """Write `preferences`, or the `ratings` of another method, to a CSV file.

        An apostrophe precedes text that might be a formula; not if `raw`.
        """
        from voicelab.comparison.export import JUDGEMENTS_CSV, write_csv
        from voicelab.comparison.listening.methods import method_named

        pairs = method_named(method).name == "pairs"
        frame = self.preferences if pairs else self.ratings.query("method == @method")
        write_csv(frame, file_target(path), raw=raw, kind=JUDGEMENTS_CSV)

    @functools.cached_property
    def _judgements(self) -> JudgementStore:
        from voicelab.comparison.listening.judgement_store import JudgementStore

        return JudgementStore(self.log)

    def _rated(self) -> list[RatedTrial]:
        return self._judgements.rated(self._made_table()[0]["session"].unique())

    def _replies(self) -> set[ExchangeKey]:
        frame = self._made_table()[0]
        return set(zip(frame["session"], frame["turn"].astype(int), strict=True))

    def _counted_ratings(self, judged: str, method: str, leave_out: str | Iterable[str]) -> pd.DataFrame:
        """Return the ratings that count, and name raters who did not hear the hidden reference."""
        from voicelab.comparison.listening.methods import method_named
        from voicelab.comparison.listening.ratings import ratings_frame, unreliable_raters, without_raters

        if method_named(method).name == "pairs":
            raise ValueError("pairs have no opinions: ranking() sums them up")
        ratings = ratings_frame(self.df, self._rated(), [judged, *self.varied])
        counted = without_raters(ratings, leave_out)
        if method == "mushra":
            for note in unreliable_raters(counted):
                self._runner.announce(note)
        return counted

    def _judged(self, by: str | None) -> str:
        from voicelab.comparison.frame import known_column

        if by is None and not self.varied:
            raise ValueError("nothing varies in this comparison: there is nothing to judge")
        return self.varied[0] if by is None else known_column(self._made_table()[0], by)
