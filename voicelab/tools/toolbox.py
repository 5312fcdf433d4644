"""Toolbox: the tools of a session, and their calls."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from voicelab.event_loop import callers_loop, run_in_thread, within
from voicelab.loop_thread import LoopThread
from voicelab.nearest import nearest_first
from voicelab.text.shortened import shortened
from voicelab.text.well_formed import well_formed
from voicelab.tools.arguments import ArgumentsError
from voicelab.tools.results import result_text
from voicelab.tools.tool import Tool

__all__ = ["MOST_ROUNDS", "ToolResult", "Toolbox"]

_logger = logging.getLogger(__name__)

MOST_ROUNDS = 8
"""How often the model of a turn may call tools, several at once or one, until it has to reply without."""

_LONGEST_ERROR = 1_000
_own_loop = LoopThread("voicelab-tools")


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a call."""

    text: str = ""
    """The result; empty where there is none."""
    error: str | None = None
    """What went wrong."""


class Toolbox:
    """Tools by their names.

    Parameters
    ----------
    tools
        Functions, or `Tool` of them.

    Raises
    ------
    TypeError
        They are none, or one of them cannot be offered to a model.
    ValueError
        Two have one name, or the services take no such name.
    """

    def __init__(self, tools: Iterable[Tool | Callable[..., object]] = ()) -> None:
        if callable(tools) or not isinstance(tools, Iterable):
            raise TypeError(f"tools must be a list of functions, not {tools!r}")
        self._tools: dict[str, Tool] = {}
        for tool in map(Tool.of, tools):
            if tool.name in self._tools:
                raise ValueError(f"two tools are called {tool.name!r}: give one Tool(function, name=…)")
            self._tools[tool.name] = tool

    def __len__(self) -> int:
        return len(self._tools)

    @property
    def declarations(self) -> list[dict[str, Any]]:
        """What the model is told of them."""
        return [tool.declaration for tool in self._tools.values()]

    @property
    def digest(self) -> str:
        """What tells them from other tools, by what the model is told; empty where there are none."""
        if not self._tools:
            return ""
        return hashlib.sha256(json.dumps(self.declarations, sort_keys=True).encode()).hexdigest()

    async def call(self, name: str, arguments: str, timeout_seconds: float) -> ToolResult:
        """Call a tool; whatever goes wrong is a result, too. If this is cancelled, an async tool is as well.

        Parameters
        ----------
        arguments
            JSON, as the model wrote it.
        timeout_seconds
            How long a tool may take that does not say itself, in seconds.
        """
        tool = self._tools.get(name)
        if tool is None:
            known = ", ".join(nearest_first(name, self._tools))
            return ToolResult(error=f"there is no tool {shortened(name, 64)!r}; there are: {known}")
        seconds = tool.timeout_seconds or timeout_seconds
        try:
            by_place, by_name = tool.arguments.read(arguments)
            result = await within(seconds, _called(tool, by_place, by_name))
            return ToolResult(await run_in_thread(lambda: result_text(result)))
        except ArgumentsError as error:
            return ToolResult(error=shortened(str(error), _LONGEST_ERROR))
        except asyncio.TimeoutError:
            return ToolResult(error=f"it did not return within {seconds:g} s")
        except Exception as error:
            _logger.warning("the tool %r failed", name, exc_info=True)
            return ToolResult(error=_words(error))


async def _called(tool: Tool, by_place: list[Any], by_name: dict[str, Any]) -> object:
    """Call a tool where it belongs; what it raises to end the process is an error like others."""

    def called() -> object:
        try:
            return tool.function(*by_place, **by_name)
        except (SystemExit, KeyboardInterrupt, StopIteration, asyncio.CancelledError) as error:
            raise RuntimeError(f"it raised {type(error).__name__}") from error

    if tool.is_async:
        return await _on_loop(called)
    result = await run_in_thread(called)
    return await _on_loop(lambda: result) if inspect.isawaitable(result) else result


async def _on_loop(begin: Callable[[], object]) -> object:
    """Await what an async tool returns, on the loop that awaits the session, or on that of such tools."""

    async def awaited() -> object:
        result = begin()
        try:
            return await result if isinstance(result, Awaitable) else result
        except (SystemExit, KeyboardInterrupt, StopIteration) as error:
            raise RuntimeError(f"it raised {type(error).__name__}") from error

    caller = callers_loop()
    loop = caller if caller is not None and caller.is_running() else _own_loop.loop
    running: asyncio.Future[object]
    if loop is asyncio.get_running_loop():
        running = asyncio.ensure_future(awaited())
    else:
        running = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(awaited(), loop))
    try:
        await asyncio.wait({running})
    except asyncio.CancelledError:
        running.cancel()
        raise
    if running.cancelled():  # by the tool itself, such as one that awaits a cancelled task
        raise RuntimeError("it raised CancelledError")
    return running.result()


def _words(error: Exception) -> str:
    said = str(error).strip()
    kind = type(error).__name__
    return shortened(well_formed(f"{kind}: {said}" if said else kind), _LONGEST_ERROR)
