"""ToolRunner: the tools that one turn's model calls, run side by side, and what came of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.messages import ToolRequest
from voicelab.conversation.tool_run import ToolRun
from voicelab.errors import ConversationError
from voicelab.events import ToolCalled, ToolReturned

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_record import TurnRecord

__all__ = ["RunTools", "ToolRunner", "check_no_tool_asks"]

RunTools: TypeAlias = "Callable[[Sequence[ToolRequest]], Awaitable[list[str]]]"
"""Runs what the model calls, and returns what it is told of each call."""


_running: ContextVar[tuple[tuple[SessionContext, ToolRun], ...]] = ContextVar("running_tools", default=())
"""The tools within which something runs, each with the session whose turn waits for it."""


def check_no_tool_asks(context: SessionContext) -> None:
    """Refuse what would wait for the turn that waits for it.

    Raises
    ------
    ConversationError
        A tool of the running turn asks its own session.
    """
    for session, run in _running.get():
        if session is context and run.is_running:
            raise ConversationError(
                f"The tool {run.request.name!r} asks the session that waits for it.",
                hint="Return what is to be said, or ask another Session.",
            )


class ToolRunner:
    """Runs tools for a turn.

    Parameters
    ----------
    record
        Where it is kept which tools ran.
    context
        Has the tools, and takes the events.
    """

    def __init__(self, record: TurnRecord, context: SessionContext) -> None:
        self._record = record
        self._context = context

    async def run(self, requests: Sequence[ToolRequest]) -> list[str]:
        """Run the tools side by side, and return what the model is told of each.

        Where this is cancelled, so are they; a plain function goes on unwatched on its thread.
        """
        runs = [self._begin(request) for request in requests]
        try:
            return await asyncio.gather(*(self._run(run, number) for run, number in runs))
        finally:
            for run, number in runs:
                if run.is_running:  # cut short, perhaps ahead of its first step
                    self._end(run, number)

    def _begin(self, request: ToolRequest) -> tuple[ToolRun, int]:
        run = ToolRun(request, time.monotonic())
        self._record.tool_runs.append(run)
        number = len(self._record.tool_runs)
        self._context.emit(ToolCalled(self._record.number, number, request.name, request.arguments))
        return run, number

    async def _run(self, run: ToolRun, number: int) -> str:
        request, context = run.request, self._context
        _running.set((*_running.get(), (context, run)))
        seconds = context.timeouts.tool_seconds
        run.result = await context.toolbox.call(request.name, request.arguments, seconds)
        run.ended_at = time.monotonic()
        return self._end(run, number)

    def _end(self, run: ToolRun, number: int) -> str:
        """Tell what came of it; returns what the model is told."""
        run.is_running = False
        use = run.use(self._record.turn_input.ended_at)
        self._context.emit(ToolReturned(self._record.number, number, use))
        return use.output
