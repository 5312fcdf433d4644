"""ComparisonListening: the cells of a comparison, judged by people who listen to the replies."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.comparison.comparison_cells import ComparisonCells
from voicelab.exchange.plain_values import plain_text
from voicelab.file_target import file_target

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.comparison.listening.judgement_store import JudgementStore, RatedTrial
    from voicelab.comparison.listening.listening_test import ListeningTest
    from voicelab.comparison.listening.trials import Trial
    from voicelab.comparison.store import ExchangeKey

__all__ = ["ComparisonListening"]


class ComparisonListening(ComparisonCells):
    """Cells whose replies people listen to."""

    def listen(
        self,
        by: str | None = None,
        *,
        method: str = "pairs",
        rater: str = "",
        max_trials: int = 30,
        reference: Any = None,
        anchors: Sequence[str] | None = None,
    ) -> ListeningTest:
        """Show a blind listening test of replies to one input, which do not say what made them.

        What is judged is kept in the log at once, and the same rater is not asked it again.

        Parameters
        ----------
        by
            The setting to judge; by default the first one that varies. All others are the same in a trial.
        method
            ``pairs``: which of two is better (`ranking` sums up); ``opinion``: how good one sounds, from 5
            (excellent) to 1 (bad), as ITU-T P.800 has it; ``mushra``: all beside one another, from 0 to 100,
            after ITU-R BS.1534 (`opinions` sums up both).
        rater
            Who listens, if several do.
        max_trials
            The most trials; 1 or more.
        reference
            Of MUSHRA: the value of `by` whose replies the others are compared with, openly and hidden among
            them; ``"default"`` for what is left to the service. By default there is no reference.
        anchors
            Of MUSHRA: what is made worse and hidden among them: of ``low-pass``, ``narrow-band`` and
            ``noise``; by default the first and the last.

        Raises
        ------
        ValueError
            There is nothing to judge, or an argument cannot be.
        """
        from voicelab.comparison.listening.listening_test import ListeningTest
        from voicelab.comparison.listening.methods import method_named
        from voicelab.comparison.listening.trials import in_order_for

        rater = plain_text("rater", rater)
        drawn = self._trials(by, method, max_trials, reference, anchors)
        judged = {trial.stimuli for trial in self._rated() if (trial.rater, trial.method) == (rater, method)}
        trials, count = in_order_for(rater, drawn, judged)
        return ListeningTest(
            trials,
            method_named(method),
            rater=rater,
            judged=count,
            sound=self._sound,
            keep=self._judgements.keep,
        )

    def listening_page(
        self,
        path: str | Path,
        by: str | None = None,
        *,
        method: str = "pairs",
        max_trials: int = 30,
        reference: Any = None,
        anchors: Sequence[str] | None = None,
    ) -> None:
        """Write a listening test as a page of one file, for raters without a notebook.

        It loads nothing from elsewhere, does not say which setting is which, and gives back a file for
        `add_judgements`. The other parameters are those of `listen`.

        Raises
        ------
        LogError
            The file cannot be written, or another one is there that is no such page.
        ValueError
            As `listen`; or the log kept no sound.
        """
        from voicelab.comparison.listening.methods import method_named
        from voicelab.comparison.listening.rater_page import rater_page, write_rater_page

        target = file_target(path)
        trials = self._trials(by, method, max_trials, reference, anchors)
        page = rater_page(trials, method_named(method), self._sound)
        self._judgements.publish(page.published)
        write_rater_page(target, page, method_named(method))
        if missing := len(trials) - len(page.questions):
            left_out = method_named(method).counted(missing)
            self._runner.announce(f"without {left_out}: the log kept no sound of these replies")

    def add_judgements(self, *paths: str | Path, rater: str | None = None) -> int:
        """Keep what raters judged on pages, and return how many trials were new.

        All files are checked before anything is kept; what is known already counts once.

        Parameters
        ----------
        *paths
            Files that pages for raters have saved.
        rater
            What to call who answered; by default as the file does.

        Raises
        ------
        OSError
            A file cannot be read.
        ValueError
            One is no file of judgements, belongs to another comparison, or was changed; or its rater has
            judged the same otherwise.
        """
        from voicelab.comparison.listening.judgement_files import new_judgements

        new = new_judgements(paths, self._judgements, self._replies(), self._rated(), rater)
        self._judgements.keep(new)
        return len(new)

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
            their 95 % intervals.
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
        from voicelab.comparison.listening.methods import method_named
        from voicelab.comparison.listening.ratings import opinions_frame, ratings_frame, without_raters

        if method_named(method).name == "pairs":
            raise ValueError("pairs have no opinions: ranking() sums them up")
        judged = self._judged(by)
        ratings = ratings_frame(self.df, self._rated(), [judged, *self.varied])
        counted = without_raters(ratings, leave_out)
        if method == "mushra":
            self._name_unreliable(set(counted["rater"]))
        return opinions_frame(counted, judged, method)

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

        left_out = {leave_out} if isinstance(leave_out, str) else set(leave_out)
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

    def _trials(
        self, by: str | None, method: str, max_trials: int, reference: Any, anchors: Sequence[str] | None
    ) -> list[Trial]:
        from voicelab.comparison.listening.design import ListeningDesign
        from voicelab.comparison.listening.trials import other_words

        design = ListeningDesign(
            by=self._judged(by), method=method, max_trials=max_trials, reference=reference, anchors=anchors
        )
        trials = design.trials(self.df, self.varied)
        if note := other_words(trials, design.rules):
            self._runner.announce(note)
        return trials

    def _name_unreliable(self, counted: set[str]) -> None:
        unreliable = self.raters().query("~is_reliable")
        for rater, share in zip(unreliable["rater"], unreliable["missed_reference"], strict=True):
            if rater in counted:
                self._runner.announce(
                    f"{rater!r} rated the hidden reference below 90 in {share:.0%} of the trials, more than "
                    f"15 %; leave_out=[{rater!r}] leaves these ratings out"
                )

    def _sound(self, key: ExchangeKey) -> Audio | None:
        return self.log.exchange(*key).spoken

    def _judged(self, by: str | None) -> str:
        if by is None and not self.varied:
            raise ValueError("nothing varies in this comparison: there is nothing to judge")
        return self._columns(by)[0]
