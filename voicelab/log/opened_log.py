"""OpenedLog: a log's file, opened: made if it is missing, brought forward, read where it is not written."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicelab.errors import LogError
from voicelab.log.checksums import Table, keep_checksums
from voicelab.log.failures import as_log_errors
from voicelab.log.log_path import check_log_path
from voicelab.log.open_files import OpenFiles
from voicelab.log.read_only_copy import read_only_copy
from voicelab.log.schema import migrate
from voicelab.log.sound_files import sound_folder
from voicelab.private_files import make_private_file, make_private_folder, narrow

__all__ = ["BUSY_SECONDS", "OpenedLog", "open_file", "within_transaction"]

BUSY_SECONDS = 30.0
"""How long to wait for another process that writes, in seconds."""


@dataclass(frozen=True, slots=True)
class OpenedLog:
    """A connection to a log's file."""

    connection: sqlite3.Connection
    tables: Mapping[str, Table]
    """Those whose rows have checksums."""
    files: OpenFiles | None
    """The files on which it is; `None` for a log in memory, and for one that can only be read."""
    why_read_only: LogError | None = None
    """Why it can only be read."""


def open_file(path: Path | None, name: str) -> OpenedLog:
    """Open a log: made if it is missing, its folder too.

    Parameters
    ----------
    path
        The file; `None` for a log in memory.
    name
        What to call it in messages.

    Raises
    ------
    LogError
        It cannot be made or read, or is no log.
    """
    try:
        return _opened(path, name)
    except LogError as error:
        if path is None or error.code != "log-unwritable" or not path.is_file():
            raise
        with as_log_errors(name):
            connection = read_only_copy(path)
            with _closed_if_it_fails(connection):
                newer = _brought_forward(connection, name)
                tables = keep_checksums(connection)
        why = LogError(f"It can only be read. {error.message}", code=error.code, hint=error.hint)
        return OpenedLog(connection, tables, None, newer or why)


@contextlib.contextmanager
def within_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write: durable when the block ends, undone if it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _opened(path: Path | None, name: str) -> OpenedLog:
    with as_log_errors(name):
        if path is not None:
            check_log_path(path)
            make_private_folder(path.parent)
            make_private_file(path)
        connection = sqlite3.connect(
            ":memory:" if path is None else path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        with _closed_if_it_fails(connection):
            # Its tables are looked at before anything is changed: another program's file stays as it is.
            newer = _brought_forward(connection, name)
            if path is not None:
                _narrow(path)
            tables = keep_checksums(connection)
            _use_write_ahead_log(connection)
            # A commit is on the disk, not only with the operating system, before `append` returns.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is deleted or replaced is written over with zeroes, whatever SQLite was built with.
            connection.execute("PRAGMA secure_delete = ON")
            return OpenedLog(connection, tables, None if path is None else OpenFiles(path), newer)


def _brought_forward(connection: sqlite3.Connection, name: str) -> LogError | None:
    """Migrate a log to this release; return why one of a newer release is only read."""
    # The file may come from anywhere: nothing is run that its schema says, and its pages are looked at.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    with within_transaction(connection):
        newer = migrate(connection, name)
    if not newer:
        return None
    return LogError(
        f"{name} was written by a newer voicelab (it has {newer}): it can only be read.",
        code="log-newer",
        hint="Update with: pip install -U voicelab-jupyter.",
    )


@contextlib.contextmanager
def _closed_if_it_fails(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _narrow(path: Path) -> None:
    """Have nobody else read what a release made that left this to the umask: the log and its sound."""
    for ending in ("", "-wal", "-shm"):
        narrow(path.with_name(f"{path.name}{ending}"))
    narrow(sound_folder(path))


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Have readers and writers not wait for one another."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Where another process makes the same change at this moment, SQLite does not wait by itself.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
