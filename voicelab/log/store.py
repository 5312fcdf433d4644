"""The log's SQLite file: opened safely, used by several threads and processes, errors as `LogError`."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from voicelab.errors import LogError
from voicelab.log.checksums import Table
from voicelab.log.failures import IN_MEMORY, as_log_errors, damaged_row
from voicelab.log.opened_log import BUSY_SECONDS, open_file, within_transaction

__all__ = ["LogStore"]

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
        self._lock = threading.RLock()
        self._is_lost = False
        self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write: durable when the block ends, undone if it raises.

        Raises
        ------
        LogError
            The file cannot be written: a full disk, a lock held too long, a damaged or closed file, one that
            can only be read. Or it was deleted or replaced since it was opened, which is said once: the next
            transaction begins with what is there then, or with a new file.
        """
        with self._locked():
            self.check_writable()
            with within_transaction(self._opened.connection):
                yield self._opened.connection

    def check_writable(self) -> None:
        """Look if the log may be written, and is still where it was opened.

        Raises
        ------
        LogError
            It is not, as for `transaction`.
        """
        with self._locked():
            self._check_files()
            if (why := self._opened.why_read_only) is not None:
                raise why.with_traceback(None)

    def _check_files(self) -> None:
        if self._is_lost:
            self._open_anew()
        elif self._opened.files is not None and (lost := self._opened.files.lost()) is not None:
            self._is_lost = True
            how = "was replaced by another file" if lost.exists() else "was deleted or moved"
            raise LogError(
                f"{lost} {how} while the log was open: what was kept until now may have gone with it.",
                code="log-replaced",
                hint=f"What comes next is kept in {self.name} anew.",
            )

    def _open_anew(self) -> None:
        # What stands in the WAL goes with the file that was moved, and not into the one that is there now.
        with contextlib.suppress(sqlite3.Error):
            self._opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        close = self._closer
        self._open()
        close()
        self._is_lost = False

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
        if not isinstance(last, int | None):
            raise damaged_row(self.name, f"one with {key} {last!r}", "which is not a whole number")
        while position is not None and position < last:
            rows = self._exchanges(
                f"{key}, {columns}",
                f"{where} AND {key} > ? AND {key} <= ? ORDER BY {key} LIMIT ?",
                [*values, position, last, size],
            )
            if not rows:
                return
            keys = [position, *(row[0] for row in rows)]
            if any(one >= next_one for one, next_one in itertools.pairwise(keys)):
                raise damaged_row(self.name, f"the one behind number {position}", "it is there twice")
            position = keys[-1]
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
        exchanges, settings = self.tables["exchanges"], self.tables["settings"]
        of_settings = (
            "SELECT CASE count(*) WHEN 0 THEN 'its settings are not there' "  # noqa: S608
            f"ELSE 'of its settings, ' || max({settings.fault_sql}) END FROM settings WHERE id = settings_id"
        )
        fault = f"coalesce({exchanges.fault_sql}, ({of_settings}))"
        rows = self.query(f"SELECT session, turn, {fault}, {columns} FROM exchanges WHERE {which}", values)  # noqa: S608
        for name, turn, why, *_ in rows:
            if why is not None:
                raise damaged_row(self.name, f"turn {turn!r} of session {name!r}", why)
        return [row[3:] for row in rows]

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables whose rows have checksums."""
        return self._opened.tables

    def back_up(self, target: sqlite3.Connection) -> None:
        """Copy the log as it is now into an empty database."""
        with self._locked() as connection:
            connection.backup(target)

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
        deadline = time.monotonic() + (BUSY_SECONDS if wait else 0.0)
        with self._locked() as connection:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000 if wait else 0:.0f}")
            try:
                # Free pages are zeroes, and yet there are copies of rows in others: SQLite moves rows about.
                connection.execute("VACUUM")
                while (is_busy := _wal_stays(connection)) and time.monotonic() < deadline:
                    time.sleep(0.02)  # SQLite waits for readers, and not for others who copy the WAL
            finally:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
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
        self._opened = open_file(self.path, self.name)
        self._process = os.getpid()
        self._closer = weakref.finalize(self, _close, self._opened.connection, self._process)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        if os.getpid() != self._process:
            self._reopen_after_fork()
        with self._lock, as_log_errors(self.name):
            yield self._opened.connection

    def _reopen_after_fork(self) -> None:
        """Go on in a forked process: with a connection of its own, and a lock that nobody holds."""
        self._lock = threading.RLock()
        with self._lock:
            if self.path is None:
                self._process = os.getpid()
                return
            # Until it is open, the next one tries again, and none goes on with the parent's.
            self._closer.detach()
            _inherited.append(self._opened.connection)
            self._open()


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
