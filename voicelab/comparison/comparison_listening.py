"""ComparisonListening: listening tests of the replies of a comparison, in the notebook and on pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.comparison.comparison_judgements import ComparisonJudgements
from voicelab.exchange.plain_values import plain_text
from voicelab.file_target import file_target
from voicelab.text.rater_name import rater_name

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.comparison.listening.listening_test import ListeningTest
    from voicelab.comparison.listening.trials import Trial
    from voicelab.comparison.store import ExchangeKey

__all__ = ["ComparisonListening"]


class ComparisonListening(ComparisonJudgements):
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

        rater = rater_name(plain_text("rater", rater))
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
        rules = method_named(method)
        page = rater_page(trials, rules, self._sound)
        self._judgements.publish(page.published)
        write_rater_page(target, page)
        if missing := len(trials) - len(page.questions):
            self._runner.announce(f"without {rules.counted(missing)}: the log kept no sound of these replies")

    def add_judgements(self, *paths: str | Path | Iterable[str | Path], rater: str | None = None) -> int:
        """Keep what raters judged on pages, and return how many trials were new.

        All files are checked before anything is kept; what is known already counts once.

        Parameters
        ----------
        *paths
            Files, one by one or in lists, that pages for raters have saved.
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

        files = [file for given in paths for file in ([given] if isinstance(given, str | Path) else given)]
        new = new_judgements(files, self._judgements, self._replies(), self._rated(), rater)
        self._judgements.keep(new)
        return len(new)

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

    def _sound(self, key: ExchangeKey) -> Audio | None:
        return self.log.exchange(*key).spoken
