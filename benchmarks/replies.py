"""How soon each client replies: all of them on the same services, turn about, in one run."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.document import DOCS, ROOT, milliseconds, put, table
from benchmarks.plot import plot_replies
from benchmarks.services import CRITICAL_PATH_SECONDS, END_SILENCE_SECONDS, ServicesApart
from benchmarks.summary import Summary
from benchmarks.utterance import question


@dataclass(frozen=True)
class Entrant:
    """A client with its settings, and who runs it."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    peer: bool = False
    """Whether it runs in the peers' environment."""


ENTRANTS = (
    Entrant("voicelab", "voicelab_live"),
    Entrant("the quickstart's loop", "sequential"),
    Entrant("pipecat, defaults", "pipecat_pipeline", ("default",), peer=True),
    Entrant("pipecat, best", "pipecat_pipeline", ("best",), peer=True),
    Entrant("pipecat, best, word by word", "pipecat_pipeline", ("tokens",), peer=True),
    Entrant("livekit-agents, defaults", "livekit_session", ("default",), peer=True),
    Entrant("livekit-agents, best", "livekit_session", ("best",), peer=True),
)


def main(turns: int, peers: Path) -> None:
    """Measure, and put table and picture into the docs; peers that are not installed are left out."""
    there = (peers / "bin" / "python").exists()
    entrants = [entrant for entrant in ENTRANTS if there or not entrant.peer]
    if not there:
        print(f"The peers are left out: there is no {peers}; `make bench-peers` makes it.")
    results = measure(entrants, turns, peers=peers, utterance=question().to_pcm())
    times = heard(results)
    rows = []
    for name, seconds in times.items():
        summary = Summary.of(seconds)
        overheads = (summary.median - CRITICAL_PATH_SECONDS, summary.p95 - CRITICAL_PATH_SECONDS)
        rows.append(
            [
                name,
                *(milliseconds(each) for each in (summary.median, summary.p95, *overheads, summary.first)),
                f"{summary.count}/{turns}",
            ]
        )
    head = ["", "median, ms", "p95, ms", "overhead, median", "overhead, p95", "first turn, ms", "replies"]
    print(table(head, rows))
    put("replies", table(head, rows) + "\n\n![Every turn of every client](images/replies.png)")
    plot_replies(times, CRITICAL_PATH_SECONDS, DOCS / "images" / "replies.png")


def heard(results: dict[str, list[dict[str, float]]]) -> dict[str, list[float]]:
    """Return the seconds to the first sample by name, turns without a reply left out."""
    return {
        name: [result["first_audio_seconds"] for result in taken if result["first_audio_seconds"] is not None]
        for name, taken in results.items()
    }


def measure(
    entrants: Sequence[Entrant],
    turns: int,
    *,
    peers: Path | None = None,
    utterance: bytes,
    end_silence_seconds: float = END_SILENCE_SECONDS,
) -> dict[str, list[dict[str, float]]]:
    """Take turns with every client, A B C A B C …; returns their results by name."""
    results: dict[str, list[dict[str, float]]] = {entrant.name: [] for entrant in entrants}
    # A turn's silence before the speech is of another length each time: the SDK sends sound in pieces, and
    # where in a piece the speech ends must be left to chance, the same chance for all.
    leads = [random.Random(turn).uniform(0.2, 0.4) for turn in range(turns)]
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(ServicesApart(end_silence_seconds)).place
        clients = {
            entrant.name: stack.enter_context(_client(entrant, place, utterance, peers))
            for entrant in entrants
        }
        for turn, lead in enumerate(leads):
            for name, client in clients.items():
                result = _ask(client, {"lead_seconds": lead})
                results[name].append(result)
                seconds = result["first_audio_seconds"]
                shown = f"{seconds:6.3f} s" if seconds is not None else "no reply"
                print(
                    f"{turn + 1:3} {name:30} {shown}   ({result['reply_seconds']:.1f} s of sound)", flush=True
                )
    return results


@contextlib.contextmanager
def _client(
    entrant: Entrant, place: dict[str, Any], utterance: bytes, peers: Path | None
) -> Iterator[subprocess.Popen[str]]:
    python = str(peers / "bin" / "python") if entrant.peer and peers is not None else sys.executable
    log_path = Path(tempfile.gettempdir(), f"benchmark-{entrant.module}.log")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, log_path.open("w") as errors:
        process = subprocess.Popen(
            [python, "-m", f"benchmarks.clients.{entrant.module}", *entrant.arguments],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            _ask(process, place | {"utterance": base64.b64encode(utterance).decode()})
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(timeout=10.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ask(process: subprocess.Popen[str], order: dict[str, Any]) -> dict[str, float]:
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps(order), file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"{process.args!r} ended; its standard error is in the temporary folder")
    times: dict[str, float] = json.loads(answer)
    return times


def _environment() -> dict[str, str]:
    hidden = ("KEY", "TOKEN", "ENDPOINT", "PROXY", "proxy")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(hidden)}
    return kept | {"PYTHONPATH": str(ROOT)}
