"""CaseReader: makes cases of rows, and names the row and the column of what cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from voicelab.audio.arrays import is_undecoded
from voicelab.audio.clip import Audio
from voicelab.audio.displayed_sound import is_displayed
from voicelab.audio.paths import path_of
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.caller_columns import with_caller
from voicelab.cases.case import Asked, Case
from voicelab.cases.case_row import DIALOGUE_COLUMNS, FIELD_PREFIX, CaseRow
from voicelab.cases.cells import plain, read_cell, text_in
from voicelab.cases.column_names import ColumnNames
from voicelab.cases.dialogue_rows import dialogue_case, turns_in
from voicelab.cases.earlier_messages import MESSAGES
from voicelab.cases.foreign_shapes import user_messages, with_own_names
from voicelab.cases.read_row import ReadRow, placed
from voicelab.conversation.inputs import read_input
from voicelab.conversation.named_file import named_file
from voicelab.exchange.plain_values import is_blank, is_missing

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

    def cases(self, rows: Iterable[CaseRow | Case]) -> list[tuple[Case, str]]:
        """Return the cases of rows, with their places; rows of one dialogue are one case, where it begins.

        Raises
        ------
        ValueError, TypeError
            A cell cannot be read, a column is missing or misspelt; the message names it.
        FileNotFoundError
            A recording is missing.
        """
        found: dict[object, tuple[str, Case | list[ReadRow]]] = {}
        for number, row in enumerate(rows, start=1):
            if isinstance(row, Case):
                found[number] = f"item {number}", row
                continue
            read = self._read(row)
            dialogue = read.of_dialogue.get("dialogue")
            if dialogue is None:
                found[number] = row.place, read.case()
            else:
                _, others = found.setdefault(str(dialogue), (row.place, []))
                assert isinstance(others, list)
                others.append(read)
        return [
            (each if isinstance(each, Case) else dialogue_case(str(name), each), place)
            for name, (place, each) in found.items()
        ]

    def _read(self, row: CaseRow) -> ReadRow:
        given = {str(name).strip(): value for name, value in row.values.items()}
        with placed(row.place):
            values = with_own_names(given, self._names.said)
        values = with_caller(row.place, values, self._names.said.get("input") or "input")
        self._names.note(values)
        values = self._without_blank(values)
        names = self._names.of(row.place, tuple(values))
        cells = {column: values[name] for column, name in names.items()}
        further = {
            name.removeprefix(FIELD_PREFIX): plain(value)
            for name, value in values.items()
            if name not in names.values() and not is_blank(value)  # two names may be one
        }
        asked_in = "input" if "input" in names else "turns"
        with placed(row.place, names[asked_in]):
            if asked_in == "input":
                asked, recording, ahead = self._asked(cells.pop("input"))
            else:
                asked, recording, ahead = self._dialogue(cells.pop("turns"), cells.get("caller_voice"))
        read: dict[str, Any] = {}
        for column, value in cells.items():
            with placed(row.place, names[column]):
                read[column] = read_cell(column, value, is_of_table=row.is_of_table)
        if ahead:
            further.setdefault(MESSAGES, plain(list(ahead)))
        told = {column: value for column, value in read.items() if value is not None}
        of_dialogue = {column: told.pop(column) for column in DIALOGUE_COLUMNS if column in told}
        return ReadRow(row.place, asked, recording, told, of_dialogue, further)

    def _without_blank(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return a row without its input or its turns where that is blank beside the other.

        Tables have the same columns in all rows, dialogues or not.
        """
        named = [self._names.said.get(column, column) for column in ("input", "turns")]
        asked_in = [name.casefold() for name in named if name is not None]
        asked = {name: value for name, value in values.items() if name.casefold() in asked_in}
        blank = [name for name, value in asked.items() if is_blank(value)]
        if len(blank) == len(asked):
            return values
        return {name: value for name, value in values.items() if name not in blank}

    @property
    def unread_answers(self) -> list[str]:
        """Columns that may hold right answers, where it was not said which does."""
        return self._names.unread_answers()

    def check_columns(self) -> None:
        """Check that each column that was named is in one row at least, where there are rows.

        Raises
        ------
        ValueError
            One is in none.
        """
        self._names.check()

    def _dialogue(self, turns: Any, voice: Any) -> tuple[Dialogue, None, Sequence[Any]]:
        """Return the dialogue of a list of turns, as `_asked` does of what is asked otherwise."""
        speaks = read_cell("caller_voice", voice, is_of_table=True)
        return Dialogue(turns_in(turns, self._said), speaks), None, ()

    def _said(self, value: Any) -> str | Audio:
        """Return what is said in a turn; a text may name a file."""
        asked, _, _ = self._asked(value)
        if isinstance(asked, Dialogue | SimulatedCaller):
            raise ValueError("it is a dialogue itself")
        return asked

    def _asked(self, value: Any) -> tuple[Asked, Path | None, Sequence[Any]]:
        """Return what is asked, the recording's file, and messages ahead of it."""
        ahead: Sequence[Any] = ()
        if isinstance(value, Dialogue | SimulatedCaller):
            return value, None, ahead
        if isinstance(value, list | tuple):
            if (chat := user_messages(value)) is not None:
                asked, ahead = chat
                if len(asked) > 1:
                    return Dialogue(tuple(asked)), None, ahead
                (value,) = asked
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
        text = text_in(value) if isinstance(value, str | int | float | Decimal | np.number) else value
        if text is None or is_missing(text) or (isinstance(text, str) and not text.strip()):
            raise ValueError("it is blank, and there is nothing to ask")
        return text if isinstance(text, str) and not is_displayed(text) else read_input(text), None, ahead


def _path_in(value: Any) -> Path | None:
    """Return the path that a value names that is no text."""
    if is_undecoded(value) and value["bytes"] is None:
        value = value["path"]  # as data sets hold sound that they do not decode
        return None if value is None else path_of(value)
    return path_of(value) if isinstance(value, Path) else None
