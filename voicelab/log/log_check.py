"""LogCheck: whether a log is as it was written, told row by row and file by file; nothing is changed."""

from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
import tempfile
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Outcome
from voicelab.log.checksums import file_digest
from voicelab.log.log_path import log_path, why_no_log
from voicelab.log.pages import Pages, read_pages
from voicelab.log.raw_rows import RawRow, distinct, rows_of
from voicelab.log.rows import exchange_from
from voicelab.log.schema import newer_migrations, why_foreign
from voicelab.log.sound_files import SIDES, sound_folder, sound_place
from voicelab.log.sound_paths import SoundPaths, why_no_sound
from voicelab.log.store import LogStore
from voicelab.notebook_html import notebook_html

__all__ = ["LogCheck", "check_log", "check_of_memory", "existing_log", "raw_exchange"]

_MOST_SHOWN = 100
"""Findings that are printed or shown; all are in the value itself."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "outcome": typing.get_args(Outcome),
    "input_mode": typing.get_args(typing.get_type_hints(Exchange)["input_mode"]),
}


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What a check of a log found; true if it is whole. Prints as sentences, shows as a notebook's table."""

    name: str
    """The log's: the path of its file."""
    exchanges: int
    """Exchanges that are as they were written, or at least readable where they have no checksum."""
    damage: tuple[str, ...]
    """What is damaged, each in a sentence."""
    remarks: tuple[str, ...]
    """What is no damage, and worth knowing, each in a sentence."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is damaged."""
        return not self.damage

    def __bool__(self) -> bool:
        return self.is_whole

    @property
    def summary(self) -> str:
        """The result in a sentence, and what to do."""
        count = f"{self.exchanges:,} exchange{'' if self.exchanges == 1 else 's'}"
        if self.is_whole:
            return f"{self.name} is whole: {count}."
        return (
            f"{self.name} is damaged in {len(self.damage):,} place{'' if len(self.damage) == 1 else 's'}; "
            f"{count} can be read. vl.salvage_log(path, new_path) copies what is not damaged into a new log."
        )

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"- {each}" for each in _shown((*self.damage, *self.remarks)))])

    def _repr_html_(self) -> str:
        rows = [("damage", each) for each in _shown(self.damage)]
        rows += [("remark", each) for each in _shown(self.remarks)]
        cells = (
            Markup("<tr><td>{}</td><td style='text-align:left'>{}</td></tr>").format(*row) for row in rows
        )
        table = Markup("<table>{}</table>").format(Markup().join(cells)) if rows else ""
        return notebook_html(Markup("<p>{}</p>").format(self.summary), table)


def check_log(path: str | Path) -> LogCheck:
    """Check a log's file and its sounds, also of one that cannot be opened; nothing is changed.

    Looked at are the file itself by SQLite's own checks, every row and its checksum, and every sound: that it
    is there, in the log's own folder, and as it was written. Others may write to the log meanwhile.

    Parameters
    ----------
    path
        The log's file.

    Raises
    ------
    LogError
        There is no such file, or it cannot be read.

    Examples
    --------
    >>> vl.check_log("voicelab-log/exchanges.sqlite")  # doctest: +SKIP
    """
    file = existing_log(path)
    pages = read_pages(file)
    damage = [f"{each[0].upper()}{each[1:]}." for each in pages.faults]
    remarks: list[str] = []
    newer = _check_by_sqlite(pages, file, damage, remarks)
    rows = distinct(rows_of(pages))
    whole = (row.values for row in rows if row.table == "settings" and row.fault is None)
    settings = {values["id"]: values["json"] for values in whole}
    sounds = _Sounds(file)
    unsummed = readable = 0
    for row in rows:
        unsummed += not row.has_checksum
        why = row.fault
        sounds.know(row)
        if why is None and row.table == "exchanges":
            why = _why_unreadable(row, settings, is_newer=newer)
            readable += why is None
            damage += sounds.faults(row)
        if why is not None:
            damage.append(f"{row.name}: {why}.")
    if unsummed:
        remarks.append(f"{unsummed:,} rows have no checksum: an earlier release wrote them.")
    return LogCheck(str(file), readable, tuple(damage), (*remarks, *sounds.remarks()))


def check_of_memory(store: LogStore) -> LogCheck:
    """Check a log that is in memory, on a copy in a file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "log.sqlite")
        with contextlib.closing(sqlite3.connect(copy)) as target:
            store.back_up(target)
        return dataclasses.replace(check_log(copy), name=store.name)


def existing_log(path: str | Path) -> Path:
    """Return the path of a log that is there.

    Raises
    ------
    LogError
        There is none.
    """
    file = log_path(path)
    if why := why_no_log(file):
        raise LogError(f"{why}.", code="log-unwritable")
    if not file.is_file():
        raise LogError(f"There is no log {file}.", code="log", hint="Give the path of its .sqlite file.")
    return file


def raw_exchange(row: RawRow, settings: dict[int, str]) -> Exchange:
    """Return the exchange that a row is, without its sound.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        It is none.
    """
    return exchange_from({**row.values, "settings": settings[row.values["settings_id"]]}, SoundPaths(None))


def _why_unreadable(row: RawRow, settings: dict[int, str], *, is_newer: bool) -> str | None:
    if row.values["settings_id"] not in settings:
        return "its settings are damaged or not there"
    try:
        raw_exchange(row, settings)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return f"it cannot be understood: {error}"
    for name, choices in _CHOICES.items():
        if row.values[name] not in choices and not is_newer:
            return f"{name} is none of {', '.join(choices)}"
    return None


def _check_by_sqlite(pages: Pages, file: Path, damage: list[str], remarks: list[str]) -> bool:
    """Have SQLite check the database, on a copy; return whether a newer release wrote it."""
    if not pages.count:
        return False
    with _as_database(pages.joined()) as connection:
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            if why := why_foreign(connection):
                damage.append(f"{file.name} is {why}.")
            damage += [
                f"SQLite: {line}."
                for (line,) in connection.execute("PRAGMA integrity_check(20)")
                if line != "ok"
            ]
            for table, *_, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                damage.append(f"A row of {table} refers to one of {parent} that is not there.")
            newer = newer_migrations(connection)
        except sqlite3.DatabaseError as error:
            damage.append(f"SQLite cannot read all of it: {error}.")
            return False
    if newer:
        remarks.append(f"A newer release wrote it, which has {', '.join(newer)}.")
    return bool(newer)


@contextlib.contextmanager
def _as_database(data: bytes) -> Iterator[sqlite3.Connection]:
    """Open what a file of a database holds: in memory from Python 3.11 on, where a kill leaves no copy."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        if hasattr(connection, "deserialize"):
            connection.deserialize(data)
            yield connection
            return
    with tempfile.TemporaryDirectory(prefix="voicelab-") as folder:
        copy = Path(folder, "log.sqlite")
        copy.write_bytes(data)
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            yield connection


class _Sounds:
    """The files with sound of a log that is checked."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._named: set[Path] = set()
        self._undigested = 0

    def know(self, row: RawRow) -> None:
        """Keep which sounds an exchange names, whole or damaged."""
        for side in SIDES:
            name = row.values.get(f"{side}_path")
            place = sound_place(self._log, name) if isinstance(name, str) else None
            if place is not None:
                self._named.add(place)

    def faults(self, row: RawRow) -> Iterator[str]:
        """Yield what is wrong with the sounds of an exchange."""
        for side in SIDES:
            name, digest = row.values[f"{side}_path"], row.values[f"{side}_digest"]
            if name is None:
                continue
            place = sound_place(self._log, name)
            self._undigested += digest is None
            if why := why_no_sound(place) or _why_changed(place, digest):
                yield f"The sound {name[:200]!r} of {row.name} {why}."

    def remarks(self) -> Iterator[str]:
        """Yield what else there is to say of the files."""
        if self._undigested:
            yield f"{self._undigested:,} sounds have no digest: an earlier release wrote them."
        folder = sound_folder(self._log)
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file not in self._named and not file.is_dir():
                yield f"No exchange has the file {str(file)!r}: its program was ended, or its row is lost."


def _why_changed(place: Path | None, digest: str | None) -> str:
    try:
        return "is not as it was written" if place and digest not in (None, file_digest(place)) else ""
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _shown(sentences: Iterable[str]) -> list[str]:
    every = list(sentences)
    rest = len(every) - _MOST_SHOWN
    return every if rest <= 0 else [*every[:_MOST_SHOWN], f"And {rest:,} more."]
