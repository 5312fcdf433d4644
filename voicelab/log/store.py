"""The log's SQLite file: opened safely, used by several threads and processes, errors as `LogError`."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from voicelab.errors import LogError
from voicelab.log.schema import migrate

__all__ = ["LogStore", "as_log_errors"]

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
        The file or its folder cannot be written, is no log, or was written by a newer release.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.name = "The log in memory" if path is None else str(path)
        self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write: durable when the block ends, undone if it raises.

        Raises
        ------
        LogError
            The file cannot be written: a full disk, a lock held too long, a damaged or closed file.
        """
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
            rows = self.query(
                f"SELECT {key}, {columns} FROM exchanges "  # noqa: S608  # names of ours
                f"WHERE {where} AND {key} > ? AND {key} <= ? ORDER BY {key} LIMIT ?",
                [*values, position, last, size],
            )
            if not rows:
                return
            position = rows[-1][0]
            yield [row[1:] for row in rows]

    def latest(self, columns: str, session: str | None, *, count: int) -> list[tuple[Any, ...]]:
        """Read the last exchanges, oldest first."""
        key, where, values = _order(session)
        sql = f"SELECT {columns} FROM exchanges WHERE {where} ORDER BY {key} DESC LIMIT ?"  # noqa: S608
        return self.query(sql, [*values, count])[::-1]

    def write_file(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        """Write a file by a function, durably; its name is relative to the log's folder.

        Raises
        ------
        LogError
            The file cannot be written.
        """
        assert self.path is not None
        path = self.path.parent / name
        with as_log_errors(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())

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
        with as_log_errors(self.name):
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
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
        with self.transaction() as connection:
            migrate(connection, self.name)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A commit is on the disk, not only with the operating system, before `append` returns.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")

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


def _order(session: str | None) -> tuple[str, str, list[str]]:
    """Return the column that numbers the exchanges, and the condition and its values that choose them."""
    return ("id", "TRUE", []) if session is None else ("turn", "session = ?", [session])


def _close(connection: sqlite3.Connection, process: int) -> None:
    if os.getpid() == process:
        connection.close()
    else:
        _inherited.append(connection)


@contextlib.contextmanager
def as_log_errors(name: str) -> Iterator[None]:
    """Raise errors of SQLite and of the operating system as `LogError`."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed" not in str(error):
            raise
        raise LogError(
            f"{name} is closed.", code="log-closed", hint="Open it again with SessionLog(…)."
        ) from error
    except sqlite3.DatabaseError as error:
        code, hint = _explain(error)
        raise LogError(f"{name} cannot be used as a log: {error}.", code=code, hint=hint) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise LogError(
            f"{name} cannot be made or written: {reason}.",
            code="log-unwritable",
            hint="Give the path of a file in a folder that you may write to.",
        ) from error


def _explain(error: sqlite3.DatabaseError) -> tuple[str, str]:
    text = str(error)
    if "not a database" in text or "encrypted" in text:
        return "log-foreign", "It is no SQLite file; give another path."
    if "locked" in text or "busy" in text:
        return "log-busy", "Another program holds it; close that program and try again."
    if "full" in text:
        return "log-full", "Free some space on the disk."
    if "readonly" in text or "unable to open" in text:
        return "log-unwritable", "Give the path of a file in a folder that you may write to."
    return "log-damaged", "Move it and its -wal file away and keep them; a new log is made in its place."
