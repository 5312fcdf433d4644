"""A comparison as tables: one row a cell, and means with intervals."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.case_columns import case_columns
from voicelab.statistics.means import mean_interval
from voicelab.text.direction import isolated

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.store import CellResult, ExchangeKey
    from voicelab.exchange.pricing import Prices
    from voicelab.log.session_log import SessionLog

__all__ = [
    "MEASURES",
    "cells_frame",
    "facts",
    "failure",
    "grouped",
    "known_columns",
    "summary_frame",
]

MEASURES = (
    "first_token_ms",
    "first_audio_ms",
    "end_of_turn_ms",
    "done_ms",
    "completion_tokens",
    "reply_words",
    "cost",
    "word_error_rate",
    "turns",
    "cut_ins",
    "discarded_tokens",
)
"""What a summary has means of."""

_LIVE_MEASURES = ("end_of_turn_ms", "turns", "cut_ins", "discarded_tokens")
"""Those that live talks alone have."""
_ADDED = ("cell", "input", "repeat", "cached", "attempts", "turns", "cut_ins")


def cells_frame(
    log: SessionLog,
    results: Sequence[tuple[Cell, CellResult]],
    round_trips: Mapping[ExchangeKey, str],
    prices: Prices,
) -> pd.DataFrame:
    """Return one row for each cell that has a result, in the order given.

    `Comparison.df` says which columns.
    """
    columns = case_columns([cell.question.known_case for cell, _ in results])
    added = pd.DataFrame(
        [
            (
                *(cell.number, cell.question.label, cell.repeat),
                *(not result.fresh, result.attempts, result.turns, result.cut_ins),
                *result.key,
            )
            for cell, result in results
        ],
        columns=[*_ADDED, "session", "turn"],
    ).assign(**columns)
    added = added[[*_ADDED, *columns, "session", "turn"]].astype(
        dict.fromkeys(("cell", "repeat", "attempts", "turns", "cut_ins", "turn"), "Int64")
        | dict.fromkeys(("input", "session"), pd.StringDtype())
        | {"cached": "boolean"}
    )
    sessions = dict.fromkeys(result.key[0] for _, result in results)
    parts = [log.session(session).df for session in sessions] or [log.df.iloc[:0]]
    exchanges = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    frame: pd.DataFrame = added.merge(exchanges, on=["session", "turn"], how="left", validate="many_to_one")
    frame["reply_words"] = frame["reply"].str.count(r"\S+").astype("Int64")
    frame = frame.join(prices.costs(frame))
    transcripts = [round_trips.get(result.key) for _, result in results]
    frame["round_trip_transcript"] = pd.array(transcripts, dtype=pd.StringDtype())
    frame["word_error_rate"] = [
        float("nan") if transcript is None else _error_rate(spoken, transcript, language)
        for spoken, transcript, language in zip(
            frame["spoken_text"], transcripts, frame["language"], strict=True
        )
    ]
    return frame


def summary_frame(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return means of `MEASURES` with the ends of their 95 % intervals, over inputs and repeats.

    One row for each combination of `by`, with how many cells it has, how many failed, and how many
    different replies there were. Cells that failed take no part in the means.
    """
    rows: list[dict[str, Any]] = []
    for values, group in grouped(frame, by):
        row: dict[str, Any] = dict(zip(by, values, strict=True))
        good = group[group["outcome"] != "failed"]
        row |= {
            "cells": len(group),
            "failed": len(group) - len(good),
            "distinct_replies": good["reply"].nunique(),
        }
        for measure in MEASURES:
            measured = good[good["turns"].notna()] if measure in _LIVE_MEASURES else good
            mean = mean_interval(measured[measure].to_numpy("float64", na_value=float("nan")))
            # None of the measures can be negative, so the truth is not below 0 either.
            low = mean.low if math.isnan(mean.low) else max(0.0, mean.low)
            high = mean.high
            if measure == "completion_tokens":
                high = min(high, _most_tokens(good))
            row |= {measure: mean.value, f"{measure}_low": low, f"{measure}_high": high}
        rows.append(row)
    columns = [*by, "cells", "failed", "distinct_replies"]
    columns += [f"{measure}{end}" for measure in MEASURES for end in ("", "_low", "_high")]
    summary: pd.DataFrame = pd.DataFrame(rows, columns=columns)
    return summary


def grouped(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Return the cells of each combination of `by` that there is, missing values included, and the values."""
    if not by:
        return [((), frame)]
    groups = frame.groupby(list(by), dropna=False, sort=False, observed=True)
    # Not `list`: it asks for their number, at which pandas 2.1 and 2.2 stumble over a missing value.
    return [(values, group) for values, group in groups]


def _most_tokens(cells: pd.DataFrame) -> float:
    """Return the most tokens that cells may have had, or did have: no mean can be above."""
    most = cells[["max_tokens", "completion_tokens"]].max().max()
    return math.inf if pd.isna(most) else float(most)


def known_columns(frame: pd.DataFrame, names: str | Sequence[str]) -> list[str]:
    """Return the names of some columns, once it is sure that the frame has them.

    Raises
    ------
    ValueError
        There is no such column; the message lists the nearest names.
    """
    columns = [names] if isinstance(names, str) else list(names)
    for name in columns:
        if name not in frame.columns:
            nearest = difflib.get_close_matches(name, frame.columns, n=5, cutoff=0.0)
            raise ValueError(f"there is no column {name!r}; the nearest are: {', '.join(nearest)}")
    return columns


def facts(record: Mapping[Any, Any], currency: str) -> str:
    """Return what is known of a cell's reply, in one line: tokens, cost, latency, how it ended."""
    cost, outcome = record["cost"], str(record["outcome"])
    parts = (
        _fact(record["completion_tokens"], "{:,} tokens"),
        "" if pd.isna(cost) or not cost else f"{cost:.6f} {currency}",
        _fact(record["first_audio_ms"] / 1000, "first audio {:.2f} s"),
        *_turn_taking(record),
        _fact(record["finish_reason"], "{}"),
        "" if outcome in ("completed", "failed") else outcome,
        _fact(record["word_error_rate"], "{:.0%} misheard"),
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


def failure(record: Mapping[Any, Any]) -> str:
    """Return why a cell failed, in one line; empty if it did not."""
    if pd.isna(record["error_message"]):
        return ""
    return f"{record['error_code']}: {isolated(str(record['error_message']))}"


def _error_rate(spoken: str, heard: str, languages: str) -> float:
    from voicelab.scores.alignment import alignment

    return alignment(spoken, heard, language=languages.split(",")[0]).error_rate


def _fact(value: Any, form: str) -> str:
    return "" if pd.isna(value) else form.format(value)
