"""How close a comparison comes to its ideal time, and how fast 10,000 cells are shown and plotted.

Run: python -m benchmarks compare
"""

from __future__ import annotations

import contextlib
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import voicelab as vl
from benchmarks.document import put, table
from voicelab.audio.clip import Audio
from voicelab.comparison.table.view import ViewChanges
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.fields import Latency, Usage
from voicelab.log.rows import insert, row_from
from voicelab.testing import ScriptedEngines, embedded_services

CELLS, CONCURRENCY, ALONE = 100, 20, 6
VOICES = ["en-US-JennyMultilingualNeural", "en-GB-RyanNeural"]


def one_second_services() -> ScriptedEngines:
    """Return services whose turn takes one second: 0.7 s to the reply, 0.3 s to its sound."""
    return ScriptedEngines(reply="It is so.", first_token_seconds=0.7, first_audio_seconds=0.3)


def serve(pipe: Any, script: ScriptedEngines) -> None:
    """Run the services in a process of their own, as real ones are, until asked to end."""
    with embedded_services(script) as embedded:
        pipe.send((embedded.port, embedded.key))
        pipe.recv()
        pipe.send(len(embedded.request_log.chat_requests))


@contextlib.contextmanager
def services_apart(script: ScriptedEngines) -> Iterator[tuple[vl.Services, Any]]:
    """Give services that run in another process, and a pipe that ends them and reports what they saw."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, script))
    process.start()
    port, key = here.recv()
    yield vl.Services.at_port(port, key=key, model="scripted"), here
    process.join()


def time_alone(services: vl.Services) -> float:
    """Return how long a turn takes with nothing else going on, in seconds; all is loaded after that."""
    with vl.Session(services=services, log=False, voice=VOICES[1]) as session:
        turns = [session.ask("What is it?") for _ in range(ALONE)]
    return statistics.median(turn.latency.done_seconds or 0.0 for turn in turns[1:])


def time_run(folder: Path, *, voices: int) -> tuple[float, float, float]:
    """Run 100 cells, 20 at once; return their seconds, those of a turn alone, and how often the ideal."""
    with services_apart(one_second_services()) as (services, pipe):
        alone = time_alone(services)
        started = time.perf_counter()
        grid = vl.compare(
            [f"Question {number}?" for number in range(CELLS // (2 * voices))],
            repeats=2,
            voice=VOICES[:voices],
            services=services,
            log=folder / f"run-{voices}.sqlite",
            limits=vl.Limits(concurrency=CONCURRENCY),
            quiet=True,
        )
        seconds = time.perf_counter() - started
        again = vl.compare(
            [f"Question {number}?" for number in range(CELLS // (2 * voices))],
            repeats=2,
            voice=VOICES[:voices],
            services=services,
            log=grid.log,
            quiet=True,
        )
        assert again.missing == 0
        pipe.send("end")
        assert pipe.recv() == CELLS + ALONE
    return seconds, alone, seconds / (CELLS / CONCURRENCY * alone)


def fill(path: Path, services: vl.Services) -> dict[str, Any]:
    """Put 10,000 results of a comparison into a log, and return the comparison's arguments."""
    arguments: dict[str, Any] = {
        "inputs": [f"Question {number}?" for number in range(250)],
        "repeats": 5,
        "voice": VOICES,
        "max_tokens": [16, 32, 64, 128],
    }
    with vl.SessionLog(path) as log:
        grid = vl.compare(**arguments, services=services, log=log, run=False, quiet=True)
        cells = grid._results.missing()
        session = log.begin("benchmark")
        grid._runner.store.add_cells(session, cells)
        with log._store.transaction() as connection:
            for cell in cells:
                insert(connection, row_from(result(session, cell)))
    return arguments


def result(session: str, cell: Any) -> Exchange:
    """Return a cell's exchange as a real one is."""
    words = cell.settings.max_tokens // 2
    return Exchange(
        session=session,
        turn=cell.number,
        started_utc=now_utc(),
        input_mode="text",
        transcript=cell.question.text,
        reply="It may well be so. " * (words // 5),
        spoken_text="It may well be so. " * (words // 5),
        settings=cell.settings,
        outcome="completed",
        model="gpt-4o-mini-2024-07-18",
        finish_reason="stop",
        usage=Usage(prompt_tokens=31, completion_tokens=words, spoken_characters=4 * words),
        latency=Latency(first_token_seconds=0.3, first_audio_seconds=0.5 + cell.number % 97 / 1000),
        spoken_audio=Audio.silence(0.1),
    )


def is_short(exchange: Exchange, case: vl.Case) -> bool:
    return len(exchange.reply) < 300


def is_odd(exchange: Exchange, case: vl.Case) -> bool:
    return exchange.turn % 2 == 1


def length(exchange: Exchange, case: vl.Case) -> int:
    return len(exchange.reply)


SCORES = [is_short, is_odd, length, vl.scores.reply_words, vl.scores.is_refusal]
"""Five that cost nothing: what is measured is what is made of them."""

CHECKS = [
    *(
        "is_odd.mean >= 0.4",
        "is_short.low >= 0.5",
        "length.p95 <= 900",
        "is_refusal.count == 0",
        "length.max <= 90",
    ),
    *(
        "first_audio_ms.p95 <= 900",
        "first_audio_ms.p99 <= 900 overall",
        "cost.sum <= 10",
        "failed.count == 0",
    ),
    "is_odd.mean >= 0.9 where max_tokens >= 32 for each input",
]
"""Ten, of which the last has 250 combinations."""

LOOKS: dict[str, ViewChanges] = {
    "words searched": {"search": "may WELL be"},
    "only failures": {"search": "", "only": "failures"},
    "only differences": {"only": "differences", "difference": VOICES},
    "filtered": {"only": None, "where": {"max_tokens": [16, 128], "is_odd": False, "length": (20, 300)}},
    "sorted": {"where": None, "sort": "length", "descending": True},
    "100 rows a page": {"page_size": 100},
}
"""Views of the table, one after the other."""


def time_views(folder: Path) -> dict[str, float]:
    """Return the seconds that 10,000 logged cells take to be found, shown and plotted."""
    with embedded_services() as embedded:
        arguments = fill(folder / "large.sqlite", embedded.services)
        vl.compare("Warm up.", services=embedded.services, log=False, max_tokens=[8, 9], quiet=True).plot()
        times: dict[str, float] = {}
        started = time.perf_counter()
        grid = vl.compare(**arguments, services=embedded.services, log=folder / "large.sqlite", quiet=True)
        times["open"] = time.perf_counter() - started
        assert len(grid) == 10_000
        assert not grid.missing
        for name, work in (
            ("df", lambda: grid.df),
            ("show", lambda: grid.show()),
            ("turn a page", lambda: grid.show().turn_to(7)),
            ("plot", lambda: grid.plot()._repr_mimebundle_()),
            ("html", lambda: grid._repr_html_()),
            ("run five scores", lambda: grid.score(*SCORES)),
            ("df with scores", lambda: grid.df),
            ("summary", lambda: grid.summary()),
            ("summary by input", lambda: grid.summary("input")),
            ("differences", lambda: grid.differences("is_odd")),
            ("best", lambda: grid.best("first_token_ms", then="first_audio_ms")),
            ("against", lambda: grid.against(grid)),
            ("latencies", lambda: grid.latencies()),
            ("distributions", lambda: grid.plot_distribution()._repr_mimebundle_()),
            ("trade-off", lambda: grid.plot_tradeoff("is_odd", "first_audio_ms")._repr_mimebundle_()),
            ("heat map", lambda: grid.plot_heatmap("is_odd")._repr_mimebundle_()),
            ("report, without sound", lambda: grid.to_html(folder / "report.html", audio=False)),
            ("ten checks", lambda: grid.check(CHECKS)),
        ):
            times[name] = seconds_of(work)
        times["open, plot and show"] = sum(times[name] for name in ("open", "df", "show", "plot"))
        shown = grid.show()
        for look, changes in LOOKS.items():
            times[f"show, {look}"] = seconds_of(partial(shown.change, **changes))
    return times


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes, in seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure, and put the tables into the docs."""
    with tempfile.TemporaryDirectory() as folder:
        runs = {number: time_run(Path(folder), voices=number) for number in (1, 2)}
        views = time_views(Path(folder))
    rows = [
        [f"{CELLS} cells, {voices} voice{'s' * (voices > 1)}", *(f"{each:.2f}" for each in run)]
        for voices, run in runs.items()
    ]
    tables = table([f"{CONCURRENCY} at once", "seconds", "one turn alone, s", "times the ideal"], rows)
    shown = [[name, f"{seconds:.2f}"] for name, seconds in views.items()]
    tables += "\n\n" + table(["10,000 cells in the log", "seconds"], shown)
    print(tables)
    put("compare", tables)


if __name__ == "__main__":
    main()
