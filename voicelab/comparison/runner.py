"""ComparisonRunner: runs cells on an executor, and keeps each result in the log as it comes."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, TypeVar, cast

from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.dialogue_store import DialogueStore
from voicelab.comparison.estimates import Estimator, likely_seconds
from voicelab.comparison.job_queues import Job, JobResult
from voicelab.comparison.limits import Limits
from voicelab.comparison.plan import Cell, identity
from voicelab.comparison.progress import Progress
from voicelab.comparison.scheduler import Ending, Scheduler
from voicelab.comparison.set_up_errors import SetUpErrors
from voicelab.comparison.store import CellResult, ComparisonStore, ExchangeKey
from voicelab.comparison.work import CellWork, ReplyWork, Work, model_of
from voicelab.comparison.worker import RoundTrip, ServicesSource, Task, recognize_reply, run_cell
from voicelab.comparison.workers import Workers
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.exchange.pricing import Prices, Spending
from voicelab.printable import printable
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.events import EndReason
    from voicelab.log.session_log import SessionLog
    from voicelab.services.speech_to_speech import SpeechToSpeechEngine
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["ComparisonRunner"]

_AT_ONCE = 8
"""Cells that run at once where nothing else is said and the services are not this machine's."""

R = TypeVar("R", bound=JobResult)

_END_REASONS: Mapping[Ending, EndReason] = {
    "done": "end-of-input",
    "interrupted": "interrupted",
    "budget": "stopped",
}


class ComparisonRunner:
    """Runs cells and keeps their results in the log.

    Parameters
    ----------
    services
        The services, or a function that makes them; by default what the environment says.
    executor
        Where cells run; by default threads of this process.
    prices
        By default the list prices; nothing costs anything with the embedded services.
    quiet
        Whether to show no progress.

    Raises
    ------
    ConfigurationError
        Services with credentials in them were given for workers in other processes.
    """

    def __init__(
        self,
        log: SessionLog,
        *,
        services: ServicesSource | None,
        executor: Executor | None,
        limits: Limits,
        prices: Prices | None,
        timeouts: Timeouts | None,
        toolbox: Toolbox,
        quiet: bool,
    ) -> None:
        self._services_are_chosen = services is not None
        source = Services.from_environment if services is None else services
        self.services = source if isinstance(source, Services) else source()
        self.log = log
        self._toolbox = toolbox
        self.store = ComparisonStore(log)
        self.dialogues = DialogueStore(log)
        # Local models share this machine's processors: side by side, latencies would measure their queue.
        self._at_once = limits.concurrency or (1 if self.services.kind == "embedded" else _AT_ONCE)
        self._limits = dataclasses.replace(limits, concurrency=self._at_once)
        self.quiet = quiet
        """Whether nothing is shown."""
        self.prices = prices or Prices.for_kind(self.services.kind)
        engines = {"realtime": self.services.realtime, "voice-live": self.services.voice_live}
        self.estimator = Estimator(
            self.prices,
            self.services.completion.deployment,
            {name: engine.deployment for name, engine in engines.items() if engine is not None},
            toolbox.declared_characters,
        )
        timeouts = timeouts or Timeouts.for_kind(self.services.kind)
        # The scheduler, which knows of the other cells, tries a cell again; the stages do not.
        self._retry_policy = timeouts.retry
        self._workers = Workers(
            executor,
            source=source,
            services=self.services,
            timeouts=dataclasses.replace(timeouts, retry=timeouts.retry.without_retries()),
            toolbox=toolbox,
            at_once=self._at_once,
        )

    def identity(self, settings: Settings, *, is_only_engine: bool) -> str:
        """Return which services cells of some settings ask, for their keys.

        Parameters
        ----------
        is_only_engine
            Whether no cell has another engine; otherwise those fail that have an engine which is nowhere.

        Raises
        ------
        ConfigurationError
            Nothing says where they are, and no others are asked.
        """
        speech_to_speech = cast("SpeechToSpeechEngine", settings.engine)
        try:
            asked = identity(self.services, speech_to_speech if settings.is_speech_to_speech else None)
        except ConfigurationError as error:
            if is_only_engine:
                raise
            asked = f"{settings.engine} {error.code}"
        return asked + self._toolbox.digest

    def likely_seconds(self, cells: Sequence[Cell]) -> float | None:
        """Return how long cells are likely to take, in seconds; see `likely_seconds`."""
        return likely_seconds(cells, self.log, self.services.describe(), self._at_once)

    def run(
        self, cells: Sequence[Cell], *, planned: Sequence[Cell], on_result: Callable[[Cell, CellResult], None]
    ) -> Ending:
        """Run some cells, each logged as it ends.

        Parameters
        ----------
        planned
            Cells of the whole comparison, those included of which there are results.
        on_result
            Called with each cell and where its result is.

        Raises
        ------
        ConfigurationError
            Something that every cell would fail at, such as a refused key.
        ValueError
            A limit in money, and a price that is not known.
        """
        estimates = self.estimator.cells(cells)
        jobs = [Job(CellWork(cell), each) for cell, each in zip(cells, estimates, strict=True)]
        most = sum((job.estimate for job in jobs), Spending())
        if self._limits.money is not None and most.money is None:
            raise ValueError(
                "a limit in money needs the price of every model and voice; add what is missing with "
                "prices=Prices().put(Price(…))"
            )
        if not self._services_are_chosen:
            self.announce(self.services.describe())
        if self.services.kind == "embedded" and self._at_once > 1:
            self.announce("local models share this machine: latencies hold how long cells waited for another")
        seconds = sum(cell.talk_seconds for cell in cells) / self._at_once
        what = f"{len(cells):,} of {len(planned):,} cells to run, {self.estimator.describe(most)}"
        self.announce(f"{what}; the live talks take {seconds:,.0f} s or more" if seconds else what)
        session = self.log.begin(self.services.describe())
        self.store.add_cells(session, cells)

        notices: dict[str, None] = {}
        caller_characters: Counter[int] = Counter()  # an attempt finds spoken what the one before paid for

        def spending(job: Job[CellWork], run: CellRun) -> Spending:
            caller_characters[job.work.cell.number] += run.caller_characters
            return self.estimator.attempt(run)

        def save(job: Job[CellWork], run: CellRun) -> None:
            cell = job.work.cell
            result = run.result((session, cell.number), job.attempts, caller_characters[cell.number])
            self.store.add_run(result)  # a cell is done once its exchange is there
            if run.dialogue:
                self.dialogues.add(result.key, run.dialogue)
            self.log.append(run.exchange.replace(session=session, turn=cell.number))
            notices.update(dict.fromkeys(run.notices))
            on_result(cell, result)

        errors = SetUpErrors[CellWork, CellRun](
            lambda work: model_of(work.cell),
            set(map(model_of, planned)),
            lambda work, run: run.failed_alike(session, work.cell),
        )
        reason: EndReason = "failed"
        try:
            ending = self._schedule(
                *(run_cell, jobs, errors),
                save=save,
                make_failure=lambda work, error: CellRun.failed(error, session, work.cell),
                spending=spending,
            )
            reason = _END_REASONS[ending]
            notices.update((f"Cells failed that cannot be asked. {each}", None) for each in errors.messages)
        finally:
            self.log.end(session, reason)
            for notice in notices:
                self.announce(notice.removesuffix("."))
        return ending

    def round_trips(self, sessions: Iterable[str]) -> dict[ExchangeKey, str]:
        """Return the transcripts that the recognizer has made of spoken replies."""
        return self.store.round_trips(self._recognizer, sessions)

    def recognize(self, keys: Sequence[ExchangeKey]) -> Ending:
        """Have spoken replies recognised, each transcript kept as it comes; no reply is recognised twice.

        Those that fail are left out.

        Raises
        ------
        ConfigurationError
            Something that every further reply would fail at, such as a refused key.
        """

        def save(job: Job[ReplyWork], round_trip: RoundTrip) -> None:
            if round_trip.transcript is not None:
                self.store.add_round_trip(job.work.key, self._recognizer, round_trip.transcript)

        known = self.round_trips({session for session, _ in keys})
        replies = [(key, self.log.exchange(*key)) for key in keys if key not in known]
        jobs = [Job(ReplyWork(key, exchange)) for key, exchange in replies if exchange.spoken is not None]
        one_service = SetUpErrors[ReplyWork, RoundTrip](lambda _: None, [None], lambda _, failed: failed)
        return self._schedule(
            *(recognize_reply, jobs, one_service),
            save=save,
            make_failure=lambda _, error: RoundTrip.failed(error, seconds=0.0),
            spending=lambda *_: Spending(),
        )

    def announce(self, sentence: str) -> None:
        """Print a sentence for the user, unless the comparison is quiet."""
        if not self.quiet:
            print(printable(f"voicelab: {sentence}."), file=sys.stderr)  # noqa: T201

    @property
    def _recognizer(self) -> str:
        """Which recognizer makes the round trips' transcripts."""
        if self.services.kind == "embedded":
            return f"embedded {self.services.embedded_models[0]}".rstrip()
        return self.services.speech.place

    def _schedule(
        self,
        function: Callable[[Task], R],
        jobs: Sequence[Job[Work]],
        set_up_errors: SetUpErrors[Work, R],
        *,
        save: Callable[[Job[Work], R], None],
        make_failure: Callable[[Work, VoicelabError], R],
        spending: Callable[[Job[Work], R], Spending],
    ) -> Ending:
        progress = Progress(len(jobs), sum(job.work.seconds for job in jobs), quiet=self.quiet)
        done, done_seconds, failures = 0, 0.0, 0

        def save_and_count(job: Job[Work], result: R) -> None:
            nonlocal done, done_seconds, failures
            save(job, result)
            done += 1
            done_seconds += job.work.seconds
            failures += result.error_code is not None

        def cost() -> str:
            return f"{scheduler.spent.money:,.4f} {self.prices.currency}" if scheduler.spent.money else ""

        def show(note: str) -> None:
            progress.show(done, failures, done_seconds, note=note, cost=cost())

        with self._workers.run(function) as submit:
            scheduler: Scheduler[Work, R] = Scheduler(
                self._limits,
                self._retry_policy,
                engine=lambda work: work.engine,
                submit=submit,
                save=save_and_count,
                make_failure=make_failure,
                set_up_errors=set_up_errors,
                spending=spending,
                progress=show,
            )
            try:
                return scheduler.run(sorted(jobs, key=lambda job: job.work.order))
            finally:
                progress.end(done, failures, cost=cost())
