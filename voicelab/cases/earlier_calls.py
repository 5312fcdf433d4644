"""EarlierCalls: the calls of tools in the messages of a turn, and what they returned."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from voicelab.exchange.tool_use import ToolUse

__all__ = ["EarlierCalls"]


class EarlierCalls:
    """The calls of one turn, as messages of requests to models have them, each with its result."""

    def __init__(self) -> None:
        self._uses: list[tuple[Any, ToolUse]] = []

    @property
    def ended(self) -> tuple[ToolUse, ...]:
        """Those that something came of."""
        return tuple(use for _, use in self._uses if use.is_over)

    def begin(self, calls: Any) -> None:
        """Add the calls of a message, ``tool_calls``; what is none is left out."""
        for call in calls if isinstance(calls, list | tuple) else ():
            function = call.get("function") if isinstance(call, Mapping) else None
            name = function.get("name") if isinstance(function, Mapping) else None
            arguments = function.get("arguments") if isinstance(function, Mapping) else None
            if isinstance(name, str) and name:
                arguments_json = arguments if isinstance(arguments, str) else ""
                self._uses.append((call.get("id"), ToolUse(name=name, arguments_json=arguments_json)))

    def end(self, call_id: Any, result: str | None) -> None:
        """Add what a call returned: that of this id, the first that waits where several share it."""
        for place, (own_id, use) in enumerate(self._uses):
            if own_id == call_id and not use.is_over:
                self._uses[place] = own_id, dataclasses.replace(use, result=result)
                return
