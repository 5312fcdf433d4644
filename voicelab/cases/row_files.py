"""The rows of a file of cases: CSV as any spreadsheet saves it, JSON, JSON lines, YAML, Parquet."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from voicelab.audio.file_kinds import kind_of_beginning, refusal
from voicelab.cases.case_row import CaseRow
from voicelab.cases.json_files import json_rows
from voicelab.cases.object_rows import object_rows
from voicelab.cases.promptfoo_config import config_rows, is_config
from voicelab.cases.yaml_files import yaml_value
from voicelab.expanded_path import shown_path
from voicelab.file_target import (
    CSV_ENDINGS,
    JSON_ENDINGS,
    PARQUET_ENDINGS,
    WORKBOOK_ENDINGS,
    YAML_ENDINGS,
    ending_of,
)
from voicelab.log.csv_text import CsvText, csv_text
from voicelab.log.formula_marks import unmarked
from voicelab.working_folder import working_folder

__all__ = ["rows_of_file"]

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def rows_of_file(
    path: Path, encoding: str | None, note: Callable[[str], object] | None = None
) -> Iterator[CaseRow]:
    """Yield the rows of a file; what kind it is, its name says.

    Parameters
    ----------
    note
        Is called with a sentence, without its full stop, of what is left out; `None` for a file that
        another one names, which names no others.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is of another kind, in another encoding, or damaged; the message says where.
    """
    if not path.exists():
        shown = shown_path(str(path))
        raise FileNotFoundError(
            f"there is no file {shown!r}, looked for from {working_folder()}; texts are given in a list"
        )
    rows_in = functools.partial(_rows_in, encoding, note)
    ending = ending_of(path)
    readers: dict[str, Callable[[Path, str | None], Iterator[CaseRow]]] = {
        **dict.fromkeys(CSV_ENDINGS, _csv_rows),
        **dict.fromkeys(JSON_ENDINGS, functools.partial(json_rows, rows_in=rows_in)),
        **dict.fromkeys(YAML_ENDINGS, lambda path, encoding: rows_in(path, yaml_value(path, encoding))),
        **dict.fromkeys(PARQUET_ENDINGS, _parquet_rows),
    }
    if not path.is_file() or ending not in readers:
        what = (
            "a folder or a device"
            if not path.is_file()
            else f"no file of cases by its name: {ending or 'none'}"
        )
        how = ", compressed or not"
        if ending in WORKBOOK_ENDINGS:
            how += "; save its sheet as 'CSV UTF-8', or read it by pandas.read_excel and give that"
        raise ValueError(f"{path} is {what}; cases are read from {', '.join(readers)}{how}")
    with path.open("rb") as file:
        beginning = file.read(512)
    if beginning.startswith(b"version https://git-lfs"):
        raise ValueError(refusal(beginning, str(path), kind_of_beginning(beginning)))
    return readers[ending](path, encoding)


def _rows_in(
    encoding: str | None, note: Callable[[str], object] | None, path: Path, value: Any
) -> Iterator[CaseRow]:
    """Return the rows in what a file of objects holds."""
    if not is_config(value):
        return object_rows(path, value)
    if note is None:
        raise ValueError(f"{path} is a configuration itself, and names other files")
    return config_rows(path, value, lambda named: rows_of_file(named, encoding), note)


def _csv_rows(path: Path, encoding: str | None) -> Iterator[CaseRow]:
    _, text = csv_text(path, encoding)
    if (nul := text.data.find(b"\0")) >= 0:
        raise ValueError(
            f"{path}: {text.place(nul)} holds the character NUL: the file is damaged, or in another "
            "encoding, such as encoding='utf-16'"
        )
    table = _lines_of_cells(text) or _quoted_cells(path, text)
    columns = [
        unmarked(pa.array(column, pa.large_string())).to_pylist() for column in zip(*table, strict=True)
    ]
    head, *rows = zip(*columns, strict=True)
    names = [name.strip() for name in head]
    if not any(names):
        raise ValueError(f"{path} begins with an empty row: the first row holds the names of the columns")
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise ValueError(f"{path} has the column {twice!r} twice: rename one")
    _check_unnamed(path, names, rows)
    for number, cells in enumerate(rows, start=2):
        if any(cell.strip() for cell in cells):  # spreadsheets leave empty rows behind
            values = {name: cell for name, cell in zip(names, cells, strict=True) if name}
            yield CaseRow(f"{path}, row {number}", values, is_of_table=True)


def _check_unnamed(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Check that columns without a name are empty, a first one apart, in which pandas numbers the rows."""
    for place in [place for place, name in enumerate(names) if place and not name]:
        for number, cells in enumerate(rows, start=2):
            if cells[place].strip():
                raise ValueError(
                    f"{path}, row {number} has {cells[place][:60]!r} in a column without a name: name it in "
                    "the first row"
                )


def _lines_of_cells(text: CsvText) -> list[list[str]] | None:
    """Return the cells of a table with tabs, a row a line, where a quotation mark may be one and no more.

    Programs write such tables without quotes, and spreadsheets with them; `None` of any other table.
    """
    lines = re.split("\r\n|\r|\n", text.data.decode())
    tabs = lines[0].count("\t")
    if text.delimiter != "\t" or any(line and line.count("\t") != tabs for line in lines):
        return None
    return [[_unquoted(cell) for cell in line.split("\t")] if line else [""] * (tabs + 1) for line in lines]


def _unquoted(cell: str) -> str:
    quoted = _QUOTED.fullmatch(cell)
    return quoted[1].replace('""', '"') if quoted else cell


def _quoted_cells(path: Path, text: CsvText) -> list[list[str]]:
    try:
        return _parsed(text)
    except pd.errors.EmptyDataError:
        if text.data.strip():
            return [[""]]  # the first row, which is to hold the names
        raise ValueError(f"{path} is empty") from None
    except pd.errors.ParserError as error:
        try:
            return _parsed(text.with_even_rows())
        except pd.errors.ParserError:
            raise ValueError(f"{path} cannot be told into rows: {error}") from error
        except ValueError as uneven:
            raise ValueError(
                f"{path}: {uneven}; a text that holds {text.delimiter!r} stands in quotes"
            ) from None


def _parsed(text: CsvText) -> list[list[str]]:
    """Return all cells as they are written, the names of the columns included."""
    frame = pd.read_csv(
        io.BytesIO(text.data),
        sep=text.delimiter,
        header=None,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
        skipinitialspace=True,
    )
    rows: list[list[str]] = frame.fillna("").to_numpy().tolist()
    return rows


def _parquet_rows(path: Path, encoding: str | None) -> Iterator[CaseRow]:
    import pyarrow.parquet as parquet

    try:
        table = parquet.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path} is no Parquet file: {error}") from None
    for number, values in enumerate(table.to_pylist(), start=1):
        yield CaseRow(f"{path}, row {number}", values, is_of_table=True)
