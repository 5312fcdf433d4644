"""How close judges come to their ideal time, when many exchanges are judged at once.

Run: python -m benchmarks judge
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import voicelab as vl
from benchmarks.compare import services_apart
from benchmarks.document import put, table
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.scores.judges import Judge
from voicelab.testing import ScriptedEngines

EXCHANGES, CONCURRENCY, ALONE = 100, 20, 6
FIRST_TOKEN_SECONDS, TOKENS_PER_SECOND = 0.5, 50.0
CASE = vl.Case(input="What is the tallest mountain?", expected=("Everest",))


def exchange(number: int) -> Exchange:
    """Return a turn that is to be judged."""
    return Exchange(
        session="benchmark",
        turn=number,
        started_utc=now_utc(),
        input_mode="text",
        transcript="What is the tallest mountain?",
        reply=f"Mount Everest, as I said {number} times before.",
        settings=vl.Settings(),
        outcome="completed",
    )


def script(value: str) -> ScriptedEngines:
    """Return services whose model takes 0.5 s to its first token, and writes 50 a second."""
    return ScriptedEngines(
        reply=f'{{"reason": "It is right, short, and as friendly as one can be.", "value": {value}}}',
        first_token_seconds=FIRST_TOKEN_SECONDS,
        tokens_per_second=TOKENS_PER_SECOND,
    )


def time_judge(judge: Judge) -> float:
    """Return how long 100 exchanges take, judged as a comparison does: on 20 threads, in seconds."""

    def judged(turn: Exchange) -> dict[str, Any]:
        return vl.scores.run_scores([judge], turn, CASE)

    with ThreadPoolExecutor(CONCURRENCY) as executor:
        started = time.perf_counter()
        found = list(executor.map(judged, map(exchange, range(EXCHANGES))))
    seconds = time.perf_counter() - started
    assert all(each["judge.value"] is True for each in found)
    return seconds


def time_alone(judge: Judge) -> float:
    """Return how long one exchange takes with nothing else going on, in seconds."""
    times = []
    for number in range(ALONE):
        started = time.perf_counter()
        vl.scores.run_scores([judge], exchange(number), CASE)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def row(what: str, requests: int, seconds: float, alone: float) -> list[str]:
    """Return a line of the table."""
    ideal = requests / CONCURRENCY * alone
    return [what, f"{seconds:.2f}", f"{alone:.2f}", f"{seconds / ideal:.2f}"]


def main() -> None:
    """Measure, and put the table into the docs."""
    rows = []
    with services_apart(script("true")) as (services, pipe):
        single = vl.scores.judge("Is it right?", services=services, concurrency=CONCURRENCY)
        alone = time_alone(single)
        rows.append(row(f"{EXCHANGES} exchanges", EXCHANGES, time_judge(single), alone))
        voting = vl.scores.judge("Is it right?", services=services, votes=3, concurrency=CONCURRENCY)
        rows.append(row(f"{EXCHANGES} exchanges, 3 votes", 3 * EXCHANGES, time_judge(voting), alone))
        pipe.send("end")
        assert pipe.recv() == 4 * EXCHANGES + ALONE
    with services_apart(script('"A"')) as (services, pipe):
        better = vl.scores.judge_pair("Which is better?", services=services, concurrency=CONCURRENCY)
        pairs = [(exchange(number), exchange(number + 1), CASE) for number in range(EXCHANGES // 2)]
        better.judge_all(pairs[:1])  # its connections are made
        started = time.perf_counter()
        assert better.judge_all(pairs).order_decided.value == 1.0
        rows.append(row(f"{len(pairs)} pairs", EXCHANGES, time.perf_counter() - started, alone))
        pipe.send("end")
        pipe.recv()
    tables = table([f"{CONCURRENCY} at once", "seconds", "one alone, s", "times the ideal"], rows)
    print(tables)
    put("judge", tables)


if __name__ == "__main__":
    main()
