"""Simulated callers in files: a column for each of their fields, as far as they are not the usual ones."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Any

from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case_row import FIELD_PREFIX
from voicelab.cases.cells import number_in, text_in
from voicelab.cases.column_names import MISSPELT
from voicelab.cases.read_row import placed
from voicelab.exchange.plain_values import is_blank

__all__ = ["CALLER_COLUMNS", "caller_columns", "with_caller"]

_BARE = ("goal", "persona", "opening", "most_turns")
"""Fields whose columns bear their names; those of the others begin with ``caller_``."""
_FIELDS = {
    each.name if each.name in _BARE else f"caller_{each.name}": each for each in fields(SimulatedCaller)
}
CALLER_COLUMNS = tuple(_FIELDS)
"""Those of callers: known in rows that have a goal and ask nothing else, and further columns in others."""
_ASKED = ("turns", "dialogue")
"""What else may be asked in a row, beside its input."""
_NONE = "none"
"""What a cell says where nothing is set, and something would be by default: a blank one is the default."""


def caller_columns(caller: SimulatedCaller) -> dict[str, Any]:
    """Return what a caller is by the names of the columns; what is usual is left out."""
    values = {column: (getattr(caller, field.name), field.default) for column, field in _FIELDS.items()}
    return {
        column: _NONE if value is None else value
        for column, (value, usual) in values.items()
        if value != usual
    }


def with_caller(place: str, values: dict[str, Any], asked_in: str) -> dict[str, Any]:
    """Return a row whose caller, where it has one, is its input; other rows as they are.

    Parameters
    ----------
    place
        What the row is called.
    asked_in
        The name of the column that holds what is asked.

    Raises
    ------
    ValueError, TypeError
        The columns make no caller, or one is misspelt; the message names it.
    """
    named = {name.casefold(): name for name in values}
    asked = [named[name] for name in (asked_in.casefold(), *_ASKED) if name in named]
    if "goal" not in named or is_blank(values[named["goal"]]) or not all(is_blank(values[n]) for n in asked):
        return values
    told: dict[str, Any] = {}
    for column in _FIELDS.keys() & named:
        field, name = _FIELDS[column], named[column]
        with placed(place, name):
            text = text_in(values[name])
            if text is not None and text.strip():
                told[field.name] = _value(text, field.default)
    rest = {name: value for name, value in values.items() if name.casefold() not in (*_FIELDS, *_ASKED)}
    for name in rest:
        if near := difflib.get_close_matches(name.casefold(), _FIELDS.keys() - named, n=1, cutoff=MISSPELT):
            raise ValueError(
                f"{place} has a column {name!r}, which looks like {near[0]!r}: rename it, to "
                f"{FIELD_PREFIX + name!r} if it is another"
            )
    with placed(place):
        return rest | {named.get(asked_in.casefold(), asked_in): SimulatedCaller(**told)}


def _value(text: str, default: object) -> str | float | None:
    """Return what a cell says of a field with this default."""
    if not isinstance(default, int | float):
        return text
    if text.strip().casefold() == _NONE:
        return None
    number = number_in(text)
    # pandas saves whole numbers as 4.0 where others of their column are missing.
    is_whole = isinstance(default, int) and float(number).is_integer()
    return int(number) if is_whole else number
