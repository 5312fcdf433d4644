"""The log as a CSV file: harmless in a spreadsheet, and read back also as a spreadsheet has saved it."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from voicelab.log.compressed_file import text_file
from voicelab.log.csv_text import CsvText, csv_text
from voicelab.log.export_kinds import CSV_EXPORT
from voicelab.log.formula_marks import marked, unmarked
from voicelab.log.frame import COLUMNS, Column, ColumnKind, batches, frame_from
from voicelab.log.sound_paths import SoundPaths
from voicelab.log.spreadsheet_numbers import NumberReader
from voicelab.log.spreadsheet_times import iso_reader
from voicelab.log.spreadsheet_words import is_missing_value, is_yes
from voicelab.log.store import LogStore
from voicelab.log.whole_file import FileKind

__all__ = ["new_csv_file", "read_csv", "text_cells", "write_csv"]

_Data = TypeVar("_Data", pa.RecordBatch, pa.Table)

_SCHEMA = pa.schema([column.field for column in COLUMNS])
_TEXT = [column.name for column in COLUMNS if column.kind == "text"]
_NEVER_MISSING = ("transcript", "reply", "spoken_text")

_FIRST_ROW = 2
"""Number of the first row below the names, as spreadsheets count."""
_PLAIN: dict[ColumnKind, str] = {"whole": r"^-?\d+$", "measure": r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"}
"""Numbers as the log writes them."""


@contextlib.contextmanager
def new_csv_file(path: Path, kind: FileKind = CSV_EXPORT) -> Iterator[BinaryIO]:
    """Give a file to write CSV to, begun with the byte order mark by which spreadsheets know UTF-8.

    Parameters
    ----------
    kind
        What is written, and may be written over.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left.
    ValueError
        Its name is that of an archive.
    """
    with text_file(path, kind) as file:
        file.write(codecs.BOM_UTF8)
        yield file


def write_csv(store: LogStore, session: str | None, sounds: SoundPaths, path: Path, *, raw: bool) -> None:
    """Write the exchanges as UTF-8 CSV: text in quotes, missing values empty, times in ISO 8601."""
    with new_csv_file(path) as file, pyarrow.csv.CSVWriter(file, _SCHEMA) as writer:
        for batch in batches(store, session, sounds):
            writer.write(batch if raw else _with_columns(batch, _TEXT, marked))


def read_csv(source: Any, *, raw: bool, encoding: str | None) -> pd.DataFrame:
    """Read what `write_csv` wrote, also if a spreadsheet has saved it since; see `log.read_csv`."""
    name, text = csv_text(source, encoding)
    if "session" not in text.names:
        raise ValueError(f"{name} is no CSV file of a log: it does not name the sessions")
    if "cell" in text.names:
        raise ValueError(
            f"{name} is a CSV file of a comparison, most of whose columns no log has: read it by "
            "pandas.read_csv, or write to_parquet, which keeps the types"
        )
    try:
        table = _converted(text_cells(text, [column.name for column in COLUMNS]), text.delimiter)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{name} is no CSV file of a log: {error}") from error
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    table = _with_columns(table, _NEVER_MISSING, lambda text: pc.fill_null(text, ""))
    return frame_from(table if raw else _with_columns(table, _TEXT, unmarked), COLUMNS)


def text_cells(text: CsvText, names: Sequence[str]) -> pa.Table:
    """Return the cells of some columns as they are written; those that are empty and not quoted are missing.

    Columns that there are not are missing as a whole.

    Raises
    ------
    ArrowInvalid, ValueError
        The text cannot be told into rows.
    """
    try:
        return _parsed(text, names)
    except pa.ArrowInvalid:
        return _parsed(text.with_even_rows(), names)


def _parsed(text: CsvText, names: Sequence[str]) -> pa.Table:
    return pyarrow.csv.read_csv(
        pa.BufferReader(text.data),
        # A row must fit into a block, and replies may be long.
        read_options=pyarrow.csv.ReadOptions(block_size=min(max(len(text.data), 1), 2**31 - 1)),
        parse_options=pyarrow.csv.ParseOptions(delimiter=text.delimiter, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            include_columns=names,
            include_missing_columns=True,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ).combine_chunks()


def _converted(cells: pa.Table, delimiter: str) -> pa.Table:
    """Return the values of cells, each column of its own type.

    Raises
    ------
    ValueError
        A cell cannot be read, or in two ways; the message names it.
    """
    numbers = _number_reader(cells, delimiter)
    readers: dict[str, Callable[[str], Any]] = {
        "whole": numbers.count,
        "measure": numbers.measure,
        "yes-no": is_yes,
        "time": iso_reader(_texts(cells, "time")),
    }
    # Arrow reads the usual numbers, by the million.
    plain = dict(_PLAIN) if numbers.decimal_mark == "." else {"whole": _PLAIN["whole"]}

    def values(column: Column) -> pa.ChunkedArray:
        texts = cells[column.name]
        if column.kind in plain and _is_plain(texts, column.kind):
            with contextlib.suppress(pa.ArrowInvalid):  # too large a number, which is named below
                return texts.cast(column.field.type)
        return _read(column, texts, readers[column.kind]) if column.kind in readers else texts

    arrays = [values(column) for column in COLUMNS]
    table = pa.Table.from_arrays(arrays, schema=_SCHEMA)
    # A spreadsheet may leave empty rows behind.
    nameless = pc.and_(pc.is_null(table["session"]), pc.is_valid(table["turn"]))
    if pc.any(nameless).as_py():
        raise ValueError(f"row {pc.index(nameless, True).as_py() + _FIRST_ROW} names no session")
    return table.filter(pc.is_valid(table["session"]))


def _number_reader(cells: pa.Table, delimiter: str) -> NumberReader:
    plain = all(_is_plain(cells[column.name], column.kind) for column in COLUMNS if column.kind in _PLAIN)
    if plain and delimiter == ",":  # as it is written
        return NumberReader.of_file([], [], delimiter)
    return NumberReader.of_file(_texts(cells, "measure"), _texts(cells, "whole"), delimiter)


def _texts(cells: pa.Table, kind: ColumnKind) -> Iterator[str]:
    """Yield the different texts of the columns of a kind."""
    for column in COLUMNS:
        if column.kind == kind:
            yield from (text.strip() for text in pc.unique(cells[column.name]).to_pylist() if text)


def _is_plain(texts: pa.ChunkedArray, kind: ColumnKind) -> bool:
    return pc.all(pc.match_substring_regex(texts, _PLAIN[kind])).as_py() is not False


def _read(column: Column, texts: pa.ChunkedArray, read: Callable[[str], Any]) -> pa.Array:
    """Return the values of a column, each different text read once."""
    encoded = texts.combine_chunks().dictionary_encode()
    values = []
    for text in encoded.dictionary.to_pylist():
        try:
            values.append(None if is_missing_value(text.strip()) else read(text.strip()))
        except ValueError as error:
            row = pc.index(texts, text).as_py() + _FIRST_ROW
            raise ValueError(f"row {row}, column {column.name}: {text!r} {error}") from None
    return pa.array(values, column.field.type).take(encoded.indices)


def _with_columns(
    data: _Data, names: list[str] | tuple[str, ...], change: Callable[[pa.Array], pa.Array]
) -> _Data:
    for position, name in enumerate(data.schema.names):
        if name in names:
            data = data.set_column(position, data.schema.field(name), change(data.column(position)))
    return data
