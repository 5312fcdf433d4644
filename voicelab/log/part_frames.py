"""What exchanges have several of, as frames: spoken words, calls of tools."""

from __future__ import annotations

import json

import pandas as pd

from voicelab.log.failures import as_damage
from voicelab.log.frame import Column, frame_of_rows
from voicelab.log.rows import tool_calls_from
from voicelab.log.store import LogStore

__all__ = ["tool_calls_frame", "words_frame"]


def words_frame(store: LogStore, session: str | None) -> pd.DataFrame:
    """Return the spoken words of a log as a frame."""
    columns = (
        *(Column("session", "text"), Column("turn", "whole"), Column("text", "text")),
        *(Column("start_seconds", "measure"), Column("duration_seconds", "measure")),
    )
    with as_damage(store.name):
        rows = [
            (name, turn, *word)
            for page in store.pages("session, turn, words", session)
            for name, turn, words in page
            for word in json.loads(words)
        ]
        return frame_of_rows(rows, columns)


def tool_calls_frame(store: LogStore, session: str | None) -> pd.DataFrame:
    """Return the calls of tools of a log as a frame."""
    columns = (
        *(Column("session", "text"), Column("turn", "whole"), Column("name", "text")),
        *(Column("arguments", "text"), Column("result", "text"), Column("error", "text")),
        *(Column("started_seconds", "measure"), Column("seconds", "measure")),
    )
    with as_damage(store.name):
        rows = [
            (*key, use.name, use.arguments_json, use.result, use.error, use.started_seconds, use.seconds)
            for page in store.pages("session, turn, tool_calls", session)
            for *key, calls in page
            for use in tool_calls_from(calls)
        ]
        return frame_of_rows(rows, columns)
