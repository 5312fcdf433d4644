"""JSON objects that come over a network: with finite numbers, not nested without end, and not endless."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from voicelab.text.well_formed import well_formed

__all__ = ["MOST_VALUES", "json_object", "written_object"]

MOST_VALUES = 100_000
"""An object may have: who reads it makes something of each. Commas and brackets in texts count as well."""
_COUNTED_AT_ONCE = 65_536


def json_object(text: str | bytes) -> dict[str, Any] | None:
    """Return the object that a text is; `None` if it is none, has too many values or levels, or NaN.

    Half of a character, which no encoding can hold, is U+FFFD in it.
    """
    if _has_too_many_values(text):
        return None
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text))
        value = json.loads(text, parse_constant=_refuse)
        if "\\ud" in text or "\\uD" in text:
            value = json.loads(well_formed(json.dumps(value, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def written_object(text: str) -> dict[str, Any] | None:
    """Return the object that a text is, or that the JSON string is which it is, as some models write it."""
    found = json_object(text)
    with contextlib.suppress(ValueError, RecursionError):
        if found is None and isinstance(inner := json.loads(text), str):
            found = json_object(inner)
    return found


def _has_too_many_values(text: str | bytes) -> bool:
    """Return whether a text of JSON has too many values, without reading it."""
    marks = b",[{" if isinstance(text, bytes) else ",[{"
    found = 0
    for place in range(0, len(text), _COUNTED_AT_ONCE):
        for mark in range(len(marks)):
            found += text.count(marks[mark : mark + 1], place, place + _COUNTED_AT_ONCE)  # type: ignore[arg-type]
        if found > MOST_VALUES:
            return True
    return False


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
