"""Toolbox: the tools of a session, and their calls."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from voicelab.event_loop import callers_loop, run_in_thread, within
from voicelab.loop_thread import LoopThread
from voicelab.nearest import nearest_first
from voicelab.text.shortened import shortened
from voicelab.text.well_formed import well_formed
from voicelab.tools.arguments import ArgumentsError
from voicelab.tools.results import result_text
from voicelab.tools.tool import Tool

__all__ = ["MOST_ROUNDS", "ToolResult", "Toolbox"]

T = TypeVar("T")

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

    def check_known(self, name: str) -> None:
        """Check that there is a tool of a name.

        Raises
        ------
        ValueError
            There is none; the message lists those that there are, the nearest first.
        """
        if name not in self._tools:
            known = ", ".join(nearest_first(name, self._tools))
            there = f"there are: {known}" if known else "none is given"
            raise ValueError(f"there is no tool {shortened(name, 64)!r}; {there}")

    @property
    def declarations(self) -> list[dict[str, Any]]:
        """What the model is told of them."""
        return [tool.declaration for tool in self._tools.values()]

    @property
    def declared_characters(self) -> int:
        """How much that is; 0 where there are none."""
        return len(json.dumps(self.declarations)) if self._tools else 0

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
        try:
            self.check_known(name)
        except ValueError as error:
            return ToolResult(error=str(error))
        tool = self._tools[name]
        seconds = tool.timeout_seconds or timeout_seconds
        try:
            by_place, by_name = tool.arguments.read(arguments)
            came_to = await within(seconds, _text(tool, by_place, by_name))
        except ArgumentsError as error:
            return ToolResult(error=shortened(str(error), _LONGEST_ERROR))
        except asyncio.TimeoutError:
            return ToolResult(error=f"it did not return within {seconds:g} s")
        except Exception as error:  # of a type of the function's own, for an argument
            came_to = _Raised(error)
        if isinstance(came_to, _Raised):
            _logger.warning("the tool %r failed", name, exc_info=came_to.error)
            return ToolResult(error=_words(came_to.error))
        return ToolResult(came_to)


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a function raised, held as a value: what ends a task or the process is an error like others."""

    error: BaseException


async def _text(tool: Tool, by_place: list[Any], by_name: dict[str, Any]) -> str | _Raised:
    """Call a tool where it belongs, and return its result as text."""

    def called() -> object:
        return tool.function(*by_place, **by_name)

    result = await (_on_loop(called) if tool.is_async else _on_thread(called))
    if inspect.isawaitable(result):
        result = await _on_loop(lambda: result)
    return result if isinstance(result, _Raised) else await _on_thread(lambda: result_text(result))


async def _on_thread(work: Callable[[], T]) -> T | _Raised:
    def done() -> T | _Raised:
        try:
            return work()
        except BaseException as error:
            return _Raised(error)

    return await run_in_thread(done)


async def _on_loop(begin: Callable[[], object]) -> object:
    """Await what an async tool returns, on the loop that awaits the session, or on that of such tools."""

    async def awaited() -> object:
        try:
            result = begin()
            return await result if isinstance(result, Awaitable) else result
        except BaseException as error:
            return _Raised(error)

    caller = callers_loop()
    loop = caller if caller is not None and caller.is_running() else _own_loop.loop
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(awaited(), loop))


def _words(error: BaseException) -> str:
    try:
        said = str(error).strip()
    except Exception:
        said = ""
    kind = type(error).__name__
    return shortened(well_formed(f"{kind}: {said}" if said else kind), _LONGEST_ERROR)
