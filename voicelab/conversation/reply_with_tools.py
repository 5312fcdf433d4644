"""The reply of a model that calls tools: asked again with what they returned, until it calls none."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.messages import (
    Delta,
    Finish,
    Message,
    ReplyItem,
    Retraction,
    ToolRequest,
    finish_of_all,
)
from voicelab.completion.tool_messages import call_message, result_message
from voicelab.tools.toolbox import MOST_ROUNDS

if TYPE_CHECKING:
    from voicelab.conversation.tool_runner import RunTools

__all__ = ["Ask", "ReplyPause", "TurnReplyItem", "reply_with_tools"]

Ask: TypeAlias = "Callable[[Sequence[Message], bool], AsyncGenerator[ReplyItem, None]]"
"""Asks the model, with what follows on the utterance, and whether it may call tools."""


@dataclass(frozen=True, slots=True)
class ReplyPause:
    """The model waits for tools: what it said so far is to be spoken by itself."""


TurnReplyItem: TypeAlias = "ReplyItem | ReplyPause"
"""What the reply of a turn gives."""


async def reply_with_tools(ask: Ask, run_tools: RunTools) -> AsyncGenerator[TurnReplyItem, None]:
    """Yield the reply, with a `Finish` for each answer that has what all of them used until then."""
    following: list[Message] = []
    finish: Finish | None = None
    for answers in itertools.count(1):
        requests: list[ToolRequest] = []
        text = ""
        async with contextlib.aclosing(ask(following, answers <= MOST_ROUNDS)) as items:
            async for item in items:
                if isinstance(item, ToolRequest):
                    requests.append(item)
                    continue
                if isinstance(item, Delta):
                    text += item.text
                elif isinstance(item, Retraction):
                    text = ""
                elif isinstance(item, Finish):
                    finish = item = finish_of_all(finish, item)
                yield item
        if not requests or answers > MOST_ROUNDS:
            return
        running = asyncio.ensure_future(run_tools(requests))
        try:
            if text.strip():
                if not text[-1].isspace():
                    yield Delta("\n")
                yield ReplyPause()
            outputs = await running
        finally:
            running.cancel()
            await asyncio.wait({running})
        results = map(result_message, requests, outputs)
        following += [call_message(requests, text), *results]
