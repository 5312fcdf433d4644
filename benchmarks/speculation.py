"""What it gains to begin replies ahead of the final transcript, and what it costs in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.clients.client import Result
from benchmarks.document import milliseconds, put, table
from benchmarks.entrants import voicelab
from benchmarks.replies import heard, measure
from benchmarks.services import END_SILENCE_SECONDS
from benchmarks.summary import Summary
from benchmarks.utterance import question, question_with_pause
from voicelab.settings import Settings

_WAYS: dict[str, dict[str, object]] = {
    "`speculate=False`, the default": {},
    "`speculate=True`": {"speculate": True},
}
_PAUSE_SECONDS = 0.4
"""In mid-sentence: not as long as the silence that ends an utterance by default."""


def main(turns: int) -> None:
    """Measure where silence ends an utterance as late as people need, and where it does at once."""
    end_silence_seconds = Settings().end_silence_seconds
    default = _measure(turns, question_with_pause(_PAUSE_SECONDS).to_pcm(), end_silence_seconds)
    short = _measure(turns, question().to_pcm(), END_SILENCE_SECONDS)
    rows = [[way, *_times(default[way]), _tokens(default[way]), *_times(short[way])] for way in _WAYS]
    head = ["", *_head(end_silence_seconds), "tokens for one of a reply", *_head(END_SILENCE_SECONDS)]
    print(table(head, rows))
    put("speculation", table(head, rows))


def _measure(turns: int, utterance: bytes, end_silence_seconds: float) -> dict[str, list[Result]]:
    entrants = [
        voicelab(way, end_silence_seconds=end_silence_seconds, **settings) for way, settings in _WAYS.items()
    ]
    return measure(entrants, turns, utterance=utterance, end_silence_seconds=end_silence_seconds)


def _head(end_silence_seconds: float) -> list[str]:
    return [f"median, ms, at {end_silence_seconds:.1f} s", "p95, ms"]


def _times(results: Sequence[Result]) -> list[str]:
    summary = Summary.of(heard(results))
    return [milliseconds(summary.median), milliseconds(summary.p95)]


def _tokens(results: Sequence[Result]) -> str:
    replies = sum(result.tokens for result in results)
    return f"{(replies + sum(result.discarded_tokens for result in results)) / replies:.2f}"
