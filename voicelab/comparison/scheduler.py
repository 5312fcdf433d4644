"""Runs a comparison's cells on an executor: so many at once, throttling waited out, nothing lost.

The results come back to the thread that called `Scheduler.run`; it alone decides what is sent next and what
is kept, so any `concurrent.futures.Executor` will do.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from voicelab.comparison.back_off import BackOff
from voicelab.comparison.interrupts import Interruption
from voicelab.comparison.limits import Limits
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.exchange.pricing import Spending

__all__ = ["Ending", "Job", "Outcome", "Scheduler"]

Ending = Literal["done", "interrupted", "budget"]
"""Why a run ended: nothing was left to do, the user interrupted it, or the budget was used up."""

SET_UP = ("authentication", "forbidden", "not-found", "missing-deployment")
"""Errors that every further cell would meet, too."""

_THROTTLED = ("throttled", "service-unavailable")
_PASSING = ("timeout", "connection-failed", "connection-closed", "service-error", "worker-lost")
_logger = logging.getLogger(__name__)

_MOST_KEEPING = 64
"""Results, with their sound, that may wait to be kept."""
_TICK_SECONDS = 0.25
"""How soon an interrupt is noticed, in seconds."""


class Outcome(Protocol):
    """What came of a job, as far as a run must know."""

    @property
    def error_code(self) -> str | None:
        """A kebab-case word for what failed; `None` if nothing did."""
        ...

    @property
    def error_message(self) -> str | None:
        """What failed and what to do."""
        ...

    @property
    def retry_after_seconds(self) -> float | None:
        """How long the service asked to be left alone."""
        ...


W = TypeVar("W")
R = TypeVar("R", bound=Outcome)


@dataclass(slots=True)
class Job(Generic[W]):
    """A piece of work, and how it went so far."""

    work: W
    most: Spending = field(default_factory=Spending)
    """The most that it is likely to use."""
    attempts: int = 0
    failures: int = 0
    throttled_since: float | None = None


class Scheduler(Generic[W, R]):
    """One run over some jobs.

    Parameters
    ----------
    submit
        Hands a job's work to the executor.
    keep
        Keeps what came of a job; called in one thread of its own, one job after the other, so that a slow
        disk keeps no service waiting.
    failed
        Makes a result of an exception that the executor gave in place of one.
    spent
        Says what an attempt used.
    progress
        Called whenever something changed, with a note on what the run waits for, or an empty one.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        submit: Callable[[W], Future[R]],
        keep: Callable[[Job[W], R], None],
        failed: Callable[[W, VoicelabError], R],
        spent: Callable[[R], Spending],
        progress: Callable[[str], None],
    ) -> None:
        self._limits = limits
        self._submit = submit
        self._keep = keep
        self._failed = failed
        self._spent_by = spent
        self._progress = progress
        self._waiting: deque[Job[W]] = deque()
        self._running: dict[Future[R], Job[W]] = {}
        self._keeping: deque[Future[None]] = deque()
        self._set_up: ConfigurationError | None = None
        self._back_off = BackOff(limits.concurrency)
        self.spent = Spending()
        """What the run used so far, attempts that failed included."""

    def run(self, jobs: Sequence[Job[W]]) -> Ending:
        """Do the jobs, or as many as can be done; an interrupt lets those that run come to their end.

        Raises
        ------
        ConfigurationError
            A set-up error, which all jobs would meet; what ran by then was kept.
        KeyboardInterrupt
            The user interrupted a second time.
        """
        self._waiting.extend(jobs)
        with Interruption() as interruption, ThreadPoolExecutor(1, "voicelab-keep") as self._keeper:
            ending: Ending | None = None
            while ending is None:
                ending = self._ending(interruption)
                if ending is None:
                    self._step()
            self._drain()
        if self._set_up is not None:
            raise self._set_up
        return ending

    def _ending(self, interruption: Interruption) -> Ending | None:
        if interruption.came:
            self._progress("Interrupted: waiting for the cells that run. Interrupt again to leave them.")
            return "interrupted"
        if self._set_up is not None or not (self._waiting or self._running):
            return "done"
        if not self._running and not self._affords(self._waiting[0]):
            return "budget"
        return None

    def _step(self) -> None:
        self._fill()
        if self._running:
            self._collect()
        elif self._back_off.pause_seconds > 0:
            self._progress(f"Too many requests: waiting {self._back_off.pause_seconds:.0f} s.")
            time.sleep(min(self._back_off.pause_seconds, _TICK_SECONDS))

    def _fill(self) -> None:
        while (
            self._waiting
            and self._back_off.pause_seconds <= 0
            and len(self._running) < self._back_off.at_once
            and self._affords(self._waiting[0])
        ):
            job = self._waiting.popleft()
            job.attempts += 1
            try:
                self._running[self._submit(job.work)] = job
            except BrokenExecutor as error:
                self._set_up = ConfigurationError(
                    f"The executor is broken: {error}",
                    code="executor-broken",
                    hint="Make a new one and run the comparison again; cells that were done are kept.",
                )
                return

    def _affords(self, job: Job[W]) -> bool:
        """Say whether a job fits into the budget, all that runs costing the most that it may."""
        sure = sum((running.most for running in self._running.values()), self.spent) + job.most
        limits = self._limits
        too_many = limits.tokens is not None and sure.tokens > limits.tokens
        return not too_many and (limits.money is None or (sure.money or 0.0) <= limits.money)

    def _collect(self) -> None:
        """Wait a little for something to end, and take it in."""
        pause = self._back_off.pause_seconds if self._waiting else 0.0
        timeout = min(pause, _TICK_SECONDS) if pause > 0 else _TICK_SECONDS
        done, _ = wait(self._running, timeout=timeout, return_when=FIRST_COMPLETED)
        for future in done:
            job = self._running.pop(future)
            result = self._result(future, job)
            if not self._put_off(job, result):
                self._keeping.append(self._keeper.submit(self._keep, job, result))
        self._note_kept(_MOST_KEEPING)

    def _result(self, future: Future[R], job: Job[W]) -> R:
        try:
            result = future.result()
        except VoicelabError as error:
            if isinstance(error, ConfigurationError):
                self._stop_for(error.code, error.message, error.hint)
            return self._failed(job.work, error)
        except Exception as error:
            _logger.warning("a worker failed", exc_info=error)
            message = f"The worker failed: {type(error).__name__}: {error}."
            return self._failed(job.work, VoicelabError(message, code="worker-lost"))
        self.spent += self._spent_by(result)
        if result.error_code in SET_UP:
            self._stop_for(result.error_code, result.error_message or "", "")
        return result

    def _stop_for(self, code: str, message: str, hint: str) -> None:
        if self._set_up is None:
            again = "Cells that were done are kept: run it again when that is mended."
            self._set_up = ConfigurationError(
                f"The comparison stopped. {message}", code=code, hint=f"{hint} {again}".strip()
            )

    def _put_off(self, job: Job[W], result: R) -> bool:
        """Say whether a job is to be tried again, and see to that."""
        if result.error_code in _THROTTLED:
            now = time.monotonic()
            job.throttled_since = now if job.throttled_since is None else job.throttled_since
            pause = self._back_off.throttled(result.retry_after_seconds)
            if now + pause - job.throttled_since > self._limits.throttled_seconds:
                return False
        elif result.error_code in _PASSING and job.failures < self._limits.retries:
            job.failures += 1
        else:
            if result.error_code is None:
                self._back_off.succeeded()
            return False
        self._waiting.appendleft(job)
        return True

    def _note_kept(self, most: int) -> None:
        """Take note of what was kept, and wait until no more than so many are left to be."""
        while self._keeping and (self._keeping[0].done() or len(self._keeping) > most):
            self._keeping.popleft().result()
            self._progress("")

    def _drain(self) -> None:
        """Let what runs come to its end, and keep it: it is paid for."""
        while self._running:
            self._collect()
        self._note_kept(0)
