"""CaseReader: makes cases of rows, and names the row and the column of what cannot be read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.displayed_sound import is_displayed
from voicelab.audio.paths import path_of
from voicelab.cases.answers import answers_in
from voicelab.cases.case import Case
from voicelab.cases.case_row import FIELD_PREFIX, CaseRow
from voicelab.cases.column_names import ColumnNames
from voicelab.cases.foreign_shapes import last_message, with_own_names
from voicelab.conversation.inputs import read_input
from voicelab.conversation.named_file import named_file
from voicelab.exchange.plain_values import is_missing
from voicelab.settings.text_lists import parts

__all__ = ["CaseReader"]


class CaseReader:
    """Makes cases of rows.

    Parameters
    ----------
    folder
        Where relative paths of recordings begin; absolute.
    columns
        Which columns hold what is known by another name here; `None` for what none holds.

    Raises
    ------
    TypeError
        There is no such part of a case.
    """

    def __init__(self, folder: Path, columns: Mapping[str, str | None]) -> None:
        self._folder = folder
        self._names = ColumnNames(columns)

    def case(self, row: CaseRow) -> Case:
        """Return the case of a row.

        Raises
        ------
        ValueError, TypeError
            A cell cannot be read, a column is missing or misspelt; the message names it.
        FileNotFoundError
            A recording is missing.
        """
        given = {str(name).strip(): value for name, value in row.values.items()}
        values = with_own_names(given, self._names.said)
        names = self._names.of(row.place, tuple(values))
        cells = {column: values[name] for column, name in names.items()}
        further = {
            name.removeprefix(FIELD_PREFIX): _plain(value)
            for name, value in values.items()
            if name not in names.values()
        }
        with _placed(row.place, names["input"]):
            asked, recording, ahead = self._asked(cells.pop("input"))
        read: dict[str, Any] = {}
        for column, value in cells.items():
            with _placed(row.place, names[column]):
                read[column] = _read(column, value, row.is_of_table)
        if ahead:
            further.setdefault("messages", _plain(list(ahead)))
        told = {column: value for column, value in read.items() if value is not None}
        with _placed(row.place):
            return Case(input=asked, recording=recording, fields=further, **told)

    def check_columns(self) -> None:
        """Check that each column that was named is in one row at least, where there are rows.

        Raises
        ------
        ValueError
            One is in none.
        """
        self._names.check()

    def _asked(self, value: Any) -> tuple[str | Audio, Path | None, Sequence[Any]]:
        """Return what is asked, the recording's file, and messages ahead of it."""
        ahead: Sequence[Any] = ()
        if isinstance(value, list | tuple):
            if (chat := last_message(value)) is not None:
                value, ahead = chat
            elif all(isinstance(each, str) for each in value):
                if len(value) != 1:
                    raise ValueError(f"{len(value)} texts; a case asks once")
                value = value[0]
        if isinstance(value, str) and not is_displayed(value):
            path = named_file(value, self._folder)
        else:
            path = _path_in(value)
        if path is not None:
            path = self._folder / path
            return read_input(path), path, ahead
        text = _text(value) if isinstance(value, str | int | float | Decimal | np.number) else value
        if text is None or is_missing(text) or (isinstance(text, str) and not text.strip()):
            raise ValueError("it is blank, and there is nothing to ask")
        return text if isinstance(text, str) and not is_displayed(text) else read_input(text), None, ahead


@contextlib.contextmanager
def _placed(place: str, column: str = "") -> Iterator[None]:
    """Name the row and the column of what is wrong."""
    try:
        yield
    except (ValueError, TypeError, FileNotFoundError) as error:
        where = f"{place}, column {column}" if column else place
        kind = next(kind for kind in (FileNotFoundError, TypeError, ValueError) if isinstance(error, kind))
        raise kind(f"{where}: {error}") from None


def _path_in(value: Any) -> Path | None:
    """Return the path that a value names that is no text."""
    if isinstance(value, Mapping) and set(value) == {"bytes", "path"} and value["bytes"] is None:
        value = value["path"]  # as data sets hold sound that they do not decode
        return None if value is None else path_of(value)
    return path_of(value) if isinstance(value, Path) else None


def _read(column: str, value: Any, is_of_table: bool) -> Any:
    """Return a cell as a case has it; `None` for a blank one."""
    if column in ("expected", "tags"):
        if isinstance(value, str):
            split = parts if column == "tags" else answers_in
            return split(value) if column == "tags" or is_of_table else (value,)
        several = value.tolist() if isinstance(value, np.ndarray) else value
        return tuple(filter(None, map(_text, several if isinstance(several, list | tuple) else [several])))
    text = _text(value)
    # A table has no other way to say that it says nothing; an empty transcript of JSON is one of silence.
    return None if text is None or (not text.strip() and (is_of_table or column != "transcript")) else text


def _text(value: Any) -> str | None:
    """Return a text, or a number as it is written; `None` for what is missing.

    Raises
    ------
    ValueError
        It is something else.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():  # a column of whole numbers of which some are missing
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return str(value)
    raise ValueError(f"it is {type(value).__name__}, and must be a text or a number")


def _plain(value: Any) -> Any:
    """Return a value of a further column with numbers and lists as Python's own."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, np.generic | np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
