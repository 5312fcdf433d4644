"""The rows of a log as they lie on its pages, whatever has become of the pages that lead to them."""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.log.checksums import Table, tables_of
from voicelab.log.pages import Pages
from voicelab.log.records import Record, records_on
from voicelab.log.schema import migrate

__all__ = ["RawRow", "distinct", "known_tables", "rows_of"]

_UTC = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,20}Z")
_OF_SCHEMA = {"table", "index", "view", "trigger"}
_FEWEST = 4
"""Values of a row of a table; entries of indices have fewer."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row, or what is left of one."""

    page: int
    table: str
    """Its table's name; empty if it fits none."""
    values: Mapping[str, Any]
    """By the columns that this release knows, without the checksum."""
    fault: str | None
    """Why it is not as it was written, as the end of a sentence; `None` if nothing is known."""
    has_checksum: bool = False

    @property
    def name(self) -> str:
        """What it is, for messages."""
        if not self.table:
            return f"a row on page {self.page:,}"
        is_of_turn = "session" in self.values and "turn" in self.values
        keys = ("session", "turn") if is_of_turn else known_tables()[self.table][0].primary_key
        which = ", ".join(f"{key} {self.values[key]!r}" for key in keys)
        return f"the row of {self.table} with {which}"


def rows_of(pages: Pages) -> Iterator[RawRow]:
    """Yield the rows of a log, in no order; one may come twice."""
    for number in pages.used():
        for record in records_on(pages, number):
            row = _row(record)
            if row is not None:
                yield row


@functools.cache
def known_tables() -> Mapping[str, tuple[Table, tuple[Any, ...]]]:
    """Return the tables of this release, each with what its columns hold where a row has them not yet."""
    connection = sqlite3.connect(":memory:")
    try:
        migrate(connection, "")
        return {name: (table, _defaults(connection, table)) for name, table in tables_of(connection).items()}
    finally:
        connection.close()


def _defaults(connection: sqlite3.Connection, table: Table) -> tuple[Any, ...]:
    told = dict(connection.execute("SELECT name, dflt_value FROM pragma_table_info(?)", [table.name]))
    return tuple(connection.execute(f"SELECT {told[name] or 'NULL'}").fetchone()[0] for name in table.columns)


def _row(record: Record) -> RawRow | None:
    """Return the row that a record is; `None` if it is none of a table with checksums."""
    if record.values is None:
        return RawRow(record.page, "", {}, "it cannot be read")
    tables = [each for each in known_tables().values() if _is_like(record, each[0])]
    for table, defaults in tables:
        if len(record.values) > table.place:
            checksum, values = _parts(table, defaults, record)
            if checksum is not None and table.is_right(checksum, values):
                return _named(record, table, values, None, has_checksum=True)
    fitting = [
        (table, checksum, values)
        for table, defaults in tables
        if (min(_FEWEST, len(table.columns)) <= len(record.values) <= len(table.columns) + 1)
        for checksum, values in [_parts(table, defaults, record)]
        if table.fault(None, *values) is None and _has_times(table, values)
    ]
    if fitting:  # of tables of the same types, the one with the most times
        table, checksum, values = max(fitting, key=lambda each: sum(map(_is_utc_name, each[0].columns)))
        fault = table.fault(checksum, *values)
        return _named(record, table, values, fault, has_checksum=checksum is not None)
    is_of_table = len(record.values) >= _FEWEST and record.values[0] not in _OF_SCHEMA
    return RawRow(record.page, "", {}, _unfit(record)) if is_of_table else None


def _is_like(record: Record, table: Table) -> bool:
    """Say whether a record has a number, in the place of its first value, where rows of a table have one."""
    assert record.values is not None
    is_numbered = record.number is not None and record.values[:1] == (None,)
    return is_numbered if table.has_rowid else record.number is None


def _parts(table: Table, defaults: tuple[Any, ...], record: Record) -> tuple[Any, list[Any]]:
    """Return the checksum of a record as one of a table, and its values, also those that it has not yet."""
    assert record.values is not None
    values = list(record.values)
    checksum = values.pop(table.place) if len(values) > table.place else None
    values += defaults[len(values) :]
    if table.has_rowid:
        values[0] = record.number
    for place, kinds in enumerate(table.kinds):
        if float in kinds and isinstance(values[place], int):  # SQLite keeps whole numbers so
            values[place] = float(values[place])
    return checksum, values


def _has_times(table: Table, values: list[Any]) -> bool:
    """Say whether the columns of times hold such: by them, tables of the same types are told apart."""
    return all(
        value is None or _UTC.fullmatch(value)
        for name, value in zip(table.columns, values, strict=False)
        if _is_utc_name(name)
    )


def _is_utc_name(column: str) -> bool:
    return column.endswith("_utc")


def _named(
    record: Record, table: Table, values: list[Any], fault: str | None, *, has_checksum: bool
) -> RawRow:
    by_name = dict(zip(table.columns, values, strict=False))
    return RawRow(record.page, table.name, by_name, fault, has_checksum)


def _unfit(record: Record) -> str:
    assert record.values is not None
    shown = [repr(value)[:40] for value in record.values[1:3]]
    return f"it fits no table of the log; it holds {', '.join(shown)}"


def distinct(rows: Iterable[RawRow]) -> list[RawRow]:
    """Return each row once: of several with one key, one that is as it was written."""
    found: dict[tuple[Any, ...], RawRow] = {}
    for row in rows:
        if row.table:
            table, _ = known_tables()[row.table]
            key = (row.table, *(row.values[name] for name in table.primary_key))
        else:
            key = ("", row.page, len(found))
        known = found.get(key)
        if known is None or (row.fault is None, row.has_checksum) > (known.fault is None, known.has_checksum):
            found[key] = row
    return list(found.values())
