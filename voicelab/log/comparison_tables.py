"""The log's tables of comparisons: cells, dialogues, calls and scores; see `schema`."""

from __future__ import annotations

import sqlite3

__all__ = [
    "caller_voices",
    "comparisons",
    "dialogues",
    "live_talks",
    "scores",
    "simulated_calls",
]


def comparisons(connection: sqlite3.Connection) -> None:
    """Make the tables of comparisons: which exchange is which cell's result, and how it was judged."""
    # A row may stand before its exchange does: a cell is done once the exchange is there.
    connection.execute(
        """
        CREATE TABLE cells (
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            key TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (session, turn)
        ) WITHOUT ROWID
        """
    )
    connection.execute("CREATE INDEX cells_by_key ON cells (key)")
    connection.execute(
        """
        CREATE TABLE round_trips (
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            recognizer TEXT NOT NULL,
            heard TEXT NOT NULL,
            PRIMARY KEY (session, turn, recognizer),
            FOREIGN KEY (session, turn) REFERENCES exchanges (session, turn)
        ) WITHOUT ROWID
        """
    )
    connection.execute(
        """
        CREATE TABLE preferences (
            id INTEGER PRIMARY KEY,
            judged_utc TEXT NOT NULL,
            rater TEXT NOT NULL,
            session_a TEXT NOT NULL,
            turn_a INTEGER NOT NULL,
            session_b TEXT NOT NULL,
            turn_b INTEGER NOT NULL,
            choice TEXT NOT NULL,
            FOREIGN KEY (session_a, turn_a) REFERENCES exchanges (session, turn),
            FOREIGN KEY (session_b, turn_b) REFERENCES exchanges (session, turn)
        )
        """
    )


def live_talks(connection: sqlite3.Connection) -> None:
    """Keep how turns were taken in the cells of a comparison that are live talks."""
    for column in ("turns INTEGER", "cut_ins INTEGER"):
        connection.execute(f"ALTER TABLE cells ADD COLUMN {column}")


def scores(connection: sqlite3.Connection) -> None:
    """Make the table of what scores say of the cells of comparisons."""
    connection.execute(
        """
        CREATE TABLE scores (
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            score TEXT NOT NULL,
            case_content TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (session, turn, score, case_content),
            FOREIGN KEY (session, turn) REFERENCES exchanges (session, turn)
        ) WITHOUT ROWID
        """
    )


def dialogues(connection: sqlite3.Connection) -> None:
    """Make the table of the turns of dialogues, which are one exchange each of a comparison's cells."""
    # Rows may stand before that exchange does, as those of cells may.
    connection.execute(
        """
        CREATE TABLE dialogue_turns (
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            number INTEGER NOT NULL,
            exchange TEXT NOT NULL,
            heard_samples INTEGER NOT NULL,
            spoken_samples INTEGER NOT NULL,
            PRIMARY KEY (session, turn, number)
        ) WITHOUT ROWID
        """
    )


def simulated_calls(connection: sqlite3.Connection) -> None:
    """Keep how the calls of simulated callers went that are cells of a comparison, as JSON."""
    connection.execute("ALTER TABLE cells ADD COLUMN call TEXT")


def caller_voices(connection: sqlite3.Connection) -> None:
    """Keep how many characters the voices of callers were paid for in the cells of a comparison."""
    connection.execute("ALTER TABLE cells ADD COLUMN caller_characters INTEGER")
