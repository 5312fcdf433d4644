"""ToolRun: a tool that a turn's model called, while it runs and when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.exchange.tool_use import ToolUse
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    from voicelab.completion.messages import ToolRequest
    from voicelab.tools.toolbox import ToolResult

__all__ = ["ToolRun"]

_MOST_CHARACTERS = 10_000
"""Of a name or of arguments that are kept: a model may write without end."""


@dataclass(slots=True)
class ToolRun:
    """A tool that runs, or did. Moments are of ``time.monotonic()``, in seconds."""

    request: ToolRequest
    began_at: float
    ended_at: float | None = None
    is_running: bool = True
    result: ToolResult | None = None
    """What came of it; `None` while it runs, and where it was cut short."""

    def use(self, zero: float) -> ToolUse:
        """Return what is kept of it; `zero` is when the user's speech ended."""
        result = self.result
        return ToolUse(
            name=shortened(self.request.name, _MOST_CHARACTERS),
            arguments_json=shortened(self.request.arguments, _MOST_CHARACTERS),
            result=result.text if result is not None and result.error is None else None,
            error=result.error if result is not None else None,
            started_seconds=max(0.0, self.began_at - zero),
            seconds=self.ended_at - self.began_at if self.ended_at is not None else None,
        )
