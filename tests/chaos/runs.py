"""Runs: many schedules, several at once, and what they come to."""

from __future__ import annotations

import dataclasses
import gc
import math
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.complaints import Complaints, complaints
from tests.chaos.held_talks import hold
from tests.chaos.invariants import problems
from tests.chaos.schedules import Schedule

__all__ = ["Run", "run_all", "run_one"]


@dataclass(frozen=True)
class Run:
    """A schedule that was run."""

    schedule: Schedule
    problems: tuple[str, ...]
    turns: int
    effects: int
    """How often what disturbs it took effect."""
    seconds: float
    limit_seconds: float
    beside: tuple[int, ...] = ()
    """The seeds that were run at the same time, where something was reported that may be theirs."""


def run_one(schedule: Schedule) -> Run:
    """Run a schedule; returns what came of it."""
    try:
        with tempfile.TemporaryDirectory(prefix="voicelab-chaos-") as folder:
            held = hold(schedule, Path(folder))
    except Exception:
        return Run(schedule, (f"not held: {traceback.format_exc()}",), 0, 0, 0.0, math.inf)
    effects = schedule.disturbance.effects
    return Run(schedule, tuple(problems(held)), len(held.rows), effects, held.seconds, held.limit_seconds)


def run_all(
    schedules: Iterable[Schedule], *, at_once: int = 1, on_run: Callable[[Run], None] = lambda _: None
) -> list[Run]:
    """Run schedules, so many at once; `on_run` is called with each when it is over."""
    runs: list[Run] = []
    with complaints() as kept, ThreadPoolExecutor(at_once) as pool:
        work = _Work(kept)
        futures = [pool.submit(work.run, schedule) for schedule in schedules]
        for future in as_completed(futures):
            runs.append(future.result())
            on_run(runs[-1])
        gc.collect()  # which reports what was left to it
        if runs and (reported := kept.take()):
            seeds = tuple(run.schedule.seed for run in runs)
            runs[-1] = dataclasses.replace(runs[-1], problems=tuple(reported), beside=seeds)
            on_run(runs[-1])
    return runs


class _Work:
    """Runs schedules, and knows which are under way: to them belongs what is reported."""

    def __init__(self, kept: Complaints) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._seeds: set[int] = set()

    def run(self, schedule: Schedule) -> Run:
        with self._lock:
            self._seeds.add(schedule.seed)
        try:
            run = run_one(schedule)
        finally:
            with self._lock:
                beside = tuple(sorted(self._seeds))
                self._seeds.discard(schedule.seed)
        reported = tuple(f"reported: {text}" for text in self._kept.take())
        if reported:
            run = dataclasses.replace(run, problems=run.problems + reported, beside=beside)
        return run
