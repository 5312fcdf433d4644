"""Calls of tools in words."""

from __future__ import annotations

import pytest

from voicelab.exchange.tool_use import ToolUse


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('{"city": "Rome", "days": 2}', "look(city='Rome', days=2)"),
        ("", "look()"),
        ("{}", "look()"),
        ('{"city": ', 'look({"city": )'),
        ("[1]", "look([1])"),
        ('{"\x1b[2J', 'look({"\ufffd[2J)'),
    ],
)
def test_a_call_shows_what_the_model_wrote(arguments: str, words: str) -> None:
    assert str(ToolUse(name="look", arguments_json=arguments)) == words


def test_arguments_that_are_a_text_of_json_are_what_the_text_says() -> None:
    assert ToolUse(name="look", arguments_json='"{\\"city\\": \\"Rome\\"}"').arguments == {"city": "Rome"}
