"""Calls of tools over a speech-to-speech connection: each is run once, and those that are cut are none."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, cast

import pytest

from voicelab.completion.messages import ToolRequest
from voicelab.realtime.called_tools import CalledTools
from voicelab.realtime.events import ToolCallRequested
from voicelab.realtime.reply_items import ReplyItems
from voicelab.realtime.shared_connection import SharedConnection


class GivenOutputs:
    """A connection that keeps what tools returned."""

    def __init__(self) -> None:
        self.outputs: list[tuple[str, str]] = []
        self.sdk = self

    async def send(self, sending: Awaitable[Any]) -> Any:
        return await sending

    async def add_tool_output(self, call_id: str, output: str) -> str:
        self.outputs.append((call_id, output))
        return f"output of {call_id}"


async def run(requests: Sequence[ToolRequest]) -> list[str]:
    return [f"{each.name} {each.arguments}" for each in requests]


def requested(call_id: str, arguments: str = "{}") -> ToolCallRequested:
    return ToolCallRequested("response", call_id, "look", arguments, f"item of {call_id}")


@pytest.mark.parametrize(
    ("calls", "is_cut", "outputs"),
    [
        ([requested("a"), requested("b")], False, [("a", "look {}"), ("b", "look {}")]),
        ([requested("a"), requested("a")], False, [("a", "look {}")]),
        ([requested("a"), requested("b", '{"ci')], True, [("a", "look {}")]),
        ([requested("b", '{"ci')], True, []),
    ],
)
async def test_each_whole_call_is_answered_once(
    calls: list[ToolCallRequested], is_cut: bool, outputs: list[tuple[str, str]]
) -> None:
    given, items, tools = GivenOutputs(), ReplyItems(24_000), CalledTools(run)
    for call in calls:
        tools.add(call)
    was_any = await tools.answer(cast("SharedConnection", given), items, is_cut=is_cut)
    assert (was_any, given.outputs) == (bool(outputs), outputs)
    assert items.ids == [f"output of {call_id}" for call_id, _ in outputs]
