"""JSON schemas without references: not all services, and few templates of local models, follow them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["inlined_schema"]

_PREFIX = "#/$defs/"


def inlined_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema whose definitions stand where they are referred to; one that contains itself stays."""
    definitions = schema.get("$defs", {})
    recursive = {name for name in definitions if name in _reached(definitions, definitions[name])}
    whole = {name: part for name, part in schema.items() if name != "$defs"}
    inlined: dict[str, Any] = _inlined(whole, definitions, recursive)
    if recursive:
        inlined["$defs"] = {name: _inlined(definitions[name], definitions, recursive) for name in recursive}
    return inlined


def _inlined(part: Any, definitions: Mapping[str, Any], recursive: set[str]) -> Any:
    if isinstance(part, list):
        return [_inlined(each, definitions, recursive) for each in part]
    if not isinstance(part, Mapping):
        return part
    name = _referred(part)
    if name in definitions and name not in recursive:
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return _inlined({**definitions[name], **beside}, definitions, recursive)
    return {key: _inlined(value, definitions, recursive) for key, value in part.items()}


def _reached(definitions: Mapping[str, Any], part: Any, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of definitions to which a part refers, and those to which these do."""
    if isinstance(part, Mapping):
        name = _referred(part)
        found = {name} if name in definitions else set()
        if name in definitions and name not in seen:
            found |= _reached(definitions, definitions[name], seen | {name})
        parts = list(part.values())
    elif isinstance(part, list):
        found, parts = set(), part
    else:
        return set()
    return found.union(*(_reached(definitions, each, seen) for each in parts))


def _referred(part: Mapping[str, Any]) -> str:
    reference = part.get("$ref")
    return reference.removeprefix(_PREFIX) if isinstance(reference, str) else ""
