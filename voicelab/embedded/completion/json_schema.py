"""JSON schemas as llama.cpp keeps them; a strict one that it would not keep is refused.

llama.cpp makes a grammar of a schema, and passes over what it has no grammar for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.json_patterns import UnsupportedPatternError, supported_pattern

__all__ = ["supported_schema"]

SchemaPath = tuple[str, ...]

_DEEPEST = 100
_UNSUPPORTED = (
    *("not", "if", "then", "else", "multipleOf", "uniqueItems", "contains", "minContains", "maxContains"),
    *("unevaluatedItems", "patternProperties", "propertyNames", "minProperties", "maxProperties"),
    *("dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties"),
)
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
"""Kept of whole numbers alone."""
_FORMATS = ("date", "time", "date-time", "uuid")
_LENGTHS = ("minLength", "maxLength")
_BY_NAME, _SEVERAL = (
    ("properties", "$defs", "definitions"),
    ("anyOf", "oneOf", "allOf", "prefixItems", "items"),
)
_SINGLE = ("items", "additionalProperties")


def supported_schema(schema: Mapping[str, Any], name: str, param: str, *, strict: bool) -> dict[str, Any]:
    """Return a schema in words that llama.cpp knows.

    Parameters
    ----------
    name, param
        What the schema and its parameter are called, for the refusal.
    strict
        Whether each reply must keep the schema; otherwise what is not kept is passed over.

    Raises
    ------
    InvalidRequestError
        It refers to another document, or is strict and holds what no reply can be held to.
    """
    converter = _Converter(schema, name, param, strict=strict)
    kept: dict[str, Any] = converter.kept(schema, ())
    if not converter.is_recursive:
        return kept
    definitions = kept.pop("$defs", None) or {}
    return {**kept, "$ref": converter.own_ref, "$defs": {**definitions, converter.own_name: dict(kept)}}


class _Converter:
    """Converts the parts of one schema."""

    def __init__(self, schema: Mapping[str, Any], name: str, param: str, *, strict: bool) -> None:
        self._name, self._param, self._strict = name, param, strict
        self.own_name = "root"
        names = schema.get("$defs")
        if names is not None and not isinstance(names, Mapping):
            raise self._refusal(("$defs",), "it is no object")
        while self.own_name in (names or {}):
            self.own_name += "_"
        self.own_ref = f"#/$defs/{self.own_name}"
        self.is_recursive = False
        """Whether the schema refers to itself as a whole, which llama.cpp knows only by a name."""

    def kept(self, schema: Any, path: SchemaPath) -> Any:
        """Return a part; what is no object as it is."""
        if not isinstance(schema, Mapping):
            return schema
        if len(path) > _DEEPEST:
            raise self._refusal(path, "it is nested too deep")
        if self._strict:
            self._check(schema, path)
        kept = dict(schema)
        if isinstance(kept.get("$ref"), str):
            kept["$ref"] = self._reference(kept["$ref"], path)
        if isinstance(kept.get("pattern"), str):
            try:
                kept["pattern"] = supported_pattern(kept["pattern"])
            except UnsupportedPatternError as error:
                if self._strict:
                    raise self._unsupported("pattern", path, f": {error}") from error
                del kept["pattern"]
        for key in _BY_NAME:
            if isinstance(parts := kept.get(key), Mapping):
                kept[key] = {part: self.kept(parts[part], (*path, key, part)) for part in parts}
        for key in _SEVERAL:
            if isinstance(parts := kept.get(key), list):
                kept[key] = [self.kept(part, (*path, key, str(place))) for place, part in enumerate(parts)]
        for key in _SINGLE:
            if isinstance(kept.get(key), Mapping):
                kept[key] = self.kept(kept[key], (*path, key))
        return kept

    def _check(self, schema: Mapping[str, Any], path: SchemaPath) -> None:
        """Check that llama.cpp passes over none of a part's keywords."""
        kinds = schema.get("type")
        is_whole = kinds == "integer" or (isinstance(kinds, list) and "number" not in kinds)
        unsupported = (
            *_UNSUPPORTED,
            *(() if is_whole else _BOUNDS),
            *(() if schema.get("format") in _FORMATS else ("format",)),
            *(_LENGTHS if kinds is None or "pattern" in schema or "format" in schema else ()),
        )
        for keyword in unsupported:
            if (value := schema.get(keyword)) is not None and value is not False:
                raise self._unsupported(keyword, path)

    def _reference(self, ref: str, path: SchemaPath) -> str:
        if ref in ("#", "#/"):
            self.is_recursive = True
            return self.own_ref
        if not ref.startswith("#/"):
            raise self._refusal(path, f"the reference {ref!r} is not to a part of the schema itself")
        return ref

    def _unsupported(self, keyword: str, path: SchemaPath, why: str = "") -> InvalidRequestError:
        return self._refusal(
            path,
            f"{keyword!r} is not permitted: the local model cannot be held to it{why}. "
            "Leave it out, or set 'strict' to false",
        )

    def _refusal(self, path: SchemaPath, why: str) -> InvalidRequestError:
        return InvalidRequestError(
            f"Invalid schema for {self._param} {self._name[:60]!r}: In context={path}, {why}.",
            self._param,
            "invalid_json_schema",
        )
