"""The log's tables of listening tests."""

from __future__ import annotations

import sqlite3

__all__ = ["listening_tests"]


def listening_tests(connection: sqlite3.Connection) -> None:
    """Make the tables of listening tests of any method, and move the choices between pairs into them."""
    connection.execute(
        """
        CREATE TABLE judgements (
            id INTEGER PRIMARY KEY,
            judged_utc TEXT NOT NULL,
            rater TEXT NOT NULL,
            method TEXT NOT NULL
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE ratings (
            judgement INTEGER NOT NULL REFERENCES judgements (id),
            place INTEGER NOT NULL,
            stimulus TEXT NOT NULL,
            session TEXT NOT NULL,
            turn INTEGER NOT NULL,
            rating INTEGER NOT NULL,
            PRIMARY KEY (judgement, place),
            FOREIGN KEY (session, turn) REFERENCES exchanges (session, turn)
        ) WITHOUT ROWID
        """
    )
    connection.execute(
        """
        CREATE TABLE published_tests (
            test TEXT PRIMARY KEY,
            published_utc TEXT NOT NULL,
            seal_key TEXT NOT NULL,
            method TEXT NOT NULL,
            trials TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )
    connection.execute(
        "INSERT INTO judgements (id, judged_utc, rater, method) "
        "SELECT id, judged_utc, rater, 'pairs' FROM preferences"
    )
    for place, side in enumerate("ab"):
        connection.execute(
            "INSERT INTO ratings (judgement, place, stimulus, session, turn, rating) "  # noqa: S608
            f"SELECT id, {place}, 'reply', session_{side}, turn_{side}, choice = '{side}' "
            "FROM preferences"
        )
    connection.execute("DROP TABLE preferences")
