"""What it gains to begin replies ahead of the final transcript, and what it costs in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.clients.client import Result
from benchmarks.document import milliseconds, put, table
from benchmarks.entrants import voicelab
from benchmarks.replies import heard, measure
from benchmarks.services import END_SILENCE_SECONDS, HYPOTHESIS_SECONDS, ServicesApart
from benchmarks.summary import Summary
from benchmarks.utterance import question, question_with_pause
from voicelab.audio.clip import Audio
from voicelab.settings import Settings

_WAYS: dict[str, dict[str, object]] = {
    "defaults": {},
    "`speculate=True`": {"speculate": True},
    '`end_of_turn="model"`': {"end_of_turn": "model"},
    '`end_of_turn="words"`': {"end_of_turn": "words"},
    '`end_of_turn="words"`, `speculate=True`': {"end_of_turn": "words", "speculate": True},
}
_PAUSE_SECONDS = 0.4
"""In mid-sentence: not as long as the silence that ends an utterance by default."""
_HYPOTHESIS_SECONDS = 0.31
"""The words come more slowly by that: the last of them is in a hypothesis just before the end, as without."""


def main(turns: int) -> None:
    """Measure where silence ends an utterance as late as people need, and where it does at once."""
    end_silence_seconds = Settings().end_silence_seconds
    with_pause = question_with_pause(_PAUSE_SECONDS)
    default = _measure(turns, with_pause, end_silence_seconds, _HYPOTHESIS_SECONDS)
    short = _measure(turns, question(), END_SILENCE_SECONDS, HYPOTHESIS_SECONDS)
    rows = [
        [way, *_times(default[way]), _cut_ins(default[way]), _tokens(default[way]), *_times(short[way])]
        for way in _WAYS
    ]
    head = ["", *_head(end_silence_seconds), "cut-ins", "tokens for one of a reply"]
    head += _head(END_SILENCE_SECONDS)
    print(table(head, rows))
    put("speculation", table(head, rows))


def _measure(
    turns: int, utterance: Audio, end_silence_seconds: float, hypothesis_seconds: float
) -> dict[str, list[Result]]:
    return measure(
        [voicelab(way, end_silence_seconds=end_silence_seconds, **given) for way, given in _WAYS.items()],
        turns,
        utterance=utterance.to_pcm(),
        services=ServicesApart(end_silence_seconds, hypothesis_seconds),
    )


def _head(end_silence_seconds: float) -> list[str]:
    return [f"median, ms, at {end_silence_seconds:.1f} s", "p95, ms"]


def _times(results: Sequence[Result]) -> list[str]:
    times = heard(results)
    if not times:
        return ["–", "–"]
    summary = Summary.of(times)
    return [milliseconds(summary.median), milliseconds(summary.p95)]


def _cut_ins(results: Sequence[Result]) -> str:
    return f"{sum(bool(result.cut_in_seconds) for result in results)}/{len(results)}"


def _tokens(results: Sequence[Result]) -> str:
    replies = sum(result.tokens for result in results)
    return f"{(replies + sum(result.discarded_tokens for result in results)) / replies:.2f}"
