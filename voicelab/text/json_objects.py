"""JSON objects that come over a network: with finite numbers, and not nested without end."""

from __future__ import annotations

import contextlib
import json
from typing import Any

__all__ = ["json_object", "written_object"]


def json_object(text: str | bytes) -> dict[str, Any] | None:
    """Return the object that a text is; `None` if it is none, is nested too deep, or has NaN in it."""
    try:
        value = json.loads(text, parse_constant=_refuse)
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


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
