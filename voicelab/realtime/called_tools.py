"""CalledTools: the tools that the model of one reply calls, and what they return given to the service."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.messages import ToolRequest
from voicelab.completion.tool_calls import is_json_object
from voicelab.errors import VoicelabError
from voicelab.event_loop import to_the_end
from voicelab.realtime.conversation_items import words_of_call
from voicelab.text.well_formed import well_formed
from voicelab.tools.toolbox import MOST_ROUNDS

if TYPE_CHECKING:
    from voicelab.realtime.events import ToolCallRequested
    from voicelab.realtime.reply_items import ReplyItems
    from voicelab.realtime.shared_connection import SharedConnection

__all__ = ["CalledTools", "RunTools", "run_no_tools"]

RunTools: TypeAlias = "Callable[[Sequence[ToolRequest]], Awaitable[list[str]]]"
"""Runs what the model calls, and returns what it is told of each call."""


async def run_no_tools(requests: Sequence[ToolRequest]) -> list[str]:
    """Return that there are none."""
    return ["Error: there are no tools" for _ in requests]


class CalledTools:
    """Those of one reply, over all of its attempts: none is run again where the reply is asked for again.

    Parameters
    ----------
    run_tools
        Runs what the model calls, and returns what it is told of each call.
    """

    def __init__(self, run_tools: RunTools) -> None:
        self._run_tools = run_tools
        self._waiting: list[tuple[ToolRequest, str]] = []
        self._known: set[str] = set()
        self._over: list[str] = []
        self._rounds = 0

    @property
    def may_be_called(self) -> bool:
        """Whether the model may call any more."""
        return self._rounds < MOST_ROUNDS

    @property
    def any_called(self) -> bool:
        """Whether a call has come that was not answered yet."""
        return bool(self._waiting)

    def add(self, event: ToolCallRequested) -> None:
        """Note a call; one that comes twice is one."""
        if event.call_id and event.call_id in self._known:
            return
        self._known.add(event.call_id)
        request = ToolRequest(event.call_id, well_formed(event.name), well_formed(event.arguments))
        self._waiting.append((request, event.item_id))

    def begin(self) -> str:
        """Return what tools returned in earlier attempts, as text; empty if nothing."""
        self._waiting.clear()
        self._known.clear()
        return "\n".join(self._over)

    async def answer(self, shared: SharedConnection, items: ReplyItems, *, is_cut: bool) -> bool:
        """Run what was called, and give the service what it returned; returns whether anything was.

        Calls that get no answer, as this was cancelled, are taken out of the conversation.

        Parameters
        ----------
        items
            Those of the reply, to which the answers belong.
        is_cut
            Whether the response was cut at its most tokens: a call whose arguments are no JSON then is none.
        """
        whole = [each for each in self._waiting if not is_cut or is_json_object(each[0].arguments)]
        if not whole or not self.may_be_called:
            return False
        self._waiting.clear()
        self._rounds += 1
        try:
            outputs = await self._run_tools([request for request, _ in whole])
        except BaseException:
            await to_the_end(self._delete(shared, items, [item_id for _, item_id in whole]))
            raise
        for (request, _), output in zip(whole, outputs, strict=True):
            self._over.append(words_of_call(request.name, request.arguments, output))
        for (request, _), output in zip(whole, outputs, strict=True):
            items.add(await shared.send(shared.sdk.add_tool_output(request.call_id, output)))
        return True

    async def _delete(self, shared: SharedConnection, items: ReplyItems, item_ids: Sequence[str]) -> None:
        with contextlib.suppress(VoicelabError):
            for item_id in filter(None, item_ids):
                items.remove(item_id)
                await shared.send(shared.sdk.delete(item_id))
