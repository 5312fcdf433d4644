"""What it gains to begin replies on hypotheses, where silence ends an utterance as late as people need."""

from __future__ import annotations

from benchmarks.document import milliseconds, put, table
from benchmarks.replies import Entrant, heard, measure
from benchmarks.summary import Summary
from benchmarks.utterance import question
from voicelab.settings import Settings


def main(turns: int) -> None:
    entrants = [
        Entrant("`speculate=False`, the default", "voicelab_live"),
        Entrant("`speculate=True`", "voicelab_live", ("speculate",)),
    ]
    results = measure(
        entrants,
        turns,
        utterance=question().to_pcm(),
        end_silence_seconds=Settings().end_silence_seconds,
    )
    summaries = {name: Summary.of(seconds) for name, seconds in heard(results).items()}
    rows = [[name, milliseconds(each.median), milliseconds(each.p95)] for name, each in summaries.items()]
    head = ["", "median, ms", "p95, ms"]
    print(table(head, rows))
    put("speculation", table(head, rows))
