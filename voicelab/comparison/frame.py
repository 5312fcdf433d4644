"""A comparison as a table: one row a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.comparison.call_columns import call_columns
from voicelab.comparison.case_columns import case_columns
from voicelab.comparison.typed_column import typed_column
from voicelab.log.frame import empty_frame
from voicelab.nearest import known_name, known_names

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.questions import Question
    from voicelab.comparison.store import CellResult, ExchangeKey
    from voicelab.exchange.pricing import Prices
    from voicelab.log.session_log import SessionLog

__all__ = ["asked_columns", "cells_frame", "known_column", "known_columns"]

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
    asked = asked_columns([cell for cell, _ in results])
    added = pd.DataFrame(
        [
            (not result.fresh, result.attempts, result.turns, result.cut_ins, *result.key)
            for _, result in results
        ],
        columns=["cached", "attempts", "turns", "cut_ins", "session", "turn"],
    ).assign(**asked)
    added = added[list(dict.fromkeys([*_ADDED, *asked, "session", "turn"]))].astype(
        dict.fromkeys(("attempts", "turns", "cut_ins", "turn"), "Int64")
        | {"session": pd.StringDtype(), "cached": "boolean"}
    )
    sessions = dict.fromkeys(result.key[0] for _, result in results)
    parts = [log.session(session).df for session in sessions] or [empty_frame()]
    exchanges = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    frame: pd.DataFrame = added.merge(exchanges, on=["session", "turn"], how="left", validate="many_to_one")
    frame["reply_words"] = frame["reply"].str.count(r"\S+").astype("Int64")
    frame = frame.join(prices.costs(frame)).assign(**call_columns(results, prices))
    transcripts = [round_trips.get(result.key) for _, result in results]
    frame["round_trip_transcript"] = pd.array(transcripts, dtype=pd.StringDtype())
    frame["round_trip_word_error_rate"] = [
        float("nan") if transcript is None else _error_rate(spoken, transcript, language)
        for spoken, transcript, language in zip(
            frame["spoken_text"], transcripts, frame["language"], strict=True
        )
    ]
    return frame


def asked_columns(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the columns that tell what cells ask, which are known before they are run.

    The settings under which they do are not among them.
    """
    questions = [cell.question for cell in cells]
    return {
        "cell": pd.array([cell.number for cell in cells], dtype="Int64"),
        "input": pd.array([question.label for question in questions], dtype=pd.StringDtype()),
        "repeat": pd.array([cell.repeat for cell in cells], dtype="Int64"),
        **case_columns([question.known_case for question in questions]),
        **_condition_columns(questions),
    }


def known_column(frame: pd.DataFrame, name: str) -> str:
    """Return the name of a column, once it is sure that the frame has it.

    Raises
    ------
    ValueError
        There is no such column; the message lists the nearest names.
    """
    return known_name("column", name, list(frame.columns))


def known_columns(frame: pd.DataFrame, names: str | Sequence[str]) -> list[str]:
    """Return the names of some columns, once it is sure that the frame has them.

    Raises
    ------
    ValueError
        As `known_column`; or one is given twice.
    """
    return known_names("column", names, list(frame.columns))


def _condition_columns(questions: Sequence[Question]) -> dict[str, Any]:
    """Return a column for each condition that was given, with a value for each question."""
    names = dict.fromkeys(name for question in questions for name in question.condition_values)
    return {
        name: typed_column([question.condition_values.get(name) for question in questions]) for name in names
    }


def _error_rate(spoken: str, heard: str, languages: str) -> float:
    from voicelab.scores.alignment import alignment

    return alignment(spoken, heard, language=languages.split(",")[0]).error_rate
