"""Cases as files: CSV and JSON lines, from which they are read back equal."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from voicelab.audio.clip import Audio
from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.cases.answers import as_one_cell
from voicelab.cases.case import Case, made_id
from voicelab.cases.case_row import COLUMNS
from voicelab.cases.columns_of import columns_of
from voicelab.log.compressed_file import text_beginning, text_file
from voicelab.log.csv_file import new_csv_file
from voicelab.log.formula_marks import marked
from voicelab.log.whole_file import FileKind
from voicelab.settings.text_lists import listed
from voicelab.text.well_formed import well_formed

__all__ = ["write_csv", "write_json_lines"]


_NAMES_INPUT = re.compile(rb"""(^|[",;\t])input([",;\t]|$)""", re.IGNORECASE)


def _is_csv(file: BinaryIO) -> bool:
    """Say whether the first line names the input, or the second where a spreadsheet put one before it."""
    lines = text_beginning(file).replace(b"\0", b"").splitlines()  # NUL: spreadsheets save UTF-16, too
    return any(_NAMES_INPUT.search(line) for line in lines[:2])


def _is_json_lines(file: BinaryIO) -> bool:
    text = text_beginning(file)
    return not text.strip() or b'"input"' in text


_CSV = FileKind("CSV file of cases", _is_csv, (".csv", ".tsv"))
_JSON_LINES = FileKind("file of cases in JSON lines", _is_json_lines, (".jsonl", ".ndjson"))


def write_csv(cases: Sequence[Case], path: Path) -> None:
    """Write cases as CSV, UTF-8 with its mark: text in quotes, blank cells empty, no formula in any.

    Raises
    ------
    ValueError
        A transcript is empty: a cell of a table cannot say that nothing is said.
    LogError, OSError
        A file cannot be written.
    """
    if silent := [case.id for case in cases if case.transcript == ""]:
        raise ValueError(
            f"{silent[0]}: the transcript is empty, and in CSV that would say that nobody knows what is "
            "said; write to_jsonl"
        )
    rows = [_cells(case, path) for case in cases]
    names = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    columns = [marked(pa.array([row.get(name) for row in rows], pa.large_string())) for name in names]
    heads = marked(pa.array(names, pa.large_string())).to_pylist()
    delimiter = "\t" if ".tsv" in (suffix.lower() for suffix in path.suffixes) else ","
    options = pyarrow.csv.WriteOptions(delimiter=delimiter)
    with new_csv_file(path, _CSV) as file:
        pyarrow.csv.write_csv(pa.Table.from_arrays(columns, heads), file, options)


def write_json_lines(cases: Sequence[Case], path: Path) -> None:
    """Write cases as JSON lines, blank columns left out.

    Raises
    ------
    TypeError
        A further column holds what JSON cannot.
    LogError, OSError
        A file cannot be written.
    """
    lines = [_line(case, path) for case in cases]
    with text_file(path, _JSON_LINES) as file:
        file.writelines(line.encode() for line in lines)


def _line(case: Case, path: Path) -> str:
    columns = columns_of(case) | {"input": _asked(case, path)}
    blank = {name for name in COLUMNS if columns[name] in (None, (), "") and name != "transcript"}
    told = {name: value for name, value in columns.items() if name not in blank}
    if case.transcript is None:
        del told["transcript"]
    try:
        return well_formed(json.dumps(told, ensure_ascii=False, default=_plain)) + "\n"
    except TypeError as error:
        raise TypeError(f"{case.id}: {error}") from None


def _cells(case: Case, path: Path) -> dict[str, str | None]:
    """Return a case's columns as texts; a further column that is no text is written as JSON."""
    cells: dict[str, str | None] = {}
    for name, value in (columns_of(case) | {"input": _asked(case, path)}).items():
        if name == "expected":
            cells[name] = as_one_cell(value)
        elif name == "tags":
            cells[name] = listed(value)
        else:
            is_text = value is None or isinstance(value, str)
            cells[name] = value if is_text else json.dumps(value, ensure_ascii=False, default=_plain)
    return {well_formed(name): well_formed(cell) if cell else None for name, cell in cells.items()}


def _asked(case: Case, path: Path) -> str:
    """Return what is asked as a text; sound by its path, which begins at the folder of the cases' file.

    Sound that is in no file is saved in a folder beside that file.
    """
    if not isinstance(case.input, Audio):
        return case.input
    place = case.recording
    if place is None:
        folder = path.absolute().with_name(f"{path.name.split('.')[0]}-recordings")
        folder.mkdir(exist_ok=True)
        # By its content, as an id may be any text, and another file's.
        place = folder / f"{made_id(case.input, case.language)}.wav"
        case.input.save(place)
    try:
        relative = Path(os.path.relpath(place, path.absolute().parent)).as_posix()
    except ValueError:  # on another drive of Windows
        relative = str(place)
    is_known = relative.lower().endswith(SOUND_SUFFIXES) or relative.startswith(("/", "../"))
    return relative if is_known else f"./{relative}"


def _plain(value: Any) -> Any:
    """Return what JSON has no form of its own for."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written")
