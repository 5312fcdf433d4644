"""Erasure: no byte of what was deleted from a log is left in its file, beside it, or among its sounds.

What is still to be erased stands in the file from the moment at which the rows are gone, so that a deletion
that is broken off is finished when the log is opened again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from voicelab.errors import LogError
from voicelab.log.sound_files import sound_place
from voicelab.log.store import LogStore

__all__ = ["deletions", "erase", "note_deletion"]


def note_deletion(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Note what is to be erased, within the transaction that deletes the rows.

    Parameters
    ----------
    files
        Sound files; what stood in the log's own file is always to be erased.
    """
    rows = [(None,), *((file,) for file in files)]
    connection.executemany("INSERT INTO unfinished_deletions (file) VALUES (?)", rows)


def deletions(store: LogStore) -> int:
    """Return another number wherever something was deleted, by any program."""
    rows = store.query("SELECT seq FROM sqlite_sequence WHERE name = 'unfinished_deletions'")
    return int(rows[0][0]) if rows else 0


def erase(store: LogStore, *, wait: bool = True) -> None:
    """Erase what was deleted.

    Parameters
    ----------
    wait
        Whether another program that reads the log is waited for.

    Raises
    ------
    LogError
        Something is left; the message says what.
    """
    if not store.query("SELECT 1 FROM unfinished_deletions LIMIT 1"):
        return
    if store.path is None:
        with store.transaction() as connection:
            connection.execute("DELETE FROM unfinished_deletions")
        return
    kept: dict[str, OSError] = {}
    # Who appends looks for its sounds while it holds the file, as this does.
    with store.transaction() as connection:
        rows = connection.execute("SELECT id, file FROM unfinished_deletions").fetchall()
        named = {file: sound_place(store.path, file) for _, file in rows if isinstance(file, str)}
        places = {file: place for file, place in named.items() if place is not None}
        used = _in_use(connection, sorted({place.parent.name for place in places.values()}))
        for file, place in sorted(places.items()):
            if file in used or place.parent.is_symlink():  # the folder of another log, for example
                continue
            try:
                place.unlink(missing_ok=True)
            except OSError as failure:
                kept[file] = failure
        for folder in {place.parent for place in places.values()}:
            _remove_empty(folder)
    if any(file is None for _, file in rows):
        store.rebuild(wait=wait)
    with store.transaction() as connection:
        done = [(number,) for number, file in rows if file not in kept]
        connection.executemany("DELETE FROM unfinished_deletions WHERE id = ?", done)
    if kept:
        file, error = next(iter(kept.items()))
        more = f" and {len(kept) - 1:,} more" if len(kept) > 1 else ""
        raise LogError(
            f"{places[file]}{more} cannot be removed: {error.strerror or error}.",
            code="log-unwritable",
            hint="Close what plays them, or see who may write to their folder.",
        ) from error


def _in_use(connection: sqlite3.Connection, sessions: Iterable[str]) -> set[str]:
    """Return the sound files that exchanges of some sessions name."""
    sql = "SELECT heard_path, spoken_path FROM exchanges WHERE session = ?"
    return {file for session in sessions for row in connection.execute(sql, [session]) for file in row}


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # it has others' files, or is not there
