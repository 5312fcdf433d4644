"""Which job is run next, where several engines are asked."""

from __future__ import annotations

from voicelab.comparison.job_queues import Job, JobQueues
from voicelab.services.retry_policy import RetryPolicy


def queues_of(*works: str, concurrency: int = 2) -> JobQueues[str]:
    """Return jobs whose work begins with the engine that it asks."""
    queues = JobQueues[str](lambda work: work.split()[0], concurrency, RetryPolicy())
    for work in works:
        queues.append(Job(work))
    return queues


def run(queues: JobQueues[str]) -> list[Job[str]]:
    """Return the jobs that may run at once."""
    running: list[Job[str]] = []
    while (job := queues.pop(running, lambda job: True)) is not None:
        running.append(job)
    return running


def test_an_engine_that_is_throttled_keeps_no_other_waiting() -> None:
    queues = queues_of("cascade 1", "cascade 2", "realtime 1", "realtime 2")
    (first, second) = run(queues)
    assert [first.work, second.work] == ["cascade 1", "realtime 1"]
    queues.back_off(first).throttled(60.0)
    queues.put_first(first)
    queues.append(Job("realtime 3"))
    assert [job.work for job in run(queues)] == ["realtime 2", "realtime 3"]
    assert len(queues.throttled_seconds) == 1
    assert [job.work for job in queues.first_ones] == ["cascade 1"]


def test_an_engine_that_was_throttled_has_fewer_at_once_and_others_the_rest() -> None:
    queues = queues_of("cascade 1", "cascade 2", "cascade 3", "realtime 1", concurrency=4)
    (job, *_) = queues.first_ones
    queues.back_off(job).throttled(0.0)
    queues.append(Job("realtime 2"))
    assert [job.work for job in run(queues)] == ["cascade 1", "realtime 1", "cascade 2", "realtime 2"]


def test_no_more_run_at_once_than_may_whatever_they_ask() -> None:
    queues = queues_of("cascade 1", "realtime 1", "voice-live 1")
    assert [job.work for job in run(queues)] == ["cascade 1", "realtime 1"]
    assert queues
    assert queues.pop([], lambda job: False) is None


def test_engines_take_turns_also_where_one_job_runs_at_a_time() -> None:
    queues = queues_of("cascade 1", "cascade 2", "cascade 3", "realtime 1", "realtime 2", concurrency=1)
    order = [job.work for _ in range(5) for job in run(queues)]
    assert order == ["cascade 1", "realtime 1", "cascade 2", "realtime 2", "cascade 3"]


def test_the_engine_of_which_the_fewest_run_is_next() -> None:
    queues = queues_of("cascade 1", "realtime 1", concurrency=4)
    slow = Job("cascade 0")
    assert (found := queues.pop([slow], lambda job: True)) is not None
    assert found.work == "realtime 1"


def test_jobs_that_are_taken_out_are_not_run() -> None:
    queues = queues_of("cascade 1", "realtime 1", "cascade 2")
    assert [job.work for job in queues.drain(lambda work: work.startswith("cascade"))] == [
        "cascade 1",
        "cascade 2",
    ]
    assert [job.work for job in run(queues)] == ["realtime 1"]
