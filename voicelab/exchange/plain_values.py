"""Plain values, as SQLite and JSON take them, of what NumPy, pandas and `decimal` have of their own."""

from __future__ import annotations

import dataclasses
import functools
import math
import numbers
import operator
import sys
import typing
from decimal import Decimal
from typing import Any

__all__ = ["is_blank", "is_missing", "make_plain", "plain_real", "plain_text", "plain_whole"]

_LARGEST = 2**63 - 1
"""The largest whole number that SQLite and Arrow hold."""


def make_plain(record: Any) -> None:
    """Make the numbers of a frozen dataclass plain ones, by the types of its fields.

    What is missing, not a number or infinite is `None` where the field allows that.

    Raises
    ------
    ValueError
        A value is not of its field's type; says which.
    """
    for name, plain, may_be_missing in _checks(record.__class__):
        value = getattr(record, name)
        missing = may_be_missing and is_missing(value)
        object.__setattr__(record, name, None if missing else plain(name, value))


def is_missing(value: Any) -> bool:
    """Say whether a value stands for none: `None`, ``NaN``, an infinite number, pandas' ``NA`` or ``NaT``."""
    if value is None:
        return True
    if isinstance(value, int):
        return False  # one of any length
    if isinstance(value, float | numbers.Real | Decimal):
        return not math.isfinite(value)
    pandas = sys.modules.get("pandas")  # without it, or while another thread imports it, none of its values
    return value is getattr(pandas, "NA", None) or value is getattr(pandas, "NaT", None)


def is_blank(value: Any) -> bool:
    """Say whether a value stands for none, or is a text of blanks alone."""
    return not value.strip() if isinstance(value, str) else is_missing(value)


def plain_whole(name: str, value: Any) -> int:
    """Return a whole number as a plain one, also one that came as ``2.0``.

    Raises
    ------
    ValueError
        It is none, or too large for SQLite.
    """
    if _is_number(value):
        try:
            whole = operator.index(value)
        except TypeError:
            real = float(value)
            whole = int(real) if real.is_integer() else _LARGEST + 1
        if abs(whole) <= _LARGEST:
            return whole
    raise ValueError(f"{name} must be a whole number, not {value!r}")


def plain_real(name: str, value: Any) -> float:
    """Return a number as a plain one.

    Raises
    ------
    ValueError
        It is none, or not finite.
    """
    if _is_number(value) and not is_missing(real := float(value)):
        return real
    raise ValueError(f"{name} must be a number, not {value!r}")


def plain_text(name: str, value: Any) -> str:
    """Return a text as a plain one.

    Raises
    ------
    ValueError
        It is no text.
    """
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {value!r}")
    return str(value)


def _plain_yes_no(name: str, value: Any) -> bool:
    if isinstance(value, bool) or _dtype_kind(value) == "b":
        return bool(value)
    raise ValueError(f"{name} must be True or False, not {value!r}")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    # Arrays without dimensions are numbers, too.
    return isinstance(value, numbers.Real | Decimal) or (
        getattr(value, "ndim", None) == 0 and _dtype_kind(value) in ("i", "u", "f")
    )


def _dtype_kind(value: Any) -> str:
    return str(getattr(getattr(value, "dtype", None), "kind", ""))


_PLAIN = {int: plain_whole, float: plain_real, str: plain_text, bool: _plain_yes_no}


@functools.cache
def _checks(record: type[Any]) -> list[tuple[str, Any, bool]]:
    """Return the fields of these types: their names, what makes their values plain, whether none may be."""
    hints = typing.get_type_hints(record)
    found = []
    for field in dataclasses.fields(record):
        parts = typing.get_args(hints[field.name]) or (hints[field.name],)
        kinds = {str if isinstance(part, str) else part for part in parts} - {type(None)}
        if len(kinds) == 1 and (kind := kinds.pop()) in _PLAIN:
            found.append((field.name, _PLAIN[kind], type(None) in parts))
    return found
