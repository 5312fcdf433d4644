"""Dialogues in files: a list of turns in one row, or a row a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from voicelab.audio.arrays import is_undecoded
from voicelab.audio.clip import Audio
from voicelab.callers.caller_turn import CallerTurn
from voicelab.callers.dialogue import Dialogue
from voicelab.cases.case import Case
from voicelab.cases.cells import read_cell
from voicelab.cases.read_row import ReadRow, placed
from voicelab.nearest import nearest_first

__all__ = ["TURN_FIELDS", "dialogue_case", "turns_in"]

TURN_FIELDS = tuple(field.name for field in fields(CallerTurn))
"""What a turn in a list is made of."""
_SHARED = ("language", "tags", "notes")
"""What belongs to a dialogue and not to its turns: said in any of its rows."""


def turns_in(value: Any, read: Callable[[Any], str | Audio]) -> tuple[CallerTurn, ...]:
    """Return the turns of a list of texts, sounds, or mappings with the fields of `CallerTurn`.

    Parameters
    ----------
    read
        Returns what is said, of a text or of a sound in any form.

    Raises
    ------
    ValueError, TypeError
        It is no list, or a turn cannot be read; the message says which.
    FileNotFoundError
        A recording is missing.
    """
    several = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(several, list | tuple):
        raise ValueError(f"turns are a list, and it is {type(value).__name__}")
    return tuple(_turn(number, each, read) for number, each in enumerate(several, start=1))


def dialogue_case(name: str, rows: Sequence[ReadRow]) -> Case:
    """Return the case of a dialogue whose turns stand in rows.

    Parameters
    ----------
    name
        What the rows call it, which is its id.

    Raises
    ------
    ValueError, TypeError
        The rows are at odds, or make no dialogue; the message names one of them.
    """
    turns = tuple(_turn_of(row, name) for row in rows)
    shared = {column: _one(column, rows) for column in _SHARED}
    voice = _one("caller_voice", rows)
    with placed(rows[0].place):
        known = {column: value for column, value in shared.items() if value is not None}
        return Case(input=Dialogue(turns, voice), id=name, fields=_further(rows), **known)


def _turn(number: int, given: Any, read: Callable[[Any], str | Audio]) -> CallerTurn:
    with placed(f"turn {number}"):
        if isinstance(given, CallerTurn):
            return given
        if not isinstance(given, Mapping) or is_undecoded(given):
            return CallerTurn(says=read(given))
        if unknown := [name for name in given if name not in TURN_FIELDS]:
            known = ", ".join(nearest_first(str(unknown[0]), sorted(TURN_FIELDS)))
            raise ValueError(f"a turn has no {unknown[0]!r}; it has: {known}")
        read_of_it = {
            name: read_cell(name, value, is_of_table=False) for name, value in given.items() if name != "says"
        }
        told = {name: value for name, value in read_of_it.items() if value is not None}
        return CallerTurn(says=read(given.get("says")), **told)


def _turn_of(row: ReadRow, name: str) -> CallerTurn:
    known = row.known
    with placed(row.place):
        if known.get("id", name) != name:
            raise ValueError(f"it is a turn of {name!r}, and has another id, {known['id']!r}")
        if not isinstance(row.asked, str | Audio):
            raise ValueError(f"it is a turn of {name!r}, and a dialogue itself")
        told = {field: known[field] for field in ("expected", "transcript") if field in known}
        times = {field: value for field, value in row.of_dialogue.items() if field in TURN_FIELDS}
        return CallerTurn(says=row.asked, **told, **times)


def _one(column: str, rows: Sequence[ReadRow]) -> Any:
    """Return what the rows say of a column, which none says otherwise than another; `None` for nothing."""
    cells = [(row, row.known.get(column, row.of_dialogue.get(column))) for row in rows]
    said = [(row, value) for row, value in cells if value not in (None, ())]
    for row, value in said:
        if value != said[0][1]:
            with placed(row.place, column):
                raise ValueError(f"a dialogue has one: {said[0][1]!r} in {rows[0].place}, {value!r} here")
    return said[0][1] if said else None


def _further(rows: Sequence[ReadRow]) -> dict[str, Any]:
    """Return the further columns: a value that all rows have that have any, or else one for each row."""
    names = dict.fromkeys(name for row in rows for name in row.further)
    further: dict[str, Any] = {}
    for name in names:
        values = [row.further.get(name) for row in rows]
        told = [value for value in values if value not in (None, "")]
        if told:
            further[name] = told[0] if all(value == told[0] for value in told) else values
    return further
