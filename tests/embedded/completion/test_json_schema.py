"""JSON schemas that replies are held to, and those that they cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.json_schema import supported_schema

TREE = {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}}


def kept(schema: dict[str, Any], *, strict: bool = True) -> dict[str, Any]:
    return supported_schema(schema, "ui", "response_format", strict=strict)


def with_e(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"e": part}, "required": ["e"]}


@pytest.mark.parametrize("more", [{}, {"$defs": {"root": {"type": "null"}}}])
def test_a_schema_that_refers_to_itself_does_so_by_a_name(more: dict[str, Any]) -> None:
    asked = kept({**TREE, **more})
    name = asked["$ref"].removeprefix("#/$defs/")
    assert asked["$defs"][name]["properties"]["children"]["items"] == {"$ref": asked["$ref"]}
    assert asked["$defs"].items() >= more.get("$defs", {}).items()
    assert {**TREE, **more}["properties"]["children"]["items"] == {"$ref": "#"}


def test_definitions_may_be_null_and_are_otherwise_an_object() -> None:
    assert kept({**TREE, "$defs": None})["$ref"] == "#/$defs/root"
    with pytest.raises(InvalidRequestError, match=r"In context=\('\$defs',\), it is no object"):
        kept({**TREE, "$defs": "x"})


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("ref", ["https://x.example/a", "other.json#/a", "#anchor"])
def test_a_reference_out_of_the_schema_is_refused_by_its_name(ref: str, strict: bool) -> None:
    with pytest.raises(InvalidRequestError, match=rf"In context=\('properties', 'e'\).*'{ref}'") as refused:
        kept(with_e({"$ref": ref}), strict=strict)
    assert (refused.value.param, refused.value.code) == ("response_format", "invalid_json_schema")


@pytest.mark.parametrize(
    ("keyword", "part"),
    [
        ("pattern", {"type": "string", "pattern": "^(?=a)b$"}),
        ("format", {"type": "string", "format": "email"}),
        ("maxLength", {"type": "string", "pattern": "^[a]*$", "maxLength": 2}),
        ("minimum", {"type": "number", "minimum": 0}),
        ("exclusiveMaximum", {"type": ["number", "null"], "exclusiveMaximum": 5}),
        ("multipleOf", {"type": "integer", "multipleOf": 7}),
        ("uniqueItems", {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}),
        ("contains", {"type": "array", "contains": {"const": 1}}),
        ("not", {"not": {"const": 1}}),
        ("if", {"if": {"const": 1}, "then": {"const": 1}}),
        ("patternProperties", {"type": "object", "patternProperties": {"a": {}}}),
        ("minProperties", {"type": "object", "minProperties": 1}),
    ],
)
def test_a_strict_schema_is_kept_whole_or_refused_by_the_keyword(keyword: str, part: dict[str, Any]) -> None:
    for schema in (with_e(part), {"anyOf": [{"$defs": {"a": {"type": "array", "items": part}}}]}):
        with pytest.raises(InvalidRequestError, match=f"'{keyword}' is not permitted"):
            kept(schema)
    assert kept(with_e(part), strict=False)["properties"]["e"].items() <= part.items()


def test_properties_may_be_called_as_keywords_are() -> None:
    schema = {"type": "object", "properties": {"not": {"type": "string"}, "pattern": {"type": "integer"}}}
    assert kept(schema) == schema


def test_what_is_kept_is_left_as_it_is() -> None:
    for part in (
        {"type": "integer", "minimum": 0, "exclusiveMaximum": 9},
        {"type": ["string", "null"], "minLength": 1, "maxLength": 9},
        {"type": "string", "format": "date-time"},
        {
            "type": "array",
            "items": {"enum": ["a", 1, None]},
            "minItems": 1,
            "maxItems": 3,
            "uniqueItems": False,
        },
        {"$ref": "#/$defs/a", "description": "An A.", "title": "A", "default": None},
    ):
        assert kept(with_e(part)) == with_e(part)


def test_a_schema_that_is_nested_without_end_is_refused() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(300):
        schema = with_e(schema)
    with pytest.raises(InvalidRequestError, match="nested too deep"):
        kept(schema)
