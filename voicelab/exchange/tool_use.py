"""ToolUse: one call of a tool in a turn, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from voicelab.exchange.plain_values import make_plain
from voicelab.printable import printable
from voicelab.text.shortened import one_line

__all__ = ["ToolUse"]

_LINE_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """A call of a tool, and what came of it."""

    name: str
    """The tool that the model called; there may be none of that name."""
    arguments_json: str = ""
    """The arguments, as the model wrote them."""
    result: str | None = None
    """What the model was told, as text or JSON; `None` where there is no result."""
    error: str | None = None
    """What went wrong, as the model was told; `None` where nothing did."""
    started_seconds: float | None = None
    """When it was called, in seconds after the end of speech."""
    seconds: float | None = None
    """How long it took, in seconds; `None` where it was cut short."""

    def __post_init__(self) -> None:
        make_plain(self)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments by their names; empty where the model wrote no JSON object."""
        try:
            value = json.loads(self.arguments_json)
            value = json.loads(value) if isinstance(value, str) else value  # some models write it as a text
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def is_over(self) -> bool:
        """Whether it came to an end, and was not cut short."""
        return self.result is not None or self.error is not None

    @property
    def output(self) -> str:
        """What the model was told."""
        return (self.result or "") if self.error is None else f"Error: {self.error}"

    @property
    def came_to(self) -> str:
        """What came of it, in words: its result, or why there is none."""
        if self.error is not None:
            return f"failed: {self.error}"
        return "cut short" if self.result is None else self.result

    @property
    def call_line(self) -> str:
        """The call in one line, cut where it is long."""
        return one_line(str(self), _LINE_CHARACTERS)

    @property
    def came_to_line(self) -> str:
        """What came of it in one line, cut where it is long."""
        return one_line(self.came_to, _LINE_CHARACTERS)

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        is_none = self.arguments_json.strip() in ("", "{}")
        return printable(f"{self.name}({named if named or is_none else self.arguments_json})")
