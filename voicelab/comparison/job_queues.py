"""Jobs that wait to be run, by the engine that each asks: engines take turns."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from voicelab.comparison.back_off import BackOff
from voicelab.exchange.pricing import Spending

if TYPE_CHECKING:
    from voicelab.services.retry_policy import RetryPolicy

__all__ = ["Job", "JobQueues", "JobResult"]

W = TypeVar("W")


@dataclass(slots=True)
class Job(Generic[W]):
    """A piece of work, and how it went so far."""

    work: W
    estimate: Spending = field(default_factory=Spending)
    """The most that it is likely to use."""
    attempts: int = 0
    failures: int = 0
    waited_seconds: float = 0.0
    """How long it was to pause so far because it failed."""
    due_at: float = 0.0
    """When it may be tried again, by ``time.monotonic()``, in seconds."""
    throttled_since: float | None = None


class JobResult(Protocol):
    """The result of a job, as far as the scheduler must know it."""

    @property
    def error_code(self) -> str | None:
        """The error's code; `None` if nothing failed."""
        ...

    @property
    def error_message(self) -> str | None:
        """What failed and what to do."""
        ...

    @property
    def retry_after_seconds(self) -> float | None:
        """How long the service asked to be left alone, in seconds (``Retry-After``)."""
        ...


class JobQueues(Generic[W]):
    """The jobs of each engine, in their order, and how that is throttled.

    Engines take turns: so they are measured at the same time, under the same load of network and machine,
    and a budget or an interrupt leaves about as many results of each.

    Parameters
    ----------
    engine
        Returns the engine that a job's work asks.
    concurrency
        The most jobs that may run at once.
    """

    def __init__(self, engine: Callable[[W], str], concurrency: int, retry_policy: RetryPolicy) -> None:
        self._engine = engine
        self._concurrency = concurrency
        self._retry_policy = retry_policy
        self._queues: dict[str, deque[Job[W]]] = defaultdict(deque)
        self._back_offs: dict[str, BackOff] = {}

    def __bool__(self) -> bool:
        return any(self._queues.values())

    def append(self, job: Job[W]) -> None:
        """Have a job wait behind the others of its engine."""
        self._queues[self._engine(job.work)].append(job)

    def put_first(self, job: Job[W]) -> None:
        """Have a job wait ahead of the others of its engine."""
        self._queues[self._engine(job.work)].appendleft(job)

    def pop(self, running: Collection[Job[W]], may_run: Callable[[Job[W]], bool]) -> Job[W] | None:
        """Return a job that may be run beside others, of the engine of which the fewest run.

        Of several, it is the one whose turn was the longest ago; `None` where there is no job now.
        """
        if len(running) >= self._concurrency:
            return None
        counts = Counter(self._engine(job.work) for job in running)
        for engine in sorted(self._queues, key=counts.__getitem__):
            jobs, back_off = self._queues[engine], self._back_off_of(engine)
            has_room = back_off.pause_seconds <= 0 and counts[engine] < back_off.at_once
            if jobs and has_room and may_run(jobs[0]):
                self._queues[engine] = self._queues.pop(engine)  # to the end: the others' turn is next
                return jobs.popleft()
        return None

    def drain(self, chosen: Callable[[W], bool]) -> list[Job[W]]:
        """Take the jobs out whose work is chosen, and return them."""
        taken = [job for jobs in self._queues.values() for job in jobs if chosen(job.work)]
        for engine, jobs in self._queues.items():
            self._queues[engine] = deque(job for job in jobs if not chosen(job.work))
        return taken

    def back_off(self, job: Job[W]) -> BackOff:
        """Return how the engine of a job is throttled."""
        return self._back_off_of(self._engine(job.work))

    @property
    def first_ones(self) -> Iterator[Job[W]]:
        """The first job of each engine."""
        return (jobs[0] for jobs in self._queues.values() if jobs)

    @property
    def throttled_seconds(self) -> list[float]:
        """How long engines that have jobs are to be left alone, in seconds."""
        pauses = (self._back_off_of(engine).pause_seconds for engine, jobs in self._queues.items() if jobs)
        return [seconds for seconds in pauses if seconds > 0]

    def _back_off_of(self, engine: str) -> BackOff:
        if engine not in self._back_offs:
            self._back_offs[engine] = BackOff(self._concurrency, self._retry_policy)
        return self._back_offs[engine]
