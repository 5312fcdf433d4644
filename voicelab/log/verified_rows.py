"""Rows of tables beside that of exchanges are looked at before they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voicelab.log.failures import damaged_row
from voicelab.log.store import LogStore

__all__ = ["verify"]


def verify(store: LogStore, table: str, where: str = "TRUE", values: Sequence[Any] = ()) -> None:
    """Look whether rows of a table are as they were written.

    Parameters
    ----------
    where
        Which, as SQL with marks for `values`.

    Raises
    ------
    LogError
        One of them is not.
    """
    known = store.tables[table]
    keys = ", ".join(known.primary_key)
    sql = f"SELECT * FROM (SELECT {known.fault_sql} AS fault, {keys} FROM {table} WHERE {where}) "  # noqa: S608
    for why, *key in store.query(f"{sql} WHERE fault IS NOT NULL LIMIT 1", values):
        which = ", ".join(f"{name} {value!r}" for name, value in zip(known.primary_key, key, strict=True))
        raise damaged_row(store.name, f"of {table}, {which}", why)
