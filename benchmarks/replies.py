"""How soon each client replies: all of them on the same services, turn about, in one run."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.clients.client import CHUNK_SECONDS, Result
from benchmarks.document import DOCS, milliseconds, put, table
from benchmarks.entrants import Entrant, EntrantProcess, present, voicelab
from benchmarks.plot import plot_replies
from benchmarks.services import CRITICAL_PATH_SECONDS, ServicesApart
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
    entrants = present(ENTRANTS, peers)
    results = measure(entrants, turns, peers=peers, utterance=question().to_pcm(), services=ServicesApart())
    times = {name: heard(taken) for name, taken in results.items()}
    text = overheads(times, turns, CRITICAL_PATH_SECONDS)
    print(text)
    put("replies", text + "\n\n![Every turn of every client](images/replies.png)")
    plot_replies(times, CRITICAL_PATH_SECONDS, DOCS / "images" / "replies.png")


def overheads(times: Mapping[str, Sequence[float]], turns: int, least_seconds: float) -> str:
    """Return a table of the seconds to the first sound, beside the least that the services allow."""
    rows = []
    for name, seconds in times.items():
        if not seconds:
            rows.append([name, *["–"] * 5, f"0/{turns}"])
            continue
        summary = Summary.of(seconds)
        over = (summary.median - least_seconds, summary.p95 - least_seconds)
        shown = (milliseconds(each) for each in (summary.median, summary.p95, *over, summary.first))
        rows.append([name, *shown, f"{summary.count}/{turns}"])
    head = ["", "median, ms", "p95, ms", "overhead, median", "overhead, p95", "first turn, ms", "replies"]
    return table(head, rows)


def heard(results: Sequence[Result]) -> list[float]:
    """Return the seconds to the first sample, turns without a reply left out."""
    return [each.first_audio_seconds for each in results if each.first_audio_seconds is not None]


def measure(
    entrants: Sequence[Entrant],
    turns: int,
    *,
    peers: Path | None = None,
    utterance: bytes,
    services: ServicesApart,
) -> dict[str, list[Result]]:
    """Take turns with every client, A B C A B C …; returns their results by name."""
    results: dict[str, list[Result]] = {entrant.name: [] for entrant in entrants}
    # Where the speech ends, in the pieces that clients send and in those that services look at, is left to
    # chance, the same for all: the silence ahead of it and the first chunk have another length each time.
    orders = []
    for chance in map(random.Random, range(turns)):
        lead, first_chunk = chance.uniform(0.2, 0.4), chance.uniform(0.001, CHUNK_SECONDS)
        orders.append({"lead_seconds": lead, "first_chunk_seconds": first_chunk})
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(services).place
        clients = {
            entrant.name: stack.enter_context(EntrantProcess(entrant, place, peers)) for entrant in entrants
        }
        for turn, order in enumerate(orders):
            for name, client in clients.items():
                result = client.take_turn(utterance, **order)
                results[name].append(result)
                seconds = result.first_audio_seconds
                shown = f"{seconds:6.3f} s" if seconds is not None else "no reply"
                print(f"{turn + 1:3} {name:30} {shown}   ({result.reply_seconds:.1f} s of sound)", flush=True)
    return results
