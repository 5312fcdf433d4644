"""Parameters of completions: those that a model of our own takes, with their ranges, and refusals by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["MODEL_PARAMETERS", "InvalidRequestError", "check_parameters", "no_tools"]

Operation = Literal["chat/completions", "completions", "responses"]

_MOST_REPLIES = 8
"""As many as the model makes at once."""
_MOST_STOPS = 4
_NAMES = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer"}


class InvalidRequestError(Exception):
    """A request is refused: the message is a sentence for the client.

    Parameters
    ----------
    param
        What is wrong, as a path: ``messages[0].role``.
    code
        OpenAI's code of the refusal.
    """

    def __init__(self, message: str, param: str, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a parameter may be; ``null`` always counts as left out."""

    types: tuple[type, ...]
    lowest: float | None = None
    highest: float | None = None
    values: tuple[object, ...] = ()
    """All there are; empty for any."""


_BOOLEAN, _TEXT, _OBJECT, _LIST = _Kind((bool,)), _Kind((str,)), _Kind((dict,)), _Kind((list,))
_TOKENS = _Kind((int,), 1)
_PENALTY = _Kind((int, float), -2, 2)
_COMMON = {
    "model": _TEXT,
    "stream": _BOOLEAN,
    "stream_options": _OBJECT,
    "temperature": _Kind((int, float), 0, 2),
    "top_p": _Kind((int, float), 0, 1),
    # Said of a request, and nothing that the reply depends on.
    **dict.fromkeys(("user", "safety_identifier", "service_tier", "prompt_cache_key"), _TEXT),
    "prompt_cache_retention": _TEXT,
    "metadata": _OBJECT,
    "store": _BOOLEAN,
}
_SAMPLED = {
    "frequency_penalty": _PENALTY,
    "presence_penalty": _PENALTY,
    "max_tokens": _TOKENS,
    "n": _Kind((int,), 1, _MOST_REPLIES),
    "seed": _Kind((int,), -(2**63), 2**63 - 1),
    "stop": _Kind((str, list)),
    "logit_bias": _OBJECT,
}
MODEL_PARAMETERS = (
    *("stream", "stream_options", "temperature", "top_p", *_SAMPLED),
    *("logprobs", "top_logprobs", "response_format", "reasoning_effort"),
)
"""What a model of our own is told, by its chat; the rest is for others' eyes."""
_TOOLS = {
    **dict.fromkeys(("tools", "functions"), _LIST),
    **dict.fromkeys(("tool_choice", "function_call"), _Kind((str, dict))),
    "parallel_tool_calls": _BOOLEAN,
}
_KNOWN: Mapping[Operation, Mapping[str, _Kind]] = {
    "chat/completions": {
        **_COMMON,
        **_SAMPLED,
        **_TOOLS,
        "messages": _LIST,
        "max_completion_tokens": _TOKENS,
        "logprobs": _BOOLEAN,
        "top_logprobs": _Kind((int,), 0, 20),
        "response_format": _OBJECT,
        "reasoning_effort": _TEXT,
        "modalities": _Kind((list,), values=(["text"],)),
    },
    "completions": {
        **_COMMON,
        **_SAMPLED,
        "prompt": _Kind((str, list)),
        "suffix": _TEXT,
        "logprobs": _Kind((int, bool)),
        "best_of": _Kind((int,)),
        "echo": _BOOLEAN,
    },
    "responses": {
        **_COMMON,
        **{name: kind for name, kind in _TOOLS.items() if not name.startswith("function")},
        "input": _Kind((str, list)),
        "instructions": _TEXT,
        "max_output_tokens": _TOKENS,
        "text": _OBJECT,
        "reasoning": _OBJECT,
        "include": _Kind((list,), values=([], ["reasoning.encrypted_content"])),
        "truncation": _Kind((str,), values=("disabled",)),
        "background": _Kind((bool,), values=(False,)),
        "max_tool_calls": _Kind((int,)),
    },
}
_NOT_OFFERED = {
    **dict.fromkeys(("previous_response_id", "conversation", "prompt"), "nothing is kept between requests"),
    "data_sources": "no data is looked up here",
    **dict.fromkeys(("audio", "prediction", "verbosity", "web_search_options"), "the local model has none"),
}
"""What Azure knows and a model of our own has not, with the reason."""
_NEEDED = {"chat/completions": "messages", "completions": "prompt", "responses": "input"}


def check_parameters(operation: Operation, body: Mapping[str, Any]) -> None:
    """Check that a model of our own takes what a request asks.

    Raises
    ------
    InvalidRequestError
        A parameter is unknown, of another type or out of its range, or asks for what is not there.
    """
    given = {name: value for name, value in body.items() if value is not None}
    for name, value in given.items():
        if name in _NOT_OFFERED and name not in _KNOWN[operation]:
            sentence = f"{name!r} is not supported: {_NOT_OFFERED[name]}."
            raise InvalidRequestError(sentence, name, "unsupported_parameter")
        if name not in _KNOWN[operation]:
            raise InvalidRequestError(f"Unknown parameter: {name[:60]!r}.", name[:60], "unknown_parameter")
        _check(name, value, _KNOWN[operation][name])
    if (needed := _NEEDED[operation]) not in given:
        raise InvalidRequestError(
            f"Missing required parameter: {needed!r}.", needed, "missing_required_parameter"
        )
    if "stream_options" in given and not given.get("stream"):
        raise _only_with("stream_options", "stream")
    if operation == "chat/completions" and given.get("top_logprobs") and not given.get("logprobs"):
        raise _only_with("top_logprobs", "logprobs")
    if "max_tokens" in given and "max_completion_tokens" in given:
        raise InvalidRequestError(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "max_tokens",
            "invalid_parameter_combination",
        )
    _check_stop(given.get("stop"))
    _check_bias(given.get("logit_bias", {}))
    _check_tools(given)


def no_tools(param: str) -> InvalidRequestError:
    """Return the refusal of tools, functions and what they said."""
    return InvalidRequestError(
        f"{param!r} is not supported: the local model calls no tools. "
        "Name a server of your own whose model does, by VOICELAB_COMPLETION_URL.",
        param,
        "unsupported_parameter",
    )


def _check(name: str, value: object, kind: _Kind) -> None:
    boolean = isinstance(value, bool) and bool not in kind.types
    if boolean or not isinstance(value, kind.types):
        raise InvalidRequestError(
            f"Invalid type for {name!r}: "
            f"expected {_type_names(kind.types)}, but got {_type_name(value)} instead.",
            name,
            "invalid_type",
        )
    if kind.values and value not in kind.values:
        raise InvalidRequestError(
            f"Invalid value for {name!r}: {repr(value)[:60]} is not supported by the local model. "
            f"Supported values are: {', '.join(repr(supported) for supported in kind.values)}.",
            name,
        )
    if isinstance(value, (int, float)):
        number = "integer" if float not in kind.types else "decimal"
        bounds = (("below", "minimum", ">=", kind.lowest), ("above", "maximum", "<=", kind.highest))
        for side, limit, sign, bound in bounds:
            if bound is not None and (value < bound if side == "below" else value > bound):
                raise InvalidRequestError(
                    f"Invalid {name!r}: {number} {side} {limit} value. "
                    f"Expected a value {sign} {bound}, but got {value} instead.",
                    name,
                    f"{number}_{side}_{limit[:3]}_value",
                )


def _check_stop(stop: object) -> None:
    if not isinstance(stop, list):
        _check_any_text(stop, "stop")
        return
    if len(stop) > _MOST_STOPS:
        raise InvalidRequestError(
            f"Invalid 'stop': array too long. Expected an array with maximum length {_MOST_STOPS}, "
            f"but got an array with length {len(stop)} instead.",
            "stop",
            "array_above_max_length",
        )
    for position, item in enumerate(stop):
        _check(f"stop[{position}]", item, _TEXT)
        _check_any_text(item, f"stop[{position}]")


def _check_any_text(text: object, param: str) -> None:
    if text == "":
        raise InvalidRequestError(
            f"Invalid {param!r}: empty string. Expected a string with minimum length 1, "
            "but got an empty string instead.",
            param,
            "empty_string",
        )


def _check_bias(bias: Mapping[str, object]) -> None:
    for token, value in bias.items():
        if not token.isdecimal():
            raise InvalidRequestError(
                f"Invalid 'logit_bias': {token[:20]!r} is no number of a token.", "logit_bias"
            )
        _check(f"logit_bias.{token[:20]}", value, _Kind((int, float), -100, 100))


def _check_tools(given: Mapping[str, Any]) -> None:
    for tools, choice in (("tools", "tool_choice"), ("functions", "function_call")):
        if given.get(tools) and given.get(choice) != "none":
            raise no_tools(tools)
        if given.get(choice) not in (None, "none", "auto"):
            raise no_tools(choice)


def _only_with(name: str, other: str) -> InvalidRequestError:
    return InvalidRequestError(f"The {name!r} parameter is only allowed when {other!r} is enabled.", name)


def _type_name(value: object) -> str:
    return "a decimal" if isinstance(value, float) else _NAMES.get(type(value), "null")


def _type_names(types: Sequence[type]) -> str:
    if float in types:
        return "a decimal"
    return " or ".join(_NAMES[kind] for kind in types)
