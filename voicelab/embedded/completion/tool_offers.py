"""Tools that a request offers to a model of our own: functions alone, by chat completions or by responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.completion.invalid_request import OBJECT, TEXT, InvalidRequestError, check_value

__all__ = ["OfferedTools", "no_tools", "offered_tools"]

_CHOICES = ("none", "auto", "required")
_OLDER = ("functions", "function_call")


@dataclass(frozen=True, slots=True)
class OfferedTools:
    """The functions that may be called, and whether one must be."""

    functions: tuple[Mapping[str, Any], ...]
    """Each with ``name``, and perhaps ``description`` and ``parameters``."""
    must_call: bool
    may_call_several: bool


def no_tools(param: str) -> InvalidRequestError:
    """Return the refusal of tools by a model that calls none."""
    return InvalidRequestError(
        f"{param!r} is not supported: the tiny local model calls no tools. "
        "The usual one does, and so does a server of your own whose model does, by VOICELAB_COMPLETION_URL.",
        param,
        "unsupported_parameter",
    )


def offered_tools(body: Mapping[str, Any]) -> OfferedTools | None:
    """Return the tools of a request; `None` where none may be called.

    Raises
    ------
    InvalidRequestError
        One is no function, or the choice names none of them.
    """
    for name in _OLDER:
        if body.get(name) not in (None, [], "none", "auto"):
            raise InvalidRequestError(
                f"{name!r} is not supported: it is the older name of 'tools' and 'tool_choice'.",
                name,
                "unsupported_parameter",
            )
    functions = tuple(
        _function(tool, f"tools[{place}]") for place, tool in enumerate(body.get("tools") or ())
    )
    choice = body.get("tool_choice")
    if choice is not None and not functions and choice not in ("none", "auto"):
        raise InvalidRequestError("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice")
    if not functions or choice == "none":
        return None
    several = body.get("parallel_tool_calls") is not False
    if isinstance(choice, Mapping):
        return OfferedTools((_named(choice, functions),), must_call=True, may_call_several=False)
    if choice not in (None, *_CHOICES):
        raise _no_such_choice(choice)
    return OfferedTools(functions, must_call=choice == "required", may_call_several=several)


def _function(tool: Any, param: str) -> dict[str, Any]:
    check_value(param, tool, OBJECT)
    if tool.get("type") != "function":
        raise InvalidRequestError(
            f"Invalid value for '{param}.type': {str(tool.get('type'))[:40]!r}. "
            "The local model calls functions alone.",
            f"{param}.type",
        )
    function, param = (tool["function"], f"{param}.function") if "function" in tool else (tool, param)
    check_value(param, function, OBJECT)
    check_value(f"{param}.name", function.get("name"), TEXT)
    for name, kind in (("description", TEXT), ("parameters", OBJECT)):
        if function.get(name) is not None:
            check_value(f"{param}.{name}", function[name], kind)
    kept = ("name", "description", "parameters")
    return {name: function[name] for name in kept if function.get(name) is not None}


def _named(choice: Mapping[str, Any], functions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    named = choice.get("function", choice)
    name = named.get("name") if isinstance(named, Mapping) else None
    for function in functions:
        if choice.get("type") == "function" and function["name"] == name:
            return function
    raise _no_such_choice(name or choice.get("type"))


def _no_such_choice(choice: Any) -> InvalidRequestError:
    return InvalidRequestError(
        f"Invalid value for 'tool_choice': {str(choice)[:60]!r} is none of the tools, "
        f"and none of {', '.join(map(repr, _CHOICES))}.",
        "tool_choice",
    )
