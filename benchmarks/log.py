"""How fast the log appends, and how fast and in how much memory it exports.

Run: python -m benchmarks.log [ROWS]   (a million by default; takes some minutes and about 2 GB of disk)
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.document import put, table
from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.fields import Latency, Usage, Word
from voicelab.log.rows import insert, row_from
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings

TRANSCRIPT = "What is the tallest mountain on Earth, and who was the first to stand on its top?"
REPLY = (
    "Mount Everest is the tallest mountain on Earth above sea level, at 8,849 metres. Edmund Hillary and "
    "Tenzing Norgay were the first who are known to have reached its top, on 29 May 1953."
)
WORDS = tuple(
    Word(text=word, start_seconds=0.31 * place, duration_seconds=0.28)
    for place, word in enumerate(REPLY.split())
)


def exchange(session: str, turn: int, **changes: Any) -> Exchange:
    """Return an exchange as a real conversation makes them."""
    return Exchange(
        session=session,
        turn=turn,
        started_utc=now_utc() + timedelta(seconds=turn),
        input_mode="speech",
        transcript=f"{TRANSCRIPT} ({turn})",
        reply=REPLY,
        spoken_text=REPLY,
        settings=Settings(max_tokens=100 + turn % 8),
        outcome="completed",
        model="gpt-4o-mini-2024-07-18",
        finish_reason="stop",
        usage=Usage(prompt_tokens=231, completion_tokens=52, recognised_seconds=4.2, spoken_characters=171),
        latency=Latency(
            transcript_seconds=0.151,
            first_token_seconds=0.402,
            first_audio_seconds=0.523 + turn % 97 / 1000,
            completion_seconds=1.21,
            done_seconds=12.8,
        ),
        words=WORDS,
        confidence=0.93,
    ).replace(**changes)


def fill(path: Path, rows: int) -> None:
    """Put rows into a log, many a commit."""
    with SessionLog(path) as log:
        usual = [row_from(exchange("20261125-140312-7f3a", turn)) for turn in range(1, 98)]
        for done in range(0, rows, 1000):
            session = log.begin("benchmark")
            with log._store.transaction() as connection:
                for turn in range(1, min(1000, rows - done) + 1):
                    insert(connection, usual[turn % len(usual)] | {"session": session, "turn": turn})


def time_commits(path: Path, count: int = 400) -> dict[str, float]:
    """Return the milliseconds of SQLite alone: one row of a thousand characters, as durable."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (text)")
    times = []
    for _ in range(count):
        started = time.perf_counter()
        connection.execute("INSERT INTO rows VALUES (?)", ["x" * 1000])
        times.append(1000 * (time.perf_counter() - started))
    connection.close()
    return _summary(times)


def time_appends(path: Path, count: int = 400, *, audio: bool) -> dict[str, float]:
    """Return the milliseconds of durable appends."""
    heard, spoken = (Audio.silence(5.0, 16_000), Audio.silence(5.0, 24_000)) if audio else (None, None)
    times = []
    with SessionLog(path) as log:
        session = log.begin("benchmark")
        for turn in range(1, count + 1):
            each = exchange(session, turn, heard_audio=heard, spoken_audio=spoken)
            started = time.perf_counter()
            log.append(each)
            times.append(1000 * (time.perf_counter() - started))
    return _summary(times)


def _summary(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    return {"median": statistics.median(times), "p95": times[int(0.95 * len(times))], "max": times[-1]}


def apart(work: Callable[[Path], float], path: Path) -> dict[str, float]:
    """Run a piece of work in a process of its own; return its seconds and its memory above the start."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_watched, args=(work, path, there))
    process.start()
    start = here.recv()
    watched, peak = psutil.Process(process.pid), start
    while not here.poll(0.02):
        peak = max(peak, watched.memory_info().rss)
    seconds = here.recv()
    process.join()
    return {"seconds": seconds, "megabytes": (peak - start) / 1e6}


def _watched(work: Callable[[Path], float], path: Path, pipe: Any) -> None:
    pipe.send(psutil.Process().memory_info().rss)
    pipe.send(work(path))


def csv_of_log(path: Path) -> float:
    with SessionLog(path) as log:
        started = time.perf_counter()
        log.to_csv(path.with_name("log.csv"))
        return time.perf_counter() - started


def csv_of_pandas(path: Path) -> float:
    with SessionLog(path) as log:
        frame = log.df
    started = time.perf_counter()
    frame.to_csv(path.with_name("pandas.csv"), index=False)
    return time.perf_counter() - started


def parquet_of_log(path: Path) -> float:
    with SessionLog(path) as log:
        started = time.perf_counter()
        log.to_parquet(path.with_name("log.parquet"))
        return time.perf_counter() - started


def json_of_log(path: Path) -> float:
    with SessionLog(path) as log:
        started = time.perf_counter()
        log.to_json(path.with_name("log.json"))
        return time.perf_counter() - started


def frame_of_log(path: Path) -> float:
    with SessionLog(path) as log:
        started = time.perf_counter()
        log.df  # noqa: B018
        return time.perf_counter() - started


def main(rows: int = 1_000_000) -> None:
    """Measure, and put the tables into the docs."""
    appends: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.sqlite"), Path(folder, "large.sqlite")
        fill(small, 1000)
        fill(large, rows)
        print(f"filled, {large.stat().st_size / 1e6:.0f} MB", flush=True)
        appends.append(_row("SQLite alone, a row of 1,000 characters", time_commits(Path(folder, "alone"))))
        for audio in (False, True):
            for name, path in (("1,000 rows", small), (f"{rows:,} rows", large), ("the first again", small)):
                sound = ", 10 s of sound with it" if audio else ""
                appends.append(_row(f"to {name}{sound}", time_appends(path, audio=audio)))
        works = {
            "`log.to_csv()`": csv_of_log,
            "the same by pandas, all rows in memory": csv_of_pandas,
            "`log.to_parquet()`": parquet_of_log,
            "`log.to_json()`": json_of_log,
            "`log.df`": frame_of_log,
        }
        exports = []
        for name, work in works.items():
            figures = apart(work, large)
            print(name, figures, flush=True)
            exports.append([name, f"{figures['seconds']:.0f}", f"{figures['megabytes']:.0f}"])
    tables = table(["one exchange, durable", "median, ms", "p95, ms", "worst, ms"], appends)
    tables += "\n\n" + table([f"{rows:,} rows", "seconds", "memory, MB"], exports)
    print(tables)
    put("log", tables)


def _row(name: str, figures: dict[str, float]) -> list[str]:
    return [name, *(f"{figures[each]:.1f}" for each in ("median", "p95", "max"))]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
