"""The log as a CSV file: harmless in a spreadsheet, and read back also as a spreadsheet has saved it."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from voicelab.log.frame import COLUMNS, batches, frame_from, prefixed
from voicelab.log.spreadsheet_times import as_iso
from voicelab.log.store import LogStore
from voicelab.log.whole_file import whole_file

__all__ = ["marked", "new_csv_file", "read_csv", "write_csv"]

_Data = TypeVar("_Data", pa.RecordBatch, pa.Table)

_SCHEMA = pa.schema([column.field for column in COLUMNS])
_TEXT = [column.name for column in COLUMNS if column.kind == "text"]
_TIMES = [column.name for column in COLUMNS if column.kind == "time"]
_NEVER_MISSING = ("transcript", "reply", "spoken_text")

_FORMULA = "^[=+\\-@\t\r\n＝＋－＠']"
"""Text that a spreadsheet would run, the full-width forms included; and text with the mark itself."""
_MARK = "'"

_TRUE = ["true", "True", "TRUE", "1", "WAHR", "VRAI", "VERDADERO", "VERO", "WAAR"]
_FALSE = ["false", "False", "FALSE", "0", "FALSCH", "FAUX", "FALSO", "ONWAAR"]
"""Yes and no, as spreadsheets of some languages write them."""


@contextlib.contextmanager
def new_csv_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write CSV to, begun with the byte order mark by which spreadsheets know UTF-8.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left.
    """
    with whole_file(path) as part, part.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        yield file


def write_csv(store: LogStore, session: str | None, folder: Path, path: Path, *, raw: bool) -> None:
    """Write the exchanges as UTF-8 CSV: text in quotes, missing values empty, times in ISO 8601."""
    with new_csv_file(path) as file, pyarrow.csv.CSVWriter(file, _SCHEMA) as writer:
        for batch in batches(store, session, folder):
            writer.write(batch if raw else _with_columns(batch, _TEXT, marked))


def read_csv(path: Path, *, raw: bool) -> pd.DataFrame:
    """Read what `write_csv` wrote, also if a spreadsheet has saved it since; see `log.read_csv`."""
    try:
        table = _read(path, ".")
    except pa.ArrowInvalid as error:
        try:
            table = _read(path, ",")
        except pa.ArrowInvalid:
            raise ValueError(f"{path} is no CSV file of a log: {error}") from error
    # A spreadsheet may leave empty rows behind.
    table = table.filter(pc.or_(pc.is_valid(table["session"]), pc.is_valid(table["turn"])))
    if table["session"].null_count or "session" not in _names(path):
        raise ValueError(f"{path} is no CSV file of a log: it does not name the sessions")
    try:
        table = _with_columns(table, _TIMES, as_iso)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    table = _with_columns(table, _NEVER_MISSING, lambda text: pc.fill_null(text, ""))
    return frame_from(table if raw else _with_columns(table, _TEXT, _unmarked), COLUMNS)


def marked(text: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before those that a spreadsheet would run."""
    return pc.if_else(pc.match_substring_regex(text, _FORMULA), prefixed(_MARK, text), text)


def _read(path: Path, decimal_point: str) -> pa.Table:
    options = pyarrow.csv.ConvertOptions(
        column_types=_SCHEMA,
        include_columns=_SCHEMA.names,
        include_missing_columns=True,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=_TRUE,
        false_values=_FALSE,
        decimal_point=decimal_point,
    )
    # A row must fit into a block, and replies may be long.
    block = min(max(path.stat().st_size, 1), 2**31 - 1)
    head = _head(path)
    return pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=block, encoding=_encoding(path)),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=max(",;\t", key=head.count), newlines_in_values=True
        ),
        convert_options=options,
    )


def _names(path: Path) -> list[str]:
    """Return the names of the columns that the file has."""
    head = _head(path)
    return [name.strip("\"'") for name in head.split(max(",;\t", key=head.count))]


def _head(path: Path) -> str:
    with path.open(
        encoding="utf-16" if _encoding(path) == "utf-16" else "utf-8-sig", errors="replace"
    ) as file:
        return file.readline().rstrip("\r\n")


def _encoding(path: Path) -> str:
    """Return the encoding: spreadsheets save "Unicode text" as UTF-16."""
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"


def _with_columns(
    data: _Data, names: list[str] | tuple[str, ...], change: Callable[[pa.Array], pa.Array]
) -> _Data:
    for position, name in enumerate(data.schema.names):
        if name in names:
            data = data.set_column(position, data.schema.field(name), change(data.column(position)))
    return data


def _unmarked(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.starts_with(text, _MARK), pc.utf8_slice_codeunits(text, 1), text)
