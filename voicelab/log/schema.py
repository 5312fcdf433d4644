"""The log's tables, and how a file of an earlier release becomes one of this release."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from voicelab.errors import LogError
from voicelab.log.checksums import row_checksums
from voicelab.log.comparison_tables import (
    caller_voices,
    comparisons,
    dialogues,
    live_talks,
    scores,
    simulated_calls,
)
from voicelab.log.listening_tables import listening_tests

__all__ = ["MIGRATIONS", "migrate"]


def first_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the first release."""
    connection.execute(
        """
        CREATE TABLE sessions (
            session TEXT PRIMARY KEY,
            started_utc TEXT NOT NULL,
            ended_utc TEXT,
            end_reason TEXT,
            services TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )
    # Each distinct value of the settings once, as JSON: a new setting needs no new column.
    connection.execute("CREATE TABLE settings (id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE)")
    connection.execute(
        """
        CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY,
            session TEXT NOT NULL REFERENCES sessions (session),
            turn INTEGER NOT NULL,
            started_utc TEXT NOT NULL,
            input_mode TEXT NOT NULL,
            outcome TEXT NOT NULL,
            transcript TEXT NOT NULL,
            reply TEXT NOT NULL,
            spoken_text TEXT NOT NULL,
            heard_text TEXT,
            model TEXT,
            finish_reason TEXT,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            recognised_seconds REAL,
            spoken_characters INTEGER,
            ssml_characters INTEGER,
            transcript_seconds REAL,
            first_token_seconds REAL,
            first_audio_seconds REAL,
            first_heard_seconds REAL,
            completion_seconds REAL,
            done_seconds REAL,
            cold INTEGER NOT NULL,
            words TEXT NOT NULL,
            confidence REAL,
            detected_language TEXT,
            error_code TEXT,
            error_message TEXT,
            request_id TEXT,
            heard_path TEXT,
            spoken_path TEXT,
            settings_id INTEGER NOT NULL REFERENCES settings (id),
            UNIQUE (session, turn)
        )
        """
    )


def languages_filters_and_retries(connection: sqlite3.Connection) -> None:
    """Keep what else was heard, the reply's language and voice, what was filtered and tried again."""
    for column in (
        "alternatives TEXT NOT NULL DEFAULT '[]'",
        "reply_language TEXT",
        "spoken_voice TEXT",
        "filter_category TEXT",
        "filter_severity TEXT",
        "retries INTEGER NOT NULL DEFAULT 0",
    ):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def stage_times(connection: sqlite3.Connection) -> None:
    """Keep how long the model and the voice took by themselves."""
    for column in ("model_seconds REAL", "voice_seconds REAL"):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def speculation(connection: sqlite3.Connection) -> None:
    """Keep what replies cost that were begun ahead and thrown away."""
    for column in ("discarded_completions INTEGER", "discarded_tokens INTEGER"):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def reasoning_and_error_stage(connection: sqlite3.Connection) -> None:
    """Keep what the model thought, and which stage failed."""
    for column in ("reasoning TEXT", "error_stage TEXT"):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def heard_words(connection: sqlite3.Connection) -> None:
    """Keep the recognised words and their times."""
    connection.execute("ALTER TABLE exchanges ADD COLUMN heard_words TEXT NOT NULL DEFAULT '[]'")


def end_of_turn(connection: sqlite3.Connection) -> None:
    """Keep when the user's turn was taken to be over, and what it cost to predict that."""
    for column in (
        "end_of_turn_seconds REAL",
        "discarded_characters INTEGER",
        "predicted_ends INTEGER",
        "mistaken_ends INTEGER",
    ):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def fillers(connection: sqlite3.Connection) -> None:
    """Keep when a filler began to sound."""
    connection.execute("ALTER TABLE exchanges ADD COLUMN filler_seconds REAL")


def labels(connection: sqlite3.Connection) -> None:
    """Make the table of what people say of exchanges."""
    connection.execute(
        """
        CREATE TABLE labels (
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            rater TEXT NOT NULL,
            labelled_utc TEXT NOT NULL,
            thumbs_up INTEGER,
            expected TEXT NOT NULL,
            transcript TEXT,
            tags TEXT NOT NULL,
            notes TEXT NOT NULL,
            PRIMARY KEY (session, turn, rater),
            FOREIGN KEY (session, turn) REFERENCES exchanges (session, turn)
        ) WITHOUT ROWID
        """
    )


def speech_to_speech(connection: sqlite3.Connection) -> None:
    """Keep how many tokens were of sound, and how many were cached."""
    for column in (
        "prompt_audio_tokens INTEGER",
        "completion_audio_tokens INTEGER",
        "cached_tokens INTEGER",
        "cached_audio_tokens INTEGER",
    ):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")


def tool_calls(connection: sqlite3.Connection) -> None:
    """Keep which tools were called, and what they returned."""
    connection.execute("ALTER TABLE exchanges ADD COLUMN tool_calls TEXT NOT NULL DEFAULT '[]'")


def tool_times(connection: sqlite3.Connection) -> None:
    """Keep how long the reply waited for tools."""
    connection.execute("ALTER TABLE exchanges ADD COLUMN tool_seconds REAL")


def deletions(connection: sqlite3.Connection) -> None:
    """Make the table of what is still to be erased: a sound file, or what stood in the log itself."""
    # A number is never given again: who finishes a deletion strikes out what was there when it began.
    connection.execute("CREATE TABLE unfinished_deletions (id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT)")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    first_tables,
    comparisons,
    languages_filters_and_retries,
    stage_times,
    speculation,
    reasoning_and_error_stage,
    heard_words,
    end_of_turn,
    live_talks,
    fillers,
    scores,
    labels,
    listening_tests,
    dialogues,
    simulated_calls,
    caller_voices,
    speech_to_speech,
    tool_calls,
    tool_times,
    deletions,
    row_checksums,
)
"""What made the tables as they are, oldest first. Each runs once in a file's life, by its name; one that
was released is never edited, renamed or moved. One that changes what rows hold, other than in columns that
it adds, gives them their checksums anew; a table that it makes has the column of `checksums`."""


def migrate(connection: sqlite3.Connection, name: str) -> str:
    """Migrate a file to this release, within a transaction that the caller has begun.

    Parameters
    ----------
    name
        The file's name, for messages.

    Returns
    -------
    str
        What a newer release has done to it, which this one can only read; usually nothing.

    Raises
    ------
    LogError
        The file belongs to another program, or a release wrote it that has not what this one needs.
    """
    if why := why_foreign(connection):
        raise LogError(f"{name} is {why}.", code="log-foreign", hint="Give another path.")
    if not _has_migrations(connection):
        connection.execute(
            "CREATE TABLE voicelab_migrations (name TEXT PRIMARY KEY, "
            "applied_utc TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))"
        )
    applied = _applied(connection)
    lacking = [migration.__name__ for migration in MIGRATIONS if migration.__name__ not in applied]
    newer = ", ".join(newer_migrations(connection))
    if newer and lacking:
        raise LogError(
            f"{name} was written by a newer voicelab (it has {newer}, and lacks "
            f"{', '.join(sorted(lacking))}).",
            code="log-newer",
            hint="Update with: pip install -U voicelab-jupyter.",
        )
    for migration in MIGRATIONS:
        if migration.__name__ not in applied:
            migration(connection)
            connection.execute("INSERT INTO voicelab_migrations (name) VALUES (?)", [migration.__name__])
    return newer


def why_foreign(connection: sqlite3.Connection) -> str:
    """Return why a file is none of ours, as the end of a sentence; empty if it is, or is empty.

    No release makes triggers, views, virtual tables or computed columns: they run what somebody else wrote.
    """
    parts = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    if parts and not _has_migrations(connection):
        return "a database of another program"
    for kind, name, sql in parts:
        if kind in ("trigger", "view") or "virtual table" in " ".join(str(sql).lower().split()):
            return f"a log that another program has changed: it has the {kind} {name!r}"
    odd = connection.execute(
        "SELECT tables.name, columns.name "
        "FROM sqlite_master AS tables, pragma_table_xinfo(tables.name) AS columns "
        "WHERE tables.type = 'table' AND (columns.hidden OR tables.name || columns.name GLOB '*[^a-z0-9_]*')"
    ).fetchone()
    return (
        ""
        if odd is None
        else f"a log that another program has changed: it has the column {odd[1]!r} of {odd[0]!r}"
    )


def newer_migrations(connection: sqlite3.Connection) -> list[str]:
    """Return what a newer release has done to a log."""
    return sorted(_applied(connection) - {migration.__name__ for migration in MIGRATIONS})


def _has_migrations(connection: sqlite3.Connection) -> bool:
    return any(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'voicelab_migrations'"))


def _applied(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM voicelab_migrations")}
