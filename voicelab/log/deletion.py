"""What is deleted from a log: every row that says anything of an exchange, and what no other needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from voicelab.log.rows import ExchangeKey

__all__ = ["DeletedRows", "Deletion", "delete_rows"]

_WITH_COLUMN = (
    "SELECT tables.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns "
    "WHERE tables.type = 'table' AND columns.name = ?"
)
_REFERRED_TO = ("exchanges", "sessions")
"""Tables that rows of others refer to, and rows of the first to the second."""
_OF_SESSION = "SELECT session, turn FROM exchanges WHERE session = ?"
_FILES = "SELECT heard_path, spoken_path FROM exchanges WHERE session = ? AND turn = ?"
_IS_OVER = (
    "SELECT 1 FROM sessions WHERE session = ?1 AND ended_utc IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM exchanges WHERE session = ?1)"
)


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted from a log; prints as a sentence."""

    exchanges: int
    """Exchanges, with all that was said of them."""
    sounds: int
    """Recordings of what was heard and spoken."""
    sound_bytes: int
    """Size of these, in bytes."""

    def __str__(self) -> str:
        """Return the counts in a sentence."""
        if not (self.exchanges or self.sounds):
            return "Nothing was deleted."
        exchanges = f"{self.exchanges:,} exchange{'' if self.exchanges == 1 else 's'}"
        sounds = f"{self.sounds:,} recording{'' if self.sounds == 1 else 's'}"
        return f"Deleted: {exchanges}, {sounds} ({self.sound_bytes / 1e6:,.1f} MB)."


@dataclass(frozen=True, slots=True)
class DeletedRows:
    """Rows that were deleted, and what belonged to them beside the file."""

    keys: tuple[ExchangeKey, ...]
    """Which exchanges."""
    files: tuple[str, ...]
    """The sound files that they named."""
    sessions: tuple[str, ...]
    """The sessions that went as a whole."""


def delete_rows(
    connection: sqlite3.Connection, keys: Iterable[ExchangeKey], sessions: Iterable[str]
) -> DeletedRows:
    """Delete exchanges that are there, and whole sessions, within a transaction that the caller has begun.

    A session that has ended and has no exchange left goes as a whole, too.
    """
    named = dict.fromkeys(sessions)
    chosen = dict.fromkeys(key for key in keys if any(connection.execute(_FILES, key)))
    for session in named:
        chosen.update(dict.fromkeys(connection.execute(_OF_SESSION, [session]).fetchall()))
    files = (file for key in chosen for row in connection.execute(_FILES, key) for file in row)
    named_files = tuple(file for file in files if isinstance(file, str))
    _delete_judgements(connection, chosen)
    _delete_trials(connection, chosen)
    for table in _tables(connection, "session", "turn"):
        sql = f"DELETE FROM {table} WHERE session = ? AND turn = ?"  # noqa: S608  # named by the file
        connection.executemany(sql, list(chosen))
    emptied = (session for session, _ in chosen if any(connection.execute(_IS_OVER, [session])))
    whole = tuple(named | dict.fromkeys(emptied))
    for table in _tables(connection, "session"):
        sql = f"DELETE FROM {table} WHERE session = ?"  # noqa: S608  # named by the file
        connection.executemany(sql, [(session,) for session in whole])
    connection.execute("DELETE FROM settings WHERE id NOT IN (SELECT settings_id FROM exchanges)")
    return DeletedRows(tuple(chosen), named_files, whole)


def _tables(connection: sqlite3.Connection, *columns: str) -> list[str]:
    """Return the tables with some columns, quoted, those last that others refer to."""
    found = [{name for (name,) in connection.execute(_WITH_COLUMN, [column])} for column in columns]
    names = sorted(set.intersection(*found) - set(_REFERRED_TO))
    names += [name for name in _REFERRED_TO if all(name in each for each in found)]
    return ['"{}"'.format(name.replace('"', '""')) for name in names]


def _delete_judgements(connection: sqlite3.Connection, keys: Collection[ExchangeKey]) -> None:
    """Delete the judgements that compare any of some exchanges, each as a whole."""
    sql = "SELECT judgement FROM ratings WHERE session = ? AND turn = ?"
    judgements = {row for key in keys for row in connection.execute(sql, key)}
    connection.executemany("DELETE FROM ratings WHERE judgement = ?", list(judgements))
    connection.executemany("DELETE FROM judgements WHERE id = ?", list(judgements))


def _delete_trials(connection: sqlite3.Connection, keys: Collection[ExchangeKey]) -> None:
    """Empty the trials of listening tests on pages that show any of some exchanges."""
    for test, written in connection.execute("SELECT test, trials FROM published_tests").fetchall():
        trials: dict[str, dict[str, list[Any]]] = json.loads(written)
        gone = [
            trial
            for trial, stimuli in trials.items()
            if any((session, turn) in keys for _, session, turn in stimuli.values())
        ]
        if gone:
            connection.execute(
                "UPDATE published_tests SET trials = ? WHERE test = ?",
                (json.dumps(trials | {trial: {} for trial in gone}), test),
            )
