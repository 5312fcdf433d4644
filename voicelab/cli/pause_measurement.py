"""A measurement of detectors at recorded pauses: what cannot be read or judged is told and left out."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from voicelab.cli.pause_judging import JudgeFailure, Judgement, PauseJudging, judge_pauses
from voicelab.cli.terminal import report
from voicelab.end_of_turn import Judge
from voicelab.event_loop import run_in_thread
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.status_line import StatusLine
from voicelab.turn_detection.pauses import read_pauses

__all__ = ["PauseMeasurement"]


class PauseMeasurement:
    """Asks judges at all pauses of somebody's data; what they said stays, also where it is cut short.

    Parameters
    ----------
    path
        The data; see `read_pauses`.
    as_written
        Whether they go by the words that were written down.
    """

    def __init__(self, path: Path, judges: Sequence[Judge], *, as_written: bool) -> None:
        self.judged: list[Judgement] = []
        """What was said so far."""
        self.given_up: list[Judge] = []
        """Judges that failed for good; what they said before is kept."""
        self._path = path
        self._judges = judges
        self._as_written = as_written
        self._line = StatusLine()
        self._pauses = 0
        self._unreadable = 0

    async def run(self, settings: Settings, languages: Collection[str]) -> None:
        """Ask the judges.

        Parameters
        ----------
        languages
            Only turns in these; all if there are none.

        Raises
        ------
        FileNotFoundError, ValueError
            There are no such data, or none in these languages.
        VoicelabError
            The services cannot be used.
        """
        read = read_pauses(self._path, languages=languages, on_unreadable=self._leave_out)
        first = await run_in_thread(lambda: next(read, None))  # before models are fetched for them
        if first is None:
            if not self._unreadable:
                among = f" in {', '.join(languages)}" if languages else ""
                raise ValueError(f"{self._path} holds no pauses{among}")
            return
        services = await run_in_thread(Services.from_environment)
        judging = PauseJudging(services, settings, Timeouts.for_kind(services.kind))
        judged = judge_pauses(
            judging,
            self._judges,
            itertools.chain([first], read),
            as_written=self._as_written,
            on_failure=self._note_failure,
        )
        try:
            async with contextlib.aclosing(judged):
                async for judgements in judged:
                    self.judged += judgements
                    self._pauses += 1
                    self._line.show(f"{self._pauses:,} pauses judged")
        finally:
            self._line.clear()
            await judging.close()

    def left_out(self) -> Iterator[str]:
        """Yield sentences that say how much is not among what was judged."""
        if self._unreadable:
            yield f"Left out, as they could not be read: {self._unreadable:,}."
        judgements = Counter(each.detector for each in self.judged)
        for judge in self._judges:
            if judgements[judge] < self._pauses:
                yield f"{judge} judged {judgements[judge]:,} of {self._pauses:,} pauses."

    def _leave_out(self, error: ValueError) -> None:
        self._unreadable += 1
        self._tell(f"Left out: {error}.")

    def _note_failure(self, failure: JudgeFailure) -> None:
        if failure.is_last:
            self.given_up.append(failure.judge)
        judge, place = failure.judge, failure.place
        what = f"is asked no more, from {place} on" if failure.is_last else f"cannot judge {place}"
        self._tell(f"{judge} {what}: {failure.error}")

    def _tell(self, sentence: str) -> None:
        self._line.clear()
        report(sentence)
