"""The tools of one turn, and what is told of them."""

from __future__ import annotations

import asyncio

import pytest

from tests.conversation.unused_log import UnusedLog
from voicelab import Settings, Timeouts
from voicelab.completion.messages import ToolRequest
from voicelab.conversation.context import SessionContext
from voicelab.conversation.tool_runner import ToolRunner
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_record import TurnRecord
from voicelab.events import Event, ToolCalled, ToolReturned
from voicelab.testing import EmbeddedServices
from voicelab.tools.toolbox import Toolbox

LOOK = ToolRequest("a", "look", "{}")


@pytest.mark.parametrize("steps", [1, 2, 5])
async def test_each_call_that_is_told_is_told_to_be_over_whenever_it_is_cut_short(
    scripted: EmbeddedServices, steps: int
) -> None:
    async def look() -> None:
        await asyncio.get_running_loop().create_future()

    events: list[Event] = []
    settings = Settings()
    context = SessionContext("s", scripted.services, UnusedLog(), Timeouts(), settings, Toolbox([look]))
    context.subscribe(events.append)
    record = TurnRecord(session_id="s", number=1, turn_input=TurnInput.typed("Look."), settings=settings)
    runner = ToolRunner(record, context)
    running = asyncio.ensure_future(runner.run([LOOK, LOOK]))
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running})

    assert [type(event) for event in events] == [ToolCalled] * 2 + [ToolReturned] * 2
    assert [(use.result, use.seconds) for use in record.exchange().tool_calls] == [(None, None)] * 2
