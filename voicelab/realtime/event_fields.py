"""Event fields: what stands in an event of a service, whatever stands there in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

__all__ = ["Fields", "error_in", "objects_in", "seconds_in", "text_in"]

Fields: TypeAlias = "Mapping[str, Any]"
"""An event, or an object in it."""


def text_in(fields: Fields, name: str) -> str:
    """Return a text; empty where it is missing, or is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def error_in(event: Fields) -> Fields:
    """Return the error that an event is about; some servers have only words in its place, or beside it."""
    error = event.get("error")
    if isinstance(error, Mapping):
        return error
    words = text_in(event, "error") or text_in(event, "message")
    return {"message": words, **{name: event[name] for name in ("code", "param") if name in event}}


def seconds_in(fields: Fields, name: str) -> float:
    """Return a time that is given in milliseconds; 0 where it is missing, or is none."""
    milliseconds: Any = fields.get(name)
    is_number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    return max(0.0, milliseconds / 1_000.0) if is_number else 0.0


def objects_in(fields: Fields, name: str) -> list[Fields]:
    """Return the objects of a list; none where it is missing, or is no list."""
    value = fields.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
