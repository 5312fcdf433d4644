"""Cases as files: CSV and JSON lines, from which they are read back equal."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from voicelab.audio.clip import Audio
from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.callers.caller_turn import CallerTurn
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.answers import as_one_cell
from voicelab.cases.caller_columns import caller_columns
from voicelab.cases.case import Case, made_id
from voicelab.cases.case_row import COLUMNS
from voicelab.cases.columns_of import columns_of
from voicelab.file_target import CSV_ENDINGS, JSON_LINES_ENDINGS
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
    return not text.strip() or b'"input"' in text or b'"turns"' in text or b'"goal"' in text


_CSV = FileKind("CSV file of cases", _is_csv, CSV_ENDINGS)
_JSON_LINES = FileKind("file of cases in JSON lines", _is_json_lines, JSON_LINES_ENDINGS)


def write_csv(cases: Sequence[Case], path: Path) -> None:
    """Write cases as CSV, UTF-8 with its mark: text in quotes, blank cells empty, no formula in any.

    Each turn of a dialogue is a row.

    Raises
    ------
    ValueError
        A transcript is empty: a cell of a table cannot say that nothing is said.
    LogError, OSError
        A file cannot be written.
    """
    if silent := [case.id for case in cases if "" in _transcripts(case)]:
        raise ValueError(
            f"{silent[0]}: the transcript is empty, and in CSV that would say that nobody knows what is "
            "said; write to_jsonl"
        )
    rows = [row for case in cases for row in _rows(case, path)]
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
    columns = columns_of(case)
    if isinstance(case.input, Dialogue):
        columns["input"] = None
        columns["turns"] = [_told(_turn_columns(turn, case, path)) for turn in case.input.turns]
        columns["caller_voice"] = case.input.voice
    else:
        columns |= _asked(case, path)
    told = _told(columns)
    try:
        return well_formed(json.dumps(told, ensure_ascii=False, default=_plain)) + "\n"
    except TypeError as error:
        raise TypeError(f"{case.id}: {error}") from None


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    """Return columns without those that say nothing; an empty transcript is one of silence."""
    return {
        name: value
        for name, value in columns.items()
        if value is not None and (name not in COLUMNS or name == "transcript" or value not in ((), ""))
    }


def _transcripts(case: Case) -> list[str | None]:
    turns = case.input.turns if isinstance(case.input, Dialogue) else ()
    return [case.transcript, *(turn.transcript for turn in turns)]


def _rows(case: Case, path: Path) -> Iterator[dict[str, str | None]]:
    """Yield a case's rows, one but for a dialogue: what is not of a turn stands in the first of these."""
    columns = columns_of(case)
    if not isinstance(case.input, Dialogue):
        yield _cells(columns | _asked(case, path))
        return
    columns["caller_voice"] = case.input.voice
    for turn in case.input.turns:
        of_turn = _turn_columns(turn, case, path)
        of_turn["input"] = of_turn.pop("says")
        yield _cells(columns | {"dialogue": case.id} | of_turn)
        columns = {}


def _turn_columns(turn: CallerTurn, case: Case, path: Path) -> dict[str, Any]:
    """Return what a turn holds by its fields; what is usual is `None`."""
    columns = {field.name: getattr(turn, field.name) for field in dataclasses.fields(turn)}
    columns["pause_seconds"] = turn.pause_seconds or None
    said = turn.says
    columns["says"] = said if isinstance(said, str) else _place(_saved(said, case, path), path)
    return columns


def _cells(columns: dict[str, Any]) -> dict[str, str | None]:
    """Return columns as texts; a further one that is no text is written as JSON."""
    cells: dict[str, str | None] = {}
    for name, value in columns.items():
        if name == "expected":
            cells[name] = as_one_cell(value)
        elif name == "tags":
            cells[name] = listed(value)
        else:
            is_text = value is None or isinstance(value, str)
            cells[name] = value if is_text else json.dumps(value, ensure_ascii=False, default=_plain)
    return {well_formed(name): well_formed(cell) if cell else None for name, cell in cells.items()}


def _asked(case: Case, path: Path) -> dict[str, Any]:
    """Return what is asked as columns: a text, the path of a sound, or those of a caller."""
    asked = case.input
    if isinstance(asked, SimulatedCaller):
        return {"input": None, **caller_columns(asked)}
    if isinstance(asked, Audio):
        return {"input": _place(case.recording or _saved(asked, case, path), path)}
    return {"input": asked}


def _saved(sound: Audio, case: Case, path: Path) -> Path:
    """Save sound that is in no file beside the cases' file, and return where."""
    folder = path.absolute().with_name(f"{path.name.split('.')[0]}-recordings")
    folder.mkdir(exist_ok=True)
    # By its content, as an id may be any text, and another file's.
    place = folder / f"{made_id(sound, case.language)}.wav"
    sound.save(place)
    return place


def _place(place: Path, path: Path) -> str:
    """Return a recording's path, from the folder of the cases' file on."""
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
