"""The log's SQLite file: opened safely, used by several threads and processes, errors as `LogError`."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from voicelab.errors import LogError
from voicelab.file_target import check_format, folder_instead
from voicelab.log.checksums import keep_checksums
from voicelab.log.failures import IN_MEMORY, as_log_errors, damaged_row
from voicelab.log.schema import migrate
from voicelab.log.sound_files import sound_folder
from voicelab.private_files import make_private_file, make_private_folder, narrow

__all__ = ["DEFAULT_PATH", "LogStore", "why_no_log"]

DEFAULT_PATH = Path("voicelab-log", "exchanges.sqlite")
"""Where a log is kept by default, below the working directory."""

_BUSY_SECONDS = 30.0
"""How long to wait for another process that writes, in seconds."""

_inherited: list[sqlite3.Connection] = []
"""Connections of a parent process: SQLite forbids to use or even close them after a fork."""


class LogStore:
    """One connection to a log, shared by the threads of a process.

    Parameters
    ----------
    path
        The file, made if it is missing, its folder too; `None` keeps the log in memory.

    Raises
    ------
    LogError
        The file or its folder cannot be written, or is no log.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.name = IN_MEMORY if path is None else str(path)
        self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write: durable when the block ends, undone if it raises.

        Raises
        ------
        LogError
            The file cannot be written: a full disk, a lock held too long, a damaged or closed file, one of a
            newer release.
        """
        if self._newer:
            raise LogError(
                f"{self.name} was written by a newer voicelab (it has {self._newer}): it can only be read.",
                code="log-newer",
                hint="Update with: pip install -U voicelab-jupyter.",
            )
        with self._writing() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._locked() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read all rows of a short query."""
        with self._locked() as connection:
            return connection.execute(sql, values).fetchall()

    def pages(
        self, columns: str, session: str | None, *, size: int = 2048
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Read the exchanges that are there now, oldest first, of all sessions or of one, page by page.

        Nothing is held from one page to the next, so that a session may append while a reader takes its time.

        Parameters
        ----------
        columns
            What to select, separated by commas.
        size
            Rows a page.
        """
        key, where, values = _order(session)
        ends = self.query(f"SELECT min({key}) - 1, max({key}) FROM exchanges WHERE {where}", values)  # noqa: S608
        position, last = ends[0]
        while position is not None and position < last:
            rows = self._exchanges(
                f"{key}, {columns}",
                f"{where} AND {key} > ? AND {key} <= ? ORDER BY {key} LIMIT ?",
                [*values, position, last, size],
            )
            if not rows:
                return
            position = rows[-1][0]
            yield [row[1:] for row in rows]

    def latest(self, columns: str, session: str | None, *, count: int) -> list[tuple[Any, ...]]:
        """Read the last exchanges, oldest first."""
        key, where, values = _order(session)
        return self._exchanges(columns, f"{where} ORDER BY {key} DESC LIMIT ?", [*values, count])[::-1]

    def row(self, columns: str, session: str, turn: int) -> list[tuple[Any, ...]]:
        """Read one exchange, if it is there."""
        return self._exchanges(columns, "session = ? AND turn = ?", [session, turn])

    def _exchanges(self, columns: str, which: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Read exchanges, each of which is as it was written, with its settings."""
        exchanges, settings = self._tables["exchanges"], self._tables["settings"]
        of_settings = (
            f"SELECT 'of its settings, ' || {settings.fault_sql} FROM settings WHERE id = settings_id"  # noqa: S608
        )
        fault = f"coalesce({exchanges.fault_sql}, ({of_settings}))"
        rows = self.query(f"SELECT session, turn, {fault}, {columns} FROM exchanges WHERE {which}", values)  # noqa: S608
        for name, turn, why, *_ in rows:
            if why is not None:
                raise damaged_row(self.name, f"turn {turn!r} of session {name!r}", why)
        return [row[3:] for row in rows]

    def rebuild(self, *, wait: bool = True) -> None:
        """Write the file anew: no byte of what was deleted is left in it, or in SQLite's files beside it.

        Parameters
        ----------
        wait
            Whether other programs that read or write the log are waited for, up to 30 s.

        Raises
        ------
        LogError
            The disk is full, or another program goes on reading what was there before.
        """
        deadline = time.monotonic() + (_BUSY_SECONDS if wait else 0.0)
        with self._locked() as connection:
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000 if wait else 0:.0f}")
            try:
                # Free pages are zeroes, and yet there are copies of rows in others: SQLite moves rows about.
                connection.execute("VACUUM")
                while (is_busy := _wal_stays(connection)) and time.monotonic() < deadline:
                    time.sleep(0.02)  # SQLite waits for readers, and not for others who copy the WAL
            finally:
                connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")
        if is_busy:
            raise LogError(
                f"Another program is reading {self.name}, so that {self.name}-wal cannot be emptied.",
                code="log-busy",
                hint="Close that program.",
            )

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return not self._closer.alive

    def close(self) -> None:
        """Close the file; a log in memory is gone."""
        with self._lock:
            self._closer()

    def _open(self) -> None:
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._newer = ""
        with as_log_errors(self.name):
            if self.path is not None:
                _check_name(self.path)
                make_private_folder(self.path.parent)
                make_private_file(self.path)
            self._connection = sqlite3.connect(
                ":memory:" if self.path is None else self.path,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            self._closer = weakref.finalize(self, _close, self._connection, self._process)
            try:
                self._prepare()
            except BaseException:
                self._closer()
                raise

    def _prepare(self) -> None:
        # Its tables are looked at before anything is changed, so that another program's file stays as it is.
        with self._writing() as connection:
            self._newer = migrate(connection, self.name)
        self._narrow()
        self._tables = keep_checksums(self._connection)
        self._use_write_ahead_log()
        # A commit is on the disk, not only with the operating system, before `append` returns.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted or replaced is written over with zeroes, whatever SQLite was built with.
        self._connection.execute("PRAGMA secure_delete = ON")

    def _narrow(self) -> None:
        """Have nobody else read what a release made that left this to the umask: the log and its sound."""
        if self.path is not None:
            for ending in ("", "-wal", "-shm"):
                narrow(self.path.with_name(f"{self.path.name}{ending}"))
            narrow(sound_folder(self.path))

    def _use_write_ahead_log(self) -> None:
        """Have readers and writers not wait for one another."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # Where another process makes the same change at this moment, SQLite does not wait by itself.
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return

    @contextlib.contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        if os.getpid() != self._process:
            self._reopen_after_fork()
        with self._lock, as_log_errors(self.name):
            yield self._connection

    def _reopen_after_fork(self) -> None:
        """Go on in a forked process: with a connection of its own, and a lock that nobody holds."""
        if self.path is None:
            self._lock, self._process = threading.RLock(), os.getpid()
            return
        self._closer.detach()
        _inherited.append(self._connection)
        self._open()


def why_no_log(path: Path) -> str:
    """Return why a path is none of a log, there or not, as a sentence without its end; empty if it may be."""
    if not path.is_dir():
        return ""
    return f"{path} cannot be used as a log: {folder_instead(f'the file in it ({path / DEFAULT_PATH.name})')}"


def _check_name(path: Path) -> None:
    """Refuse to make a log under the name of another format; one that is there is opened by any name."""
    if why := why_no_log(path):
        raise LogError(f"{why}.", code="log-unwritable")
    if not path.exists():
        try:
            check_format(path, "a log", (".sqlite", ".sqlite3"))
        except ValueError as error:
            raise LogError(f"{error}.", code="log-unwritable") from None


def _order(session: str | None) -> tuple[str, str, list[str]]:
    """Return the column that numbers the exchanges, and the condition and its values that choose them."""
    return ("id", "TRUE", []) if session is None else ("turn", "session = ?", [session])


def _wal_stays(connection: sqlite3.Connection) -> bool:
    """Copy the WAL into the file and empty it; return whether others kept it from that."""
    ((is_busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return bool(is_busy)


def _close(connection: sqlite3.Connection, process: int) -> None:
    if os.getpid() == process:
        connection.close()
    else:
        _inherited.append(connection)
