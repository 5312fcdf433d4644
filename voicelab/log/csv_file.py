"""The log as a CSV file: harmless in a spreadsheet, and read back also as a spreadsheet has saved it."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from voicelab.log.csv_text import CsvText, csv_text
from voicelab.log.frame import COLUMNS, batches, frame_from, prefixed
from voicelab.log.spreadsheet_times import as_iso
from voicelab.log.store import LogStore
from voicelab.log.whole_file import whole_file

__all__ = ["marked", "new_csv_file", "read_csv", "write_csv"]

_Data = TypeVar("_Data", pa.RecordBatch, pa.Table)

_SCHEMA = pa.schema([column.field for column in COLUMNS])
_TEXT = [column.name for column in COLUMNS if column.kind == "text"]
_COUNTS = [column.name for column in COLUMNS if column.kind == "whole"]
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


def read_csv(source: Any, *, raw: bool) -> pd.DataFrame:
    """Read what `write_csv` wrote, also if a spreadsheet has saved it since; see `log.read_csv`."""
    name, text = csv_text(source)
    try:
        table = _read(text, ".")
    except pa.ArrowInvalid as error:
        try:
            table = _read(text, ",")
        except pa.ArrowInvalid:
            raise ValueError(f"{name} is no CSV file of a log: {error}") from error
    # A spreadsheet may leave empty rows behind.
    table = table.filter(pc.or_(pc.is_valid(table["session"]), pc.is_valid(table["turn"])))
    if table["session"].null_count or "session" not in text.names:
        raise ValueError(f"{name} is no CSV file of a log: it does not name the sessions")
    try:
        table = _with_columns(table, _TIMES, as_iso)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    table = _with_columns(table, _NEVER_MISSING, lambda text: pc.fill_null(text, ""))
    return frame_from(table if raw else _with_columns(table, _TEXT, _unmarked), COLUMNS)


def marked(text: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before those that a spreadsheet would run."""
    return pc.if_else(pc.match_substring_regex(text, _FORMULA), prefixed(_MARK, text), text)


def _read(text: CsvText, decimal_point: str) -> pa.Table:
    as_text = [field.with_type(pa.large_string()) if field.name in _COUNTS else field for field in _SCHEMA]
    options = pyarrow.csv.ConvertOptions(
        column_types=pa.schema(as_text),
        include_columns=_SCHEMA.names,
        include_missing_columns=True,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=_TRUE,
        false_values=_FALSE,
        decimal_point=decimal_point,
    )
    table = pyarrow.csv.read_csv(
        pa.BufferReader(text.data),
        # A row must fit into a block, and replies may be long.
        read_options=pyarrow.csv.ReadOptions(block_size=min(max(len(text.data), 1), 2**31 - 1)),
        parse_options=pyarrow.csv.ParseOptions(delimiter=text.delimiter, newlines_in_values=True),
        convert_options=options,
    )
    counts = _with_columns(table, _COUNTS, lambda count: _as_whole(count, decimal_point))
    return counts.cast(_SCHEMA)


def _as_whole(text: pa.ChunkedArray, decimal_point: str) -> pa.ChunkedArray:
    """Return counts without what spreadsheets add: decimals of nothing, and marks between thousands."""
    mark = "," if decimal_point == "." else "."
    bare = pc.replace_substring_regex(pc.utf8_trim_whitespace(text), f"[{decimal_point}]0*$", "")
    joined = pc.replace_substring_regex(bare, f"[{mark}'’\u00a0\u202f ]", "")
    has_marks = pc.match_substring_regex(bare, f"^\\d{{1,3}}([{mark}'’\u00a0\u202f ]\\d{{3}})+$")
    whole = pc.if_else(has_marks, joined, bare)
    return pc.if_else(pc.equal(whole, ""), pa.scalar(None, whole.type), whole)


def _with_columns(
    data: _Data, names: list[str] | tuple[str, ...], change: Callable[[pa.Array], pa.Array]
) -> _Data:
    for position, name in enumerate(data.schema.names):
        if name in names:
            data = data.set_column(position, data.schema.field(name), change(data.column(position)))
    return data


def _unmarked(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.starts_with(text, _MARK), pc.utf8_slice_codeunits(text, 1), text)
