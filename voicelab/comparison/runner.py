"""What a comparison's cells are run with: services, executor, limits, prices and the log."""

from __future__ import annotations

import contextlib
import dataclasses
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from voicelab.audio.sources import to_audio
from voicelab.comparison.limits import Limits
from voicelab.comparison.plan import Cell, Question, identity
from voicelab.comparison.progress import Progress
from voicelab.comparison.scheduler import Ending, Job, Outcome, Scheduler
from voicelab.comparison.store import ComparisonStore, Place, Result
from voicelab.comparison.worker import Hearing, ServicesFrom, Task, end_run, hear_reply, take_turn
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.pricing import Prices, Spending
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.services import Services
from voicelab.settings import synthesizer_key

if TYPE_CHECKING:
    from voicelab.events import EndReason
    from voicelab.log.session_log import SessionLog
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["ComparisonRunner"]

R = TypeVar("R", bound=Outcome)

_END_REASONS: Mapping[Ending, EndReason] = {
    "done": "end-of-input",
    "interrupted": "interrupted",
    "budget": "stopped",
}


class ComparisonRunner:
    """Runs cells and keeps what comes of them.

    Parameters
    ----------
    services
        The services, or a function that makes them; by default what the environment says.
    executor
        Where turns are taken; by default threads of this process.
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
        services: ServicesFrom | None,
        executor: Executor | None,
        limits: Limits,
        prices: Prices | None,
        timeouts: Timeouts,
        quiet: bool,
    ) -> None:
        self.found_services = services is None
        source = Services.from_environment if services is None else services
        self.services = source if isinstance(source, Services) else source()
        self.log = log
        self.records = ComparisonStore(log)
        self.limits = limits
        self.quiet = quiet
        free = prices is None and self.services.kind == "embedded"
        self.prices = Prices.free() if free else prices or Prices()
        self._executor = executor
        is_local = executor is None or isinstance(executor, ThreadPoolExecutor)
        if not is_local and isinstance(source, Services):
            raise ConfigurationError(
                "Services with keys in them cannot be sent to workers in other processes.",
                code="credentials-stay",
                hint="Give services=… a function that makes them there, or none, so that each worker reads "
                "its environment variables.",
            )
        self._worker_services: ServicesFrom = self.services if is_local else source
        # A cell is tried again by the run, which knows of the others, and not by itself.
        self._timeouts = dataclasses.replace(timeouts, retry=RetryPolicy(retries=0))

    @property
    def identity(self) -> str:
        """Which services these are, for the cells' keys."""
        return identity(self.services)

    def estimate(self, settings: Settings, question: Question) -> Spending:
        """Return the most that a cell is likely to use and cost."""
        history = sum(len(each.transcript) + len(each.reply) for each in question.before)
        characters = len(settings.system_prompt) + len(question.text)
        if settings.history:
            characters += min(settings.history_characters, history)
        return self.prices.estimate(
            model=settings.deployment or self.services.completion.deployment or "",
            voice=settings.voice,
            language=str(settings.language),
            prompt_characters=characters + round(15 * question.heard_seconds),
            max_tokens=settings.max_tokens,
            heard_seconds=question.heard_seconds,
        )

    def take(self, cells: Sequence[Cell], found: Callable[[Cell, Result], None]) -> Ending:
        """Take the turns of some cells, each logged as it ends.

        Parameters
        ----------
        found
            Told where the result of a cell is.

        Raises
        ------
        ConfigurationError
            Something that no further cell would get past, such as a refused key.
        """
        session = self.log.begin(self.services.describe())
        self.records.expect(session, cells)

        def keep(job: Job[_CellWork], exchange: Exchange) -> None:
            cell = job.work.cell
            self.log.append(exchange.replace(session=session, turn=cell.number))
            place = (session, cell.number)
            if job.attempts > 1:
                self.records.note_attempts(place, job.attempts)
            found(cell, Result(place, job.attempts, exchange.outcome == "failed", fresh=True))

        def failed(work: _CellWork, error: VoicelabError) -> Exchange:
            question = work.cell.question
            return Exchange.failed(
                error,
                session=session,
                turn=work.cell.number,
                settings=work.cell.settings,
                input_mode="text" if question.audio is None else "speech",
                transcript=question.text,
            )

        jobs = [Job(_CellWork(cell), self.estimate(cell.settings, cell.question)) for cell in cells]
        reason: EndReason = "failed"
        try:
            ending = self._run(take_turn, jobs, keep=keep, failed=failed, spent=self._spent)
            reason = _END_REASONS[ending]
        finally:
            self.log.end(session, reason)
        return ending

    def hear(self, replies: Mapping[Place, Exchange]) -> Ending:
        """Have spoken replies recognised again, each kept as it ends; those that fail are left out.

        Raises
        ------
        ConfigurationError
            Something that no further reply would get past, such as a refused key.
        """

        def keep(job: Job[_ReplyWork], hearing: Hearing) -> None:
            if hearing.text is not None:
                self.records.add_hearing(job.work.place, self.recognizer, hearing.text)

        def failed(work: _ReplyWork, error: VoicelabError) -> Hearing:
            return Hearing.failed(error, seconds=0.0)

        jobs = [Job(_ReplyWork(place, exchange)) for place, exchange in replies.items()]
        return self._run(hear_reply, jobs, keep=keep, failed=failed, spent=lambda _: Spending())

    @property
    def recognizer(self) -> str:
        """Which recognizer hears replies again."""
        return "embedded" if self.services.kind == "embedded" else self.services.speech.place

    def _spent(self, exchange: Exchange) -> Spending:
        """Return what an attempt used; the most it may have where the model did not say."""
        spent = self.prices.spent(exchange)
        told = exchange.usage.completion_tokens is not None or not exchange.reply
        if told and spent.money is not None:
            return spent
        question = Question(label="", text=exchange.transcript)
        most = self.estimate(exchange.settings, question)
        return Spending(spent.tokens if told else most.tokens, most.money)

    def _run(
        self,
        function: Callable[[Task], R],
        jobs: Sequence[Job[_W]],
        *,
        keep: Callable[[Job[_W], R], None],
        failed: Callable[[_W, VoicelabError], R],
        spent: Callable[[R], Spending],
    ) -> Ending:
        progress = Progress(len(jobs), quiet=self.quiet)
        done = failures = 0

        def kept(job: Job[_W], result: R) -> None:
            nonlocal done, failures
            keep(job, result)
            done += 1
            failures += result.error_code is not None

        def cost() -> str:
            return f"{run.spent.money:,.4f} {self.prices.currency}" if run.spent.money else ""

        def show(note: str) -> None:
            progress.show(done, failures, note=note, cost=cost())

        with self._workers(function) as submit:
            run: Scheduler[_W, R] = Scheduler(
                self.limits, submit=submit, keep=kept, failed=failed, spent=spent, progress=show
            )
            try:
                return run.run(sorted(jobs, key=lambda job: job.work.order))
            finally:
                progress.end(done, failures, cost=cost())

    @contextlib.contextmanager
    def _workers(self, function: Callable[[Task], R]) -> Iterator[Callable[[_W], Future[R]]]:
        run = uuid.uuid4().hex
        executor = self._executor or ThreadPoolExecutor(self.limits.concurrency, "voicelab-cell")

        def submit(work: _W) -> Future[R]:
            settings, question = work.task()
            task = Task(
                run=run,
                services=self._worker_services,
                timeouts=self._timeouts,
                settings=settings,
                question=question,
            )
            return executor.submit(function, task)

        try:
            yield submit
        finally:
            if executor is not self._executor:
                executor.shutdown(wait=False, cancel_futures=True)
            end_run(run)


@dataclass(frozen=True, slots=True)
class _CellWork:
    cell: Cell

    @property
    def order(self) -> tuple[str, ...]:
        """Cells of one voice follow one another: another voice needs another connection."""
        return tuple(map(str, synthesizer_key(self.cell.settings)))

    def task(self) -> tuple[Settings, Question]:
        return self.cell.settings, self.cell.question


@dataclass(frozen=True, slots=True)
class _ReplyWork:
    place: Place
    exchange: Exchange

    @property
    def order(self) -> tuple[str, ...]:
        return ()

    def task(self) -> tuple[Settings, Question]:
        spoken = self.exchange.spoken
        assert spoken is not None
        language = self.exchange.settings.voice.split("-")
        settings = self.exchange.settings.replace(language="-".join(language[:2]))
        return settings, Question(label="", audio=to_audio(spoken))


_W = TypeVar("_W", _CellWork, _ReplyWork)
