"""The tools of a suite: functions that the model may call, by where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_command_line import account
from tests.suite.conftest import SuiteMaker
from voicelab.testing import ScriptedEngines, ToolCall, embedded_services

OWN = '''
import voicelab as vl


def look(city: str) -> str:
    """Look at a city."""
    return f"fine in {city}"


look_twice = vl.Tool(look, name="look_twice")
LIMIT = 3
'''


@pytest.fixture(autouse=True)
def own(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)


def reply(messages: Sequence[Mapping[str, Any]]) -> str | ToolCall:
    last = messages[-1]
    return f"It is {last['content']}." if last["role"] == "tool" else ToolCall("look", {"city": "Rome"})


def test_tools_are_called_and_scored(suite_of: SuiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = suite_of(
        """
tools = ["mine.py:look", "mine:look_twice"]
scores = [{ score = "calls_tool", tool = "look", arguments = { city = "rome" } }]
checks = ["calls_look.mean == 1"]
"""
    )
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        grid = suite.compare(log=False, quiet=True)
        (body, _) = embedded.request_log.chat_requests
    assert [tool["function"]["name"] for tool in body["tools"]] == ["look", "look_twice"]
    assert list(grid.df["reply"]) == ["It is fine in Rome."]
    assert suite.check(grid)


@pytest.mark.parametrize(
    ("tools", "there"), [("['mine.py:look']", "there are: look"), ("[]", "none is given")]
)
def test_a_score_of_a_tool_that_is_not_there_is_refused_before_anything_is_asked(
    suite_of: SuiteMaker, tools: str, there: str
) -> None:
    suite = suite_of(
        f"tools = {tools}\nservices = 'embedded'\nscores = [{{ score = 'calls_tool', tool = 'lok' }}]"
    )
    with pytest.raises(ValueError, match=f"the score calls_lok: there is no tool 'lok'; {there}"):
        suite.compare(log=False, run=False)


@pytest.mark.parametrize(
    ("tools", "why"),
    [
        ("'mine.py:look'", "it must be a list of texts"),
        ("['look']", "a tool of your own is named 'file.py:function' or 'module:function', not 'look'"),
        ("['mine.py:loo']", "mine.py has no function 'loo'; there are: look"),
        ("['mine.py:LIMIT']", "a tool must be a function, not 3"),
        ("['mine.py:look', 'mine:look']", "two tools are called 'look'"),
    ],
)
def test_what_is_no_tool_is_named_by_its_place(suite_of: SuiteMaker, tools: str, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^suite\.toml, key tools: .*{re.escape(why)}"):
        suite_of(f"tools = {tools}")
