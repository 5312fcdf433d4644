"""How soon each client replies: all of them on the same services, turn about, in one run."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clients.client import Result
from benchmarks.document import DOCS, milliseconds, put, table
from benchmarks.entrants import Entrant, EntrantProcess, present, voicelab
from benchmarks.plot import plot_replies
from benchmarks.services import (
    CRITICAL_PATH_SECONDS,
    END_SILENCE_SECONDS,
    HYPOTHESIS_SECONDS,
    ServicesApart,
)
from benchmarks.summary import Summary
from benchmarks.utterance import question

ENTRANTS = (
    voicelab("voicelab"),
    Entrant("the quickstart's loop", "sequential"),
    Entrant("pipecat, defaults", "pipecat_pipeline", ("default",), peer=True),
    Entrant("pipecat, best", "pipecat_pipeline", ("best",), peer=True),
    Entrant("pipecat, best, word by word", "pipecat_pipeline", ("tokens",), peer=True),
    Entrant("livekit-agents, defaults", "livekit_session", ("default",), peer=True),
    Entrant("livekit-agents, best", "livekit_session", ("best",), peer=True),
)


def main(turns: int, peers: Path) -> None:
    """Measure, and put table and picture into the docs; peers that are not installed are left out."""
    results = measure(present(ENTRANTS, peers), turns, peers=peers, utterance=question().to_pcm())
    times = {name: heard(taken) for name, taken in results.items()}
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


def heard(results: Sequence[Result]) -> list[float]:
    """Return the seconds to the first sample, turns without a reply left out."""
    return [each.first_audio_seconds for each in results if each.first_audio_seconds is not None]


def measure(
    entrants: Sequence[Entrant],
    turns: int,
    *,
    peers: Path | None = None,
    utterance: bytes,
    end_silence_seconds: float = END_SILENCE_SECONDS,
    hypothesis_seconds: float = HYPOTHESIS_SECONDS,
) -> dict[str, list[Result]]:
    """Take turns with every client, A B C A B C …; returns their results by name."""
    results: dict[str, list[Result]] = {entrant.name: [] for entrant in entrants}
    # A turn's silence before the speech is of another length each time: the SDK sends sound in pieces, and
    # where in a piece the speech ends must be left to chance, the same chance for all.
    leads = [random.Random(turn).uniform(0.2, 0.4) for turn in range(turns)]
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(ServicesApart(end_silence_seconds, hypothesis_seconds)).place
        clients = {
            entrant.name: stack.enter_context(EntrantProcess(entrant, place, peers)) for entrant in entrants
        }
        for turn, lead in enumerate(leads):
            for name, client in clients.items():
                result = client.take_turn(utterance, lead_seconds=lead)
                results[name].append(result)
                seconds = result.first_audio_seconds
                shown = f"{seconds:6.3f} s" if seconds is not None else "no reply"
                print(f"{turn + 1:3} {name:30} {shown}   ({result.reply_seconds:.1f} s of sound)", flush=True)
    return results
