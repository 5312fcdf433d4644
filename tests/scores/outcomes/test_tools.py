"""Whether a model called a tool, with which arguments."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.tool_use import ToolUse
from voicelab.scores import calls_tool, run_scores

CASE = Case(input="How will the weather be?")


def turn(*calls: dict[str, Any], outcome: str = "completed") -> Exchange:
    """Return a turn in which the tool `look` was called with these arguments."""
    uses = tuple(ToolUse(name="look", arguments_json=json.dumps(each), result="fine") for each in calls)
    return an_exchange(tool_calls=uses, outcome=outcome)


def look(city: str) -> str:
    """Look at a city."""
    return city


def scored(exchanges: Exchange | list[Exchange], *given: Any) -> Any:
    return run_scores([calls_tool(*given, name="called")], exchanges, CASE).get("called")


def test_a_tool_was_called_by_its_name_or_function() -> None:
    assert scored(turn({"city": "Rome"}), "look") is True
    assert scored(turn({}), look) is True
    assert scored(turn({}), "book") is False
    assert scored(turn(), "look") is False
    assert calls_tool(look).__name__ == "calls_look"


@pytest.mark.parametrize(
    ("arguments", "is_alike"),
    [
        ({"city": " rome"}, True),
        ({"city": re.compile("^Ro")}, True),
        ({"city": "Rome", "days": 3.0, "is_far": True, "where": {"x": [1, "A"]}}, True),
        ({"city": "Paris"}, False),
        ({"days": "3"}, False),
        ({"days": True}, False),
        ({"is_far": 1}, False),
        ({"where": {"x": [1]}}, False),
        ({"hours": None}, False),
        ({"days": re.compile("3")}, False),
    ],
)
def test_arguments_are_those_of_one_call_among_others(arguments: dict[str, Any], is_alike: bool) -> None:
    asked = {"city": "Rome", "days": 3, "is_far": True, "where": {"x": [1, "a"], "y": 0}}
    assert scored(turn({"city": "Oslo"}, asked), "look", arguments) is is_alike


def test_arguments_of_several_calls_are_not_those_of_one() -> None:
    assert scored(turn({"city": "Rome"}, {"days": 3}), "look", {"city": "Rome", "days": 3}) is False


def test_of_a_dialogue_one_turn_is_enough_and_one_that_failed_leaves_it_open() -> None:
    assert scored([turn(), turn({})], "look") is True
    assert scored([turn(), turn(outcome="failed")], "look") is None
    assert scored(turn({}, outcome="failed"), "look") is True


def test_what_is_no_tool_and_no_mapping_is_refused() -> None:
    with pytest.raises(TypeError, match="must be a function"):
        calls_tool(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="arguments must be a mapping"):
        calls_tool("look", "Rome")  # type: ignore[arg-type]
