"""What is known of a cell, in one line beside its reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.measures import measure_of_score
from voicelab.text.direction import isolated
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["facts", "failure", "score_text"]

_LONGEST = 80
"""Characters shown of the words of a score."""
_LONGEST_CALLS = 200
"""Characters shown of the calls of tools."""
_TRUTHS = ("no", "yes")
_FILTERED_FOR = ("filter_category", "filter_severity")


def facts(record: Mapping[Any, Any], currency: str, scores: Sequence[ScoreColumn] = ()) -> str:
    """Return what is known of a cell's reply, in one line: tokens, cost, latency, how it ended, scores.

    Calls of tools are among that, and who spoke it where it is not the voice of the settings.
    """
    cost, outcome = record["cost"], str(record["outcome"])
    parts = (
        _fact(record["completion_tokens"], "{:,} tokens"),
        "" if pd.isna(cost) or not cost else f"{cost:.6f} {currency}",
        _fact(record["first_audio_ms"] / 1000, "first audio {:.2f} s"),
        _fact(record["spoken_voice"], "{} spoke"),
        *_turn_taking(record),
        _call(record),
        _tools(record),
        _fact(record["finish_reason"], "{}"),
        "" if outcome in ("completed", "failed") else outcome,
        _fact(record["round_trip_word_error_rate"], "{:.0%} misheard"),
        *(_score(record[column.name], column) for column in scores),
    )
    return " · ".join(part for part in parts if part)


def _turn_taking(record: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return how turns were taken in a live talk; nothing of other cells."""
    if pd.isna(record["turns"]):
        return ()
    discarded = record["discarded_tokens"]
    return (
        _fact(record["end_of_turn_ms"] / 1000, "end of turn {:.2f} s"),
        f"{record['turns']} turns" if record["turns"] != 1 else "1 turn",
        f"cut in {record['cut_ins']}×",
        "" if pd.isna(discarded) or not discarded else f"{discarded:,} tokens thrown away",
    )


def _call(record: Mapping[Any, Any]) -> str:
    """Return how the call of a simulated caller went; empty where none called."""
    ended_by = record.get("call_ended_by")
    if pd.isna(ended_by):
        return ""
    reason = "" if pd.isna(record["call_reason"]) else str(record["call_reason"])
    return f"{ended_by}: {isolated(shortened(reason, _LONGEST))}" if reason else str(ended_by)


def _tools(record: Mapping[Any, Any]) -> str:
    """Return the tools that the model called, with their arguments; empty where it called none."""
    calls = record["tool_calls"]
    return "" if pd.isna(calls) else f"called {isolated(shortened(str(calls), _LONGEST_CALLS))}"


def failure(record: Mapping[Any, Any]) -> str:
    """Return why the turn of a cell went wrong, in one line; empty if it did not."""
    message, code = record["error_message"], record["error_code"]
    if not pd.isna(message):
        return f"{record['outcome'] if pd.isna(code) else code}: {isolated(str(message))}"
    if record["outcome"] != "filtered":
        return ""
    known = [str(record[name]) for name in _FILTERED_FOR if not pd.isna(record[name])]
    return f"filtered: {', '.join(known) or 'the content filter stopped the reply'}"


def score_text(value: Any, column: ScoreColumn) -> str:
    """Return what a score says, in few words; empty where it says nothing."""
    if pd.isna(value):
        return ""
    if column.kind == "words":
        return isolated(shortened(str(value), _LONGEST))
    return _TRUTHS[bool(value)] if column.kind == "truth" else measure_of_score(column).written(value)


def _score(value: Any, column: ScoreColumn) -> str:
    text = score_text(value, column)
    return f"{column.name} {text}" if text else ""


def _fact(value: Any, form: str) -> str:
    return "" if pd.isna(value) else form.format(value)
