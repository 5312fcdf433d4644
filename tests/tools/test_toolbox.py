"""Calls of tools: what a model sends is checked, and whatever comes of it is text."""

from __future__ import annotations

import asyncio
import datetime
import decimal
import itertools
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from voicelab.tools.results import MOST_CHARACTERS
from voicelab.tools.tool import Tool
from voicelab.tools.toolbox import Toolbox, ToolResult


@dataclass
class Forecast:
    day: datetime.date
    degrees: decimal.Decimal


SALES = pd.DataFrame({"city": ["Rome", "Rome", "Oslo"], "sold": [1, 2, 3]})


async def arriving() -> AsyncIterator[int]:
    yield 1


def add(left: int, right: int = 1, /, *, scale: float = 1.0) -> float:
    """Add two numbers."""
    return (left + right) * scale


def call(tools: list[Any], name: str, arguments: str, timeout_seconds: float = 5.0) -> ToolResult:
    return asyncio.run(Toolbox(tools).call(name, arguments, timeout_seconds))


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        ('{"left": 1, "right": 2, "scale": 2}', "6.0"),
        ('{"left": "41"}', "42.0"),
        ('"{\\"left\\": 1}"', "2.0"),
    ],
)
def test_arguments_reach_the_function_as_its_own_types(arguments: str, result: str) -> None:
    assert call([add], "add", arguments) == ToolResult(result)


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("add", '{"left', "no JSON"),
        ("add", "[1]", "must be a JSON object"),
        ("add", "", "left: Field required"),
        ("add", '{"left": "one"}', "left: Input should be a valid integer"),
        ("add", '{"left": 1, "middle": 2}', "middle.*parameters: left, right, scale"),
        ("ad", "{}", "there is no tool 'ad'; there are: add"),
    ],
)
def test_what_does_not_fit_is_told_to_the_model(name: str, arguments: str, error: str) -> None:
    result = call([add], name, arguments)
    with pytest.raises(AssertionError, match=error):
        raise AssertionError(result.error)


def test_an_error_is_told_to_the_model_and_to_pythons_log(caplog: pytest.LogCaptureFixture) -> None:
    def look() -> None:
        raise LookupError("no such city")

    assert call([look], "look", "{}").error == "LookupError: no such city"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


class MuteError(Exception):
    def __str__(self) -> str:
        raise LookupError


@pytest.mark.parametrize("is_async", [True, False])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (asyncio.CancelledError("given up"), "CancelledError: given up"),
        (type("PanicException", (BaseException,), {})("lost"), "PanicException: lost"),
        (TimeoutError("no answer upstream"), "TimeoutError: no answer upstream"),
        (MuteError(), "MuteError"),
    ],
)
def test_whatever_a_tool_raises_is_an_error_of_its_own(
    error: BaseException, words: str, *, is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def look() -> None:
        raise error

    async def look_up() -> None:
        raise error

    assert call([Tool(look_up if is_async else look, name="look")], "look", "{}").error == words
    assert len(caplog.records) == 1


def test_a_result_that_does_not_become_text_in_time_is_an_error() -> None:
    over = threading.Event()

    class Slow:
        def __str__(self) -> str:
            return str(over.wait(10.0))

    tool = Tool(lambda: Slow(), name="look", timeout_seconds=0.05)
    assert call([tool], "look", "{}").error == "it did not return within 0.05 s"
    over.set()


@pytest.mark.parametrize("result", [itertools.repeat(1), (x for x in itertools.count()), arriving()])
def test_results_without_an_end_are_errors(result: object) -> None:
    error = call([Tool(lambda: result, name="look")], "look", "{}", 60.0).error
    assert error is not None
    assert "one by one: return a list" in error


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ("as it is", "as it is"),
        (None, "null"),
        ({"ü": [1, True, float("nan")]}, '{"ü":[1,true,null]}'),
        (
            Forecast(datetime.date(2026, 11, 30), decimal.Decimal("1.5")),
            '{"day":"2026-11-30","degrees":"1.5"}',
        ),
        (
            pd.DataFrame({"city": ["Rome"], "at": [pd.Timestamp("2026-01-01")]}),
            '[{"city":"Rome","at":"2026-01-01T00:00:00"}]',
        ),
        (np.arange(3), "[0,1,2]"),
        (pd.Series([1.5], index=["a"]), '{"a":1.5}'),
        (pd.Series([1.5]), "[1.5]"),
        (SALES.groupby("city").sum(), '[{"city":"Oslo","sold":3},{"city":"Rome","sold":3}]'),
        (SALES[SALES.sold > 1], '[{"city":"Rome","sold":2},{"city":"Oslo","sold":3}]'),
        (SALES.city.value_counts(), '{"Rome":2,"Oslo":1}'),
        (SALES.groupby(["city", "sold"]).size().tail(1), '[{"city":"Rome","sold":2,"value":1}]'),
        (pd.DataFrame({"at": [pd.NaT, pd.Timestamp(0)]}), '[{"at":null},{"at":"1970-01-01T00:00:00"}]'),
        ({"name": "a\udce9.wav"}, '{"name":"a\ufffd.wav"}'),
        (
            pd.DataFrame([[1, 2]], columns=["a", "a"]),
            '{"columns":["a","a"],"rows":[[1,2]]}',
        ),
        (map(str, (1, 2)), '["1","2"]'),
        (object, "\"<class 'object'>\""),
        ({"key": b"\xff", "set": {1}}, '{"key":"_w==","set":[1]}'),
    ],
)
def test_results_are_text_or_json(result: object, text: str) -> None:
    assert call([Tool(lambda: result, name="look")], "look", "{}") == ToolResult(text)


def test_a_long_result_is_cut_and_says_so() -> None:
    result = call([Tool(lambda: "x" * (MOST_CHARACTERS + 1), name="look")], "look", "{}")
    assert result.text.endswith("x… [cut: the first 10,000 of 10,001 characters]")


def test_a_result_that_contains_itself_is_an_error() -> None:
    circle: list[object] = []
    circle.append(circle)
    assert "Circular" in (call([Tool(lambda: circle, name="look")], "look", "{}").error or "")


def test_plain_functions_run_on_threads_and_async_ones_share_a_loop() -> None:
    def where() -> str:
        return threading.current_thread().name

    async def there() -> str:
        return f"{threading.current_thread().name} {id(asyncio.get_running_loop())}"

    assert call([where], "where", "{}").text not in (threading.current_thread().name, "voicelab")
    shared = call([there], "there", "{}").text
    assert shared.startswith("voicelab-tools")
    assert call([Tool(lambda: there(), name="there")], "there", "{}").text == shared


@pytest.mark.parametrize("is_async", [True, False])
def test_a_tool_that_does_not_return_in_time_is_an_error(is_async: bool) -> None:
    over = threading.Event()

    async def waits() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            over.set()

    tool = Tool(waits if is_async else over.wait, name="waits", timeout_seconds=0.01)
    assert call([tool], "waits", "{}").error == "it did not return within 0.01 s"
    if is_async:
        assert over.wait(5.0)
    over.set()


@pytest.mark.parametrize("tools", [add, "add", 3])
def test_tools_are_a_list(tools: Any) -> None:
    with pytest.raises(TypeError, match=r"tools? must be a"):
        Toolbox(tools)


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two tools are called 'add'"):
        Toolbox([add, Tool(lambda: 1, name="add")])
