"""JSON schemas as the services take them: no number that JSON has not, and no array without its items."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["sendable_schema"]

_OF_NAMES = ("properties", "$defs")
"""Keywords below which schemas stand by names."""
_OF_VALUES = ("default", "enum", "const", "examples")
"""Keywords below which no schemas stand."""


def sendable_schema(schema: Any) -> Any:
    """Return a schema that says the same, as far as the services take it.

    OpenAI refuses arrays whose items are said by their places alone: what a tuple has in any place may stand
    in each. Defaults and bounds that are infinite or no number are left out.
    """
    if isinstance(schema, list):
        return [sendable_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for name, value in schema.items():
        if name in _OF_NAMES:
            found[name] = {each: sendable_schema(below) for each, below in value.items()}
        elif not _is_json(value) and (name in _OF_VALUES or isinstance(value, float)):
            continue
        else:
            found[name] = value if name in _OF_VALUES else sendable_schema(value)
    if found.get("type") == "array":
        places: list[Any] = found.pop("prefixItems", [])
        different = [each for place, each in enumerate(places) if each not in places[:place]]
        any_place = {"anyOf": different} if len(different) > 1 else next(iter(different), {})
        found.setdefault("items", any_place)
    return found


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
