"""JSON objects that come over a network: with finite numbers, and not nested without end."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["json_object"]


def json_object(text: str | bytes) -> dict[str, Any] | None:
    """Return the object that a text is; `None` if it is none, is nested too deep, or has NaN in it."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
