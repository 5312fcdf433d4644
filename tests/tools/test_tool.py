"""Functions as tools: what the model is told of them, and what cannot be one."""

from __future__ import annotations

import enum
import functools
import json
import math
import pickle
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
import pydantic
import pytest
from typing_extensions import TypedDict

from voicelab.tools.arguments import ArgumentsError
from voicelab.tools.tool import Tool


class Unit(enum.Enum):
    CELSIUS = "celsius"
    KELVIN = "kelvin"


@dataclass
class Place:
    latitude: float
    inner: Place | None = None


class Span(TypedDict):
    days: int


class Filter(pydantic.BaseModel):
    tags: list[str] = []


PAIR = {"type": "array", "minItems": 2, "maxItems": 2}


def forecast(city: Annotated[str, "Where."], days: int = 3) -> str:
    """Return the weather forecast.

    Parameters
    ----------
    days
        How many.
    """
    return f"{city} {days}"


class Weather:
    def look(self, city: str) -> str:
        """Look."""
        return city

    def __call__(self, city: str) -> str:
        """Call."""
        return city


def test_a_model_is_told_name_description_and_parameters() -> None:
    assert Tool(forecast).declaration == {
        "name": "forecast",
        "description": "Return the weather forecast.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where."},
                "days": {"type": "integer", "description": "How many.", "default": 3},
            },
            "required": ["city"],
            "additionalProperties": False,
        },
    }


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (float, {"type": "number"}),
        (bool, {"type": "boolean"}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (Unit, {"type": "string", "enum": ["celsius", "kelvin"], "title": "Unit"}),
        (Any, {}),
        (tuple[int, str], {**PAIR, "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}),
        (tuple[float, float], {**PAIR, "items": {"type": "number"}}),
        (list[tuple[int, int]], {"type": "array", "items": {**PAIR, "items": {"type": "integer"}}}),
    ],
)
def test_types_become_their_json_schema(annotation: Any, schema: dict[str, Any]) -> None:
    def look(at: Any) -> None: ...

    look.__annotations__["at"] = annotation
    assert Tool(look).parameters["properties"]["at"] == schema


def test_records_stand_where_they_are_used_unless_they_contain_themselves() -> None:
    def look(span: Span, which: Filter, place: Place) -> None: ...

    parameters = Tool(look).parameters
    assert parameters["properties"]["span"]["properties"] == {"days": {"type": "integer"}}
    assert parameters["properties"]["which"]["properties"]["tags"]["items"] == {"type": "string"}
    assert parameters["properties"]["place"] == {"$ref": "#/$defs/Place"}
    assert list(parameters["$defs"]) == ["Place"]


def test_methods_partials_and_objects_are_tools_by_their_own_names() -> None:
    weather = Weather()
    tools = [Tool(weather.look), Tool(weather), Tool(functools.partial(forecast, days=1))]
    assert [(tool.name, tool.description) for tool in tools] == [
        ("look", "Look."),
        ("Weather", "Call."),
        ("forecast", "Return the weather forecast."),
    ]
    assert list(tools[2].parameters["properties"]) == ["city"]


def test_a_name_and_a_description_may_be_given() -> None:
    tool = Tool(lambda city: city, name="look_up", description="Look it up.")
    assert (tool.name, tool.description) == ("look_up", "Look it up.")
    assert Tool.of(tool) is tool


def _yields(city: str) -> Any:
    yield city


def _frame(table: pd.DataFrame) -> None: ...


class Odd(enum.Enum):
    ONE = object()


def _odd(which: Odd) -> None: ...


def _callback(then: Callable[[], int]) -> None: ...


def _unread(at: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def _told(city: "the city's name") -> None: ...  # type: ignore[valid-type] # noqa: F722


def _any(*cities: str) -> None: ...


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("forecast", "must be a function, not 'forecast'"),
        (Unit, "give a method of an instance"),
        (types.SimpleNamespace(name="look", func=forecast), r"that it holds, its \.func"),
        (_yields, "return a list"),
        (_frame, "the parameter 'table' .* annotate it with str"),
        (_callback, "the parameter 'then'"),
        (_odd, "the parameter 'which'"),
        (Weather.look, r"give a method of an instance"),
        (_unread, "'at' cannot be read .*Nowhere.* have it name a type"),
        (_told, "'city' cannot be read .* have it name a type"),
        (_any, r"\*cities.* name each parameter"),
    ],
)
def test_what_cannot_be_a_tool_is_refused_with_what_to_do(function: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Tool(function)


@pytest.mark.parametrize("name", [None, "look up", "1st", "a" * 65, "ü", ""])
def test_names_that_the_services_refuse_are_refused_here(name: str | None) -> None:
    with pytest.raises(ValueError, match="name="):
        Tool(lambda city: city, name=name)


def test_an_annotation_of_the_result_need_not_be_read() -> None:
    def look(city: str) -> Nowhere: ...  # type: ignore[name-defined]  # noqa: F821

    assert Tool(look).parameters["properties"] == {"city": {"type": "string"}}


def test_numbers_that_json_has_not_are_left_out_of_the_schema() -> None:
    def look(least: float = -math.inf, default: int = 3) -> None: ...

    parameters = Tool(look).parameters
    assert json.loads(json.dumps(parameters, allow_nan=False))["properties"] == {
        "least": {"type": "number"},
        "default": {"type": "integer", "default": 3},
    }


def test_a_field_of_pydantic_as_a_default_is_read_as_one() -> None:
    def look(
        days: int = pydantic.Field(description="How many.", ge=1),
        tags: list[str] = pydantic.Field(default_factory=list),  # noqa: B008
        unit: str = pydantic.Field("celsius", description="Which."),
    ) -> str:
        return f"{days} {tags} {unit}"

    tool = Tool(look)
    assert tool.parameters["properties"]["days"] == {
        "type": "integer",
        "description": "How many.",
        "minimum": 1,
    }
    assert tool.parameters["properties"]["unit"]["default"] == "celsius"
    assert tool.parameters["required"] == ["days"]
    by_place, by_name = tool.arguments.read('{"days": 2}')
    assert look(*by_place, **by_name) == "2 [] celsius"
    with pytest.raises(ArgumentsError, match="days: Input should be greater than"):
        tool.arguments.read('{"days": 0}')


def test_half_a_character_in_an_argument_is_replaced_and_what_is_too_deep_is_said() -> None:
    def look(city: str, also: list[str]) -> str:
        return city

    arguments = Tool(look).arguments
    assert arguments.read('{"city": "Rome \\ud83d", "also": []}') == ([], {"city": "Rome \ufffd", "also": []})
    with pytest.raises(ArgumentsError, match=r"^Invalid JSON: recursion limit exceeded"):
        arguments.read(f'{{"city": "Rome", "also": {"[" * 600}{"]" * 600}}}')


class Answers:
    """Look for an answer."""

    def __call__(self, question: str) -> str:
        return question


def test_an_object_whose_call_has_no_docstring_is_described_by_its_class() -> None:
    assert Tool(Answers()).description == "Look for an answer."


def test_an_object_s_own_docstring_comes_before_that_of_its_class() -> None:
    assert Tool(np.sin).description.startswith("sin(x")


def test_a_timeout_must_be_a_time() -> None:
    with pytest.raises(ValueError, match="timeout_seconds"):
        Tool(forecast, timeout_seconds=0)


def test_a_tool_travels_to_another_process() -> None:
    tool = Tool(forecast, name="look", timeout_seconds=2.0)
    other = pickle.loads(pickle.dumps(tool))
    assert (other.declaration, other.timeout_seconds) == (tool.declaration, 2.0)
    assert other.function is forecast
