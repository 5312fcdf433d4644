"""Scores of the tools that a model calls: whether it called the right one, with the right arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicelab.scores.score import DialogueScore, declare
from voicelab.scores.turns import has_failed
from voicelab.tools.tool import Tool

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["calls_tool"]


def calls_tool(
    tool: str | Tool | Callable[..., object], arguments: Mapping[str, Any] | None = None, *, name: str = ""
) -> DialogueScore:
    """Return a score that says whether the model called a tool, in any turn, whatever came of the call.

    `True` is better; `None` where it did not, and a turn failed.

    Parameters
    ----------
    tool
        Its name, or the function itself.
    arguments
        Arguments that the model must have written, among others, in one call: the same in JSON, texts in
        capitals or not; or compiled patterns, which are found in the text.
    name
        What the score is called; by default by the tool. Needed where there are several of one tool.

    Raises
    ------
    TypeError
        It is no tool, or the arguments are no mapping.

    Examples
    --------
    >>> calls_tool("get_weather").__name__
    'calls_get_weather'
    >>> asks_for_rome = calls_tool("get_weather", {"city": "Rome"}, name="asks_for_rome")
    """
    called = tool if isinstance(tool, str) else Tool.of(tool).name
    if not isinstance(arguments, Mapping | None):
        raise TypeError(f"arguments must be a mapping of names to values, not {arguments!r}")
    wanted = dict(arguments or {})

    @declare(higher_is_better=True, of_dialogues=True, name=name or f"calls_{called}")
    def calls_the_tool(exchanges: Sequence[Exchange], case: Case) -> bool | None:
        uses = (use for exchange in exchanges for use in exchange.tool_calls if use.name == called)
        if any(_is_alike(use.arguments, wanted) for use in uses):
            return True
        return None if any(map(has_failed, exchanges)) else False

    vars(calls_the_tool)["called_tool"] = called
    return calls_the_tool


def _is_alike(written: Any, wanted: Any) -> bool:
    """Return whether a value is what is wanted; an object may have more than that."""
    if isinstance(wanted, re.Pattern):
        return isinstance(written, str) and wanted.search(written) is not None
    if isinstance(wanted, Mapping):
        return isinstance(written, Mapping) and all(
            key in written and _is_alike(written[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list | tuple):
        is_as_long = isinstance(written, list) and len(written) == len(wanted)
        return is_as_long and all(map(_is_alike, written, wanted))
    if isinstance(wanted, str):
        return isinstance(written, str) and written.strip().casefold() == wanted.strip().casefold()
    if isinstance(wanted, bool) or isinstance(written, bool):  # which Python takes for 0 and 1
        return written is wanted
    return bool(written == wanted)
