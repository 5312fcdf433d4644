"""ToolRunner: the tools that one turn's model calls, run side by side, and what came of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.messages import ToolRequest
from voicelab.conversation.tool_run import ToolRun
from voicelab.events import Event, ToolCalled, ToolReturned

if TYPE_CHECKING:
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.tools.toolbox import Toolbox

__all__ = ["RunTools", "ToolRunner"]

RunTools: TypeAlias = "Callable[[Sequence[ToolRequest]], Awaitable[list[str]]]"
"""Runs what the model calls, and returns what it is told of each call."""


class ToolRunner:
    """Runs tools for a turn.

    Parameters
    ----------
    record
        Where it is kept which tools ran.
    emit
        Called with the events.
    timeout_seconds
        How long a tool may take that does not say itself, in seconds.
    """

    def __init__(
        self, toolbox: Toolbox, record: TurnRecord, emit: Callable[[Event], None], timeout_seconds: float
    ) -> None:
        self._toolbox = toolbox
        self._record = record
        self._emit = emit
        self._timeout_seconds = timeout_seconds

    async def run(self, requests: Sequence[ToolRequest]) -> list[str]:
        """Run the tools side by side, and return what the model is told of each.

        Where this is cancelled, so are they; a plain function goes on unwatched on its thread.
        """
        return await asyncio.gather(*map(self._run, requests))

    def _run(self, request: ToolRequest) -> Awaitable[str]:
        """Begin to run a tool: in the order in which they were called."""
        run = ToolRun(request, time.monotonic())
        self._record.tool_runs.append(run)
        number = len(self._record.tool_runs)
        self._emit(ToolCalled(self._record.number, number, request.name, request.arguments))
        return self._run_to_end(run, number)

    async def _run_to_end(self, run: ToolRun, number: int) -> str:
        request = run.request
        try:
            run.result = await self._toolbox.call(request.name, request.arguments, self._timeout_seconds)
            run.ended_at = time.monotonic()
        finally:
            use = run.use(self._record.turn_input.ended_at)
            self._emit(ToolReturned(self._record.number, number, use))
        return use.output
