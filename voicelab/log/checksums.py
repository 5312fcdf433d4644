"""Checksums of rows: SQLite keeps none, so that a flipped byte would show as another value.

A row's checksum is of its table and of all of its values in the order of the columns, as many as there were
when it was written: a column that a later release adds changes none. Whatever is written through a log's
connection gets one, by triggers of the connection itself, so that no writer has to know of it; what another
program writes into the file has none that fits.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["CHECKSUM", "Table", "file_digest", "keep_checksums", "row_checksums", "tables_of"]

CHECKSUM = "checksum"
"""The column of every table that has checksums."""

_SUMMED = (
    *("sessions", "settings", "exchanges", "labels", "cells", "dialogue_turns", "round_trips", "scores"),
    *("judgements", "ratings", "published_tests"),
)
"""The tables that the migration gives one; later tables are made with the column."""

_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}
"""What the values of a declared type are: SQLite itself keeps any value in any column."""
_NAMES = {str: "text", int: "a whole number", float: "a number"}


def row_checksums(connection: sqlite3.Connection) -> None:
    """Keep a checksum of every row, and digests of the files with sound; rows before have none."""
    for column in ("heard_digest TEXT", "spoken_digest TEXT"):
        connection.execute(f"ALTER TABLE exchanges ADD COLUMN {column}")
    for table in _SUMMED:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {CHECKSUM} TEXT")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows have checksums."""

    name: str
    columns: tuple[str, ...]
    """Without that of the checksum, in the order of the file."""
    kinds: tuple[tuple[type, ...], ...]
    """Of what types the values of each column are."""
    primary_key: tuple[str, ...]
    has_rowid: bool
    """Whether its rows have numbers, besides: the one column of its primary key, which is a whole number."""
    place: int
    """Where the column of the checksum stands among all."""

    def checksum(self, values: Sequence[Any]) -> str:
        """Return the checksum of a row: of how many columns it is, and 16 hex digits."""
        text = ascii((self.name, *values))  # which does not depend on what a Python knows of Unicode
        return f"{len(values)}:{hashlib.blake2b(text.encode('ascii'), digest_size=8).hexdigest()}"

    def fault(self, checksum: Any, *values: Any) -> str | None:
        """Return why a row is not as it was written, as the end of a sentence; `None` if nothing is known.

        Parameters
        ----------
        checksum
            What the row has; `None` where an earlier release wrote it, and its types alone are looked at.
        """
        if not all(map(isinstance, values, self.kinds)):
            return next(
                f"{name} is not {_NAMES[kinds[0]]}"
                for name, value, kinds in zip(self.columns, values, self.kinds, strict=True)
                if not isinstance(value, kinds)
            )
        if checksum is None or self.is_right(checksum, values):
            return None
        return "it does not fit its checksum: it was changed since it was written"

    def is_right(self, checksum: Any, values: Sequence[Any]) -> bool:
        """Say whether a row has a checksum, and is as it was written."""
        count = str(checksum).partition(":")[0]
        return count.isdecimal() and checksum == self.checksum(values[: int(count[:4])])

    @property
    def fault_sql(self) -> str:
        """`fault` as SQL over the table, on a connection that `keep_checksums` had."""
        return f"fault_of_{self.name}({CHECKSUM}, {', '.join(self.columns)})"


def tables_of(connection: sqlite3.Connection) -> dict[str, Table]:
    """Return the tables of a log that have checksums, by their names."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for name, *column in connection.execute(
        'SELECT tables.name, columns.name, columns.type, columns."notnull", columns.pk '
        "FROM main.sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns "
        "WHERE tables.type = 'table' ORDER BY tables.name, columns.cid"
    ):
        rows.setdefault(name, []).append(tuple(column))
    return {
        name: _table(name, columns)
        for name, columns in rows.items()
        # A copy that another program made of a table has all of its columns, and no primary key.
        if any(column[0] == CHECKSUM for column in columns) and any(number for *_, number in columns)
    }


def keep_checksums(connection: sqlite3.Connection) -> Mapping[str, Table]:
    """Have a connection give every row that it writes its checksum; return the tables that have one.

    A row that was not as it was written before a change has no right checksum afterwards, either.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    tables = tables_of(connection)
    for table in tables.values():
        name, columns = table.name, table.columns
        connection.create_function(
            f"checksum_of_{name}",
            len(columns),
            lambda *values, of=table: of.checksum(values),
            deterministic=True,
        )
        # Many exchanges have the same settings.
        fault = lru_cache(maxsize=256)(table.fault) if name == "settings" else table.fault
        connection.create_function(f"fault_of_{name}", len(columns) + 1, fault, deterministic=True)
        of_new = f"checksum_of_{name}({', '.join(f'NEW.{each}' for each in columns)})"
        of_old = f"fault_of_{name}(OLD.{CHECKSUM}, {', '.join(f'OLD.{each}' for each in columns)})"
        row = " AND ".join(f"{each} = NEW.{each}" for each in table.primary_key)
        change = f"BEGIN UPDATE {name} SET {CHECKSUM} = {of_new} WHERE {row}; END"  # noqa: S608  # of the schema
        connection.execute(f"CREATE TEMP TRIGGER sum_of_new_{name} AFTER INSERT ON main.{name} {change}")
        connection.execute(
            f"CREATE TEMP TRIGGER sum_of_changed_{name} AFTER UPDATE OF {', '.join(columns)} ON main.{name} "
            f"WHEN OLD.{CHECKSUM} IS NOT NULL AND {of_old} IS NULL {change}"
        )
    return tables


def file_digest(path: Path) -> str:
    """Return a digest of what a file holds: 32 hex digits."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _table(name: str, columns: Sequence[tuple[Any, ...]]) -> Table:
    held = [column for column in columns if column[0] != CHECKSUM]
    keys = sorted((number, column) for column, _, _, number in held if number)
    primary_key = tuple(column for _, column in keys)
    types = {column: declared for column, declared, _, _ in held}
    return Table(
        name=name,
        columns=tuple(column for column, *_ in held),
        kinds=tuple(
            (*_TYPES.get(declared, (object,)), *(() if is_required or number else (type(None),)))
            for _, declared, is_required, number in held
        ),
        primary_key=primary_key,
        has_rowid=len(primary_key) == 1 and types[primary_key[0]] == "INTEGER",
        place=[column[0] for column in columns].index(CHECKSUM),
    )
