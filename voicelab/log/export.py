"""The log as CSV, Parquet and JSON files, written batch by batch in bounded memory."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from voicelab.log.frame import COLUMNS, batches, frame_from, prefixed
from voicelab.log.store import LogStore, as_log_errors

__all__ = ["marked", "read_csv", "write_csv", "write_json", "write_parquet"]

_Data = TypeVar("_Data", pa.RecordBatch, pa.Table)

_SCHEMA = pa.schema([column.field for column in COLUMNS])
_TEXT = [column.name for column in COLUMNS if column.kind == "text"]

_FORMULA = "^[=+\\-@\t\r\n＝＋－＠']"
"""Text that a spreadsheet would run, the full-width forms included; and text with the mark itself."""
_MARK = "'"

_BATCHES_A_ROW_GROUP = 16


def write_csv(store: LogStore, session: str | None, folder: Path, path: Path, *, raw: bool) -> None:
    """Write the exchanges as UTF-8 CSV: text in quotes, missing values empty, times in ISO 8601."""
    with as_log_errors(str(path)), pyarrow.csv.CSVWriter(path, _SCHEMA) as writer:
        for batch in batches(store, session, folder):
            writer.write(batch if raw else _with_text(batch, marked))


def read_csv(path: Path, *, raw: bool) -> pd.DataFrame:
    """Read what `write_csv` wrote; columns that another release did not have are missing values."""
    options = pyarrow.csv.ConvertOptions(
        column_types=_SCHEMA,
        include_columns=_SCHEMA.names,
        include_missing_columns=True,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    # A row must fit into a block, and replies may be long.
    block = min(max(path.stat().st_size, 1), 2**31 - 1)
    try:
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(block_size=block),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=options,
        )
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path} is no CSV file of a log: {error}") from error
    if table["session"].null_count:
        raise ValueError(f"{path} is no CSV file of a log: it does not name the sessions")
    return frame_from(table if raw else _with_text(table, _unmarked), COLUMNS)


def write_parquet(store: LogStore, session: str | None, folder: Path, path: Path) -> None:
    """Write the exchanges as Parquet; pandas reads the frame's own types back."""
    empty = frame_from(_SCHEMA.empty_table(), COLUMNS)
    schema = pa.Schema.from_pandas(empty, preserve_index=False)
    source = batches(store, session, folder)
    with as_log_errors(str(path)), pyarrow.parquet.ParquetWriter(path, schema) as writer:
        while group := list(itertools.islice(source, _BATCHES_A_ROW_GROUP)):
            frame = frame_from(pa.Table.from_batches(group, _SCHEMA), COLUMNS)
            writer.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))


def write_json(store: LogStore, session: str | None, folder: Path, path: Path) -> None:
    """Write the exchanges as a JSON list of records, one a line."""
    with as_log_errors(str(path)), path.open("w", encoding="utf-8", newline="\n") as file:
        separator = "[\n"
        for record in _records(store, session, folder):
            file.write(separator + json.dumps(record, ensure_ascii=False))
            separator = ",\n"
        file.write("[]\n" if separator == "[\n" else "\n]\n")


def _records(store: LogStore, session: str | None, folder: Path) -> Iterator[dict[str, object]]:
    for batch in batches(store, session, folder):
        yield from batch.to_pylist()


def _with_text(data: _Data, change: Callable[[pa.Array], pa.Array]) -> _Data:
    for position, name in enumerate(data.schema.names):
        if name in _TEXT:
            data = data.set_column(position, data.schema.field(name), change(data.column(position)))
    return data


def marked(text: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before those that a spreadsheet would run."""
    return pc.if_else(pc.match_substring_regex(text, _FORMULA), prefixed(_MARK, text), text)


def _unmarked(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.starts_with(text, _MARK), pc.utf8_slice_codeunits(text, 1), text)
