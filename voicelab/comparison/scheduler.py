"""Scheduler: runs jobs on an executor, so many at once; throttling is waited out, and nothing is lost.

The results come back to the thread that called `Scheduler.run`; it alone decides what is sent next and what
is saved, so any `concurrent.futures.Executor` will do.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ThreadPoolExecutor, wait
from typing import Generic, Literal, TypeVar

from voicelab.comparison.interrupts import Interruption
from voicelab.comparison.job_queues import Job, JobQueues, JobResult
from voicelab.comparison.limits import Limits
from voicelab.comparison.set_up_errors import SetUpErrors
from voicelab.error_codes import error_code
from voicelab.errors import ConfigurationError, VoicelabError, described
from voicelab.exchange.pricing import Spending
from voicelab.services.retry_policy import RetryPolicy

__all__ = ["Ending", "Scheduler"]

Ending = Literal["done", "interrupted", "budget"]
"""Why a run ended: nothing was left to do, the user interrupted it, or the budget was used up."""

_logger = logging.getLogger(__name__)

_MAX_PENDING_SAVES = 64
"""Results, with their sound, that may wait to be saved."""
_TICK_SECONDS = 0.25
"""How soon an interrupt is noticed, in seconds."""


W = TypeVar("W")
R = TypeVar("R", bound=JobResult)


class Scheduler(Generic[W, R]):
    """One run over some jobs.

    Each engine is throttled by itself: while one is waited for, the others go on.

    Parameters
    ----------
    retry_policy
        How often, and after which pauses, a job that failed is tried again.
    engine
        Returns the engine that a job's work asks.
    submit
        Hands a job's work to the executor.
    save
        Saves the result of a job; called in one thread of its own, one job after the other, so that a slow
        disk keeps no service waiting.
    make_failure
        Makes a result of the error that the executor raised in place of one.
    set_up_errors
        Knows which jobs are not run, as they would meet the error that another met: they fail alike.
    spending
        Returns what an attempt of a job used; called once for each.
    progress
        Called whenever something changed, with a note on what the run waits for, or an empty one.
    """

    def __init__(
        self,
        limits: Limits,
        retry_policy: RetryPolicy,
        *,
        engine: Callable[[W], str],
        submit: Callable[[W], Future[R]],
        save: Callable[[Job[W], R], None],
        make_failure: Callable[[W, VoicelabError], R],
        set_up_errors: SetUpErrors[W, R],
        spending: Callable[[Job[W], R], Spending],
        progress: Callable[[str], None],
    ) -> None:
        self._limits = limits
        self._retry_policy = retry_policy
        self._submit = submit
        self._save = save
        self._make_failure = make_failure
        self._set_up_errors = set_up_errors
        self._spending = spending
        self._progress = progress
        self._waiting = JobQueues[W](engine, limits.concurrency or 1, retry_policy)
        self._pausing: list[Job[W]] = []
        self._running: dict[Future[R], Job[W]] = {}
        self._saving: deque[Future[None]] = deque()
        self._fatal_error: ConfigurationError | None = None
        self.spent = Spending()
        """What the run used so far, attempts that failed included."""

    def run(self, jobs: Sequence[Job[W]]) -> Ending:
        """Do the jobs, or as many as can be done; an interrupt lets those that run come to their end.

        Raises
        ------
        ConfigurationError
            No job is left that would not meet such an error; what ran by then was saved.
        KeyboardInterrupt
            The user interrupted a second time.
        """
        for job in jobs:
            self._waiting.append(job)
        with Interruption() as interruption, ThreadPoolExecutor(1, "voicelab-save") as self._saver:
            ending: Ending | None = None
            while ending is None:
                ending = self._ending(interruption)
                if ending is None:
                    self._step()
            self._drain()
        if self._fatal_error is not None:
            raise self._fatal_error
        return ending

    def _ending(self, interruption: Interruption) -> Ending | None:
        if interruption.came:
            self._progress("Interrupted: waiting for the cells that run. Interrupt again to leave them.")
            return "interrupted"
        if self._fatal_error is not None or not (self._waiting or self._pausing or self._running):
            return "done"
        if self._running or self._pausing or any(map(self._fits_budget, self._waiting.first_ones)):
            return None
        return "budget"

    def _step(self) -> None:
        self._resume()
        self._fill()
        if self._running:
            self._collect()
        elif (pause := self._pause_seconds()) > 0:
            if throttled := self._waiting.throttled_seconds:
                self._progress(f"Too many requests: waiting {min(throttled):.0f} s.")
            time.sleep(min(pause, _TICK_SECONDS))

    def _resume(self) -> None:
        """Put jobs that have paused after a failure ahead of the others."""
        now = time.monotonic()
        for job in self._pausing:
            if job.due_at <= now:
                self._waiting.put_first(job)
        self._pausing = [job for job in self._pausing if job.due_at > now]

    def _pause_seconds(self) -> float:
        """Return how long until there may be more to send, in seconds; 0 or less if nothing pauses."""
        now = time.monotonic()
        pauses = [job.due_at - now for job in self._pausing]
        return min([*pauses, *self._waiting.throttled_seconds], default=0.0)

    def _fill(self) -> None:
        while (job := self._waiting.pop(self._running.values(), self._fits_budget)) is not None:
            job.attempts += 1
            try:
                self._running[self._submit(job.work)] = job
            except BrokenExecutor as error:
                self._fatal_error = ConfigurationError(
                    f"The executor is broken: {error}",
                    code="executor-broken",
                    hint="Make a new one and run the comparison again; cells that were done are kept.",
                )
                return

    def _fits_budget(self, job: Job[W]) -> bool:
        """Return whether a job fits into the budget if all that runs costs its estimate."""
        expected = sum((running.estimate for running in self._running.values()), self.spent) + job.estimate
        limits = self._limits
        too_many = limits.tokens is not None and expected.tokens > limits.tokens
        return not too_many and (limits.money is None or (expected.money or 0.0) <= limits.money)

    def _collect(self) -> None:
        """Wait a little for jobs to end; save their results, or try them again."""
        pause = self._pause_seconds()
        timeout = min(pause, _TICK_SECONDS) if pause > 0 else _TICK_SECONDS
        done, _ = wait(self._running, timeout=timeout, return_when=FIRST_COMPLETED)
        for future in done:
            job = self._running.pop(future)
            result = self._result(future, job)
            if self._set_up_errors.concern(job.work) or not self._retry(job, result):
                self._save_later(job, result)
        self._finish_saves(_MAX_PENDING_SAVES)

    def _result(self, future: Future[R], job: Job[W]) -> R:
        try:
            result = future.result()
        except VoicelabError as error:
            result = self._make_failure(job.work, error)
        except Exception as error:
            _logger.warning("a worker failed", exc_info=error)
            message = f"The worker failed: {described(error)}."
            return self._make_failure(job.work, VoicelabError(message, code="worker-lost"))
        else:
            self.spent += self._spending(job, result)
        if result.error_code is not None and error_code(result.error_code).is_setup:
            self._stop_asking(job, result)
        return result

    def _stop_asking(self, job: Job[W], result: R) -> None:
        """Have all jobs fail that would meet the same error of their set-up, unless no others are left."""
        errors = self._set_up_errors
        errors.add(job.work, result)
        self._fatal_error = self._fatal_error or errors.of_all
        if self._fatal_error is not None:
            return
        alike = [each for each in self._pausing if errors.concern(each.work)]
        self._pausing = [each for each in self._pausing if not errors.concern(each.work)]
        for each in [*alike, *self._waiting.drain(errors.concern)]:
            self._save_later(each, errors.result(each.work))

    def _save_later(self, job: Job[W], result: R) -> None:
        self._saving.append(self._saver.submit(self._save, job, result))

    def _retry(self, job: Job[W], result: R) -> bool:
        """Queue a job again whose failure may pass; return whether it was."""
        back_off = self._waiting.back_off(job)
        if result.error_code is None:
            back_off.succeeded()
            return False
        code = error_code(result.error_code)
        if code.is_overload:
            now = time.monotonic()
            job.throttled_since = now if job.throttled_since is None else job.throttled_since
            pause = back_off.throttled(result.retry_after_seconds)
            is_too_long = now + pause - job.throttled_since > self._limits.throttled_seconds
            if is_too_long or not self._retry_policy.retries:
                return False
            self._waiting.put_first(job)
            return True
        job.failures += 1
        seconds = self._retry_policy.next_pause_seconds(
            job.failures, result.retry_after_seconds, job.waited_seconds
        )
        if seconds is None or not code.is_transient:
            return False
        job.waited_seconds += seconds
        job.due_at = time.monotonic() + seconds
        self._pausing.append(job)
        return True

    def _finish_saves(self, max_pending: int) -> None:
        """Report what was saved, and wait until no more than so many results are left to be."""
        while self._saving and (self._saving[0].done() or len(self._saving) > max_pending):
            self._saving.popleft().result()
            self._progress("")

    def _drain(self) -> None:
        """Wait for what runs, and save it: it is paid for."""
        while self._running:
            self._collect()
        self._finish_saves(0)
