"""Salvage: what is not damaged in a log, copied into a new one."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from voicelab.errors import LogError
from voicelab.expanded_path import expanded_path
from voicelab.log.failures import as_log_errors
from voicelab.log.log_check import existing_log, raw_exchange
from voicelab.log.pages import read_pages
from voicelab.log.raw_rows import RawRow, distinct, known_tables, rows_of
from voicelab.log.sound_files import SIDES, sound_file, sound_folder, sound_place
from voicelab.log.sound_paths import why_no_sound
from voicelab.log.store import LogStore
from voicelab.notebook_html import notebook_html
from voicelab.private_files import make_private_folder
from voicelab.working_folder import absolute_path

__all__ = ["Salvage", "salvage_log"]

_NO_SETTINGS = -1
_MOST_SHOWN = 100
_OF_EXCHANGES = ("labels", "round_trips", "scores", "ratings")
"""Tables whose rows say something of an exchange that is there."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was copied from a damaged log, and what was not; prints as sentences."""

    path: Path
    """The new log."""
    rows: Mapping[str, int]
    """How many rows of each table were copied."""
    sounds: int
    """How many files with sound were copied."""
    lost: tuple[str, ...]
    """What was not copied, or not all of it, each with its reason in a sentence."""

    @property
    def summary(self) -> str:
        """The result in a sentence."""
        rows = ", ".join(f"{count:,} of {table}" for table, count in self.rows.items()) or "none"
        return (
            f"Copied to {self.path}: rows: {rows}; {self.sounds:,} sounds. "
            f"{f'Not copied: {len(self.lost):,}.' if self.lost else 'Nothing was left behind that is there.'}"
        )

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"- {each}" for each in self._shown())])

    def _repr_html_(self) -> str:
        rows = Markup().join(
            Markup("<tr><td style='text-align:left'>{}</td></tr>").format(each) for each in self._shown()
        )
        table = Markup("<table>{}</table>").format(rows) if rows else ""
        return notebook_html(Markup("<p>{}</p>").format(self.summary), table)

    def _shown(self) -> list[str]:
        rest = len(self.lost) - _MOST_SHOWN
        return [*self.lost[:_MOST_SHOWN], *([f"And {rest:,} more."] if rest > 0 else [])]


def salvage_log(path: str | Path, new_path: str | Path, *, keep_changed: bool = False) -> Salvage:
    """Copy all that is not damaged in a log into a new one, row by row, and its sounds; the old one stays.

    Rows are read from the pages of the file as they lie there, so that lost pages hide none behind them, and
    one that SQLite cannot open is read, too. A sound that is not as it was written is copied, and said.

    Parameters
    ----------
    path
        The damaged log's file.
    new_path
        A file to make; nothing is written over.
    keep_changed
        Whether rows are copied, too, that can be read and do not fit their checksum: after changes that were
        made on purpose by another program.

    Raises
    ------
    LogError
        There is no such log, it cannot be read, or the new one is there or cannot be written.

    Examples
    --------
    >>> vl.salvage_log("voicelab-log/exchanges.sqlite", "salvaged.sqlite")  # doctest: +SKIP
    """
    source, target = existing_log(path), absolute_path(expanded_path(new_path))
    beside = sound_folder(target)
    for there in (target, beside):
        if there.exists() or there.is_symlink():
            raise LogError(
                f"{there} is there, and is not written over.",
                code="log-unwritable",
                hint="Name another file for the new log.",
            )
    pages = read_pages(source)
    rows = distinct(rows_of(pages))
    try:
        with contextlib.closing(LogStore(target)) as store, store.transaction() as connection:
            return _Copy(source, target, connection, keep_changed=keep_changed).copy(rows)
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                target.with_name(f"{target.name}{ending}").unlink()
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _why_not_understood(row: RawRow, settings: dict[int, str]) -> str:
    try:
        raw_exchange(row, settings)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return str(error) or type(error).__name__
    return ""


class _Copy:
    """Copies rows and sounds from one log to another, within a transaction."""

    def __init__(
        self, source: Path, target: Path, connection: sqlite3.Connection, *, keep_changed: bool
    ) -> None:
        self._source, self._target = source, target
        self._connection = connection
        self._keep_changed = keep_changed
        self._lost: list[str] = []
        self._counts: Counter[str] = Counter()
        self._sounds = 0

    def copy(self, rows: Iterable[RawRow]) -> Salvage:
        """Copy all that can be."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        kept = [row for row in rows if self._is_kept(row)]
        settings = {row.values["id"]: row.values["json"] for row in kept if row.table == "settings"}
        for row in kept:
            if row.table == "exchanges":
                self._copy_exchange(row, settings)
            else:
                self._insert(row, row.values)
        self._complete()
        counts = {table: count for table, count in sorted(self._counts.items()) if count}
        return Salvage(self._target, counts, self._sounds, tuple(self._lost))

    def _is_kept(self, row: RawRow) -> bool:
        if row.fault is None or (self._keep_changed and row.table):
            return True
        self._lost.append(f"{row.name}: {row.fault}.")
        return False

    def _copy_exchange(self, row: RawRow, settings: dict[int, str]) -> None:
        values = dict(row.values)
        if _why_not_understood(row, settings):
            if why := _why_not_understood(row, {values["settings_id"]: "{}"}):
                self._lost.append(f"{row.name}: it cannot be understood: {why}.")
                return
            self._lost.append(f"The settings of {row.name}: they are damaged or not there.")
            values["settings_id"] = _NO_SETTINGS
        for side in SIDES:
            name = values[f"{side}_path"]
            values[f"{side}_path"] = None if name is None else self._copy_sound(row, name, side)
        self._insert(row, values)

    def _copy_sound(self, row: RawRow, name: str, side: str) -> str | None:
        place = sound_place(self._source, name)
        why = why_no_sound(place)
        if not why and place is not None:
            new = sound_file(self._target, row.values["session"], row.values["turn"], side)
            copy = sound_place(self._target, new)
            try:
                if copy is not None:
                    make_private_folder(copy.parent)
                    shutil.copyfile(place, copy)
                    copy.chmod(0o600)
                    self._sounds += 1
                    return new
            except FileNotFoundError:
                why = "is not there"
            except OSError as error:
                if not place.is_file() or error.filename == str(place):
                    why = f"cannot be read: {error.strerror}"
                else:
                    with as_log_errors(str(copy)):
                        raise
        self._lost.append(f"The sound {name[:200]!r} of {row.name} {why or 'has no name of a sound'}.")
        return None

    def _insert(self, row: RawRow, values: Mapping[str, Any]) -> None:
        table, _ = known_tables()[row.table]
        marks = ", ".join("?" * len(table.columns))
        done = self._connection.execute(
            f"INSERT OR IGNORE INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})",  # noqa: S608
            [values[name] for name in table.columns],
        )
        self._counts[row.table] += done.rowcount
        if not done.rowcount:
            self._lost.append(f"{row.name}: it contradicts another row.")

    def _complete(self) -> None:
        """Give exchanges empty sessions and settings for lost ones; take away what is of lost exchanges."""
        execute = self._connection.execute
        execute(
            "INSERT INTO sessions (session, started_utc, services) SELECT session, min(started_utc), '' "
            "FROM exchanges WHERE session NOT IN (SELECT session FROM sessions) GROUP BY session"
        )
        without = "settings_id NOT IN (SELECT id FROM settings)"
        if execute(f"SELECT 1 FROM exchanges WHERE {without}").fetchone():  # noqa: S608
            execute("INSERT OR IGNORE INTO settings (json) VALUES ('{}')")
            empty = "(SELECT id FROM settings WHERE json = '{}')"
            execute(f"UPDATE exchanges SET settings_id = {empty} WHERE {without}")  # noqa: S608
        for table in _OF_EXCHANGES:
            orphaned = (
                f"FROM {table} WHERE NOT EXISTS (SELECT 1 FROM exchanges WHERE "  # noqa: S608
                f"exchanges.session = {table}.session AND exchanges.turn = {table}.turn)"
            )
            for session, turn in execute(f"SELECT session, turn {orphaned}").fetchall():
                which = f"session {session!r}, turn {turn!r}"
                self._lost.append(f"the row of {table} with {which}: its exchange is lost.")
                self._counts[table] -= 1
            execute(f"DELETE {orphaned}")
        gone = execute("DELETE FROM ratings WHERE judgement NOT IN (SELECT id FROM judgements)").rowcount
        self._counts["ratings"] -= gone
        self._lost += [f"{gone:,} ratings: their judgement is lost."] if gone else []
