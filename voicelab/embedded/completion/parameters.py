"""Parameters of completions: those that a model of our own takes, with their ranges, and refusals by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from voicelab.embedded.completion.invalid_request import (
    BOOLEAN,
    LIST,
    OBJECT,
    TEXT,
    InvalidRequestError,
    ValueKind,
    check_value,
)

__all__ = ["MODEL_PARAMETERS", "Operation", "check_parameters"]

Operation = Literal["chat/completions", "completions", "responses"]

_MOST_REPLIES = 8
"""As many as the model makes at once."""
_MOST_STOPS = 4


_TOKENS = ValueKind((int,), 1)
_PENALTY = ValueKind((int, float), -2, 2)
_COMMON = {
    "model": TEXT,
    "stream": BOOLEAN,
    "stream_options": OBJECT,
    "temperature": ValueKind((int, float), 0, 2),
    "top_p": ValueKind((int, float), 0, 1),
    # Said of a request, and nothing that the reply depends on.
    **dict.fromkeys(("user", "safety_identifier", "service_tier", "prompt_cache_key"), TEXT),
    "prompt_cache_retention": TEXT,
    "metadata": OBJECT,
    "store": BOOLEAN,
}
_SAMPLED = {
    "frequency_penalty": _PENALTY,
    "presence_penalty": _PENALTY,
    "max_tokens": _TOKENS,
    "n": ValueKind((int,), 1, _MOST_REPLIES),
    "seed": ValueKind((int,), -(2**63), 2**63 - 1),
    "stop": ValueKind((str, list)),
    "logit_bias": OBJECT,
}
MODEL_PARAMETERS = (
    *("stream", "stream_options", "temperature", "top_p", *_SAMPLED),
    *("logprobs", "top_logprobs", "response_format", "reasoning_effort"),
)
"""What a model of our own is told, by its chat; the rest is for others' eyes."""
_TOOLS = {
    **dict.fromkeys(("tools", "functions"), LIST),
    **dict.fromkeys(("tool_choice", "function_call"), ValueKind((str, dict))),
    "parallel_tool_calls": BOOLEAN,
}
_KNOWN: Mapping[Operation, Mapping[str, ValueKind]] = {
    "chat/completions": {
        **_COMMON,
        **_SAMPLED,
        **_TOOLS,
        "messages": LIST,
        "max_completion_tokens": _TOKENS,
        "logprobs": BOOLEAN,
        "top_logprobs": ValueKind((int,), 0, 20),
        "response_format": OBJECT,
        "reasoning_effort": TEXT,
        "modalities": ValueKind((list,), values=(["text"],)),
    },
    "completions": {
        **_COMMON,
        **_SAMPLED,
        "prompt": ValueKind((str, list)),
        "suffix": TEXT,
        "logprobs": ValueKind((int, bool)),
        "best_of": ValueKind((int,)),
        "echo": BOOLEAN,
    },
    "responses": {
        **_COMMON,
        **{name: kind for name, kind in _TOOLS.items() if not name.startswith("function")},
        "input": ValueKind((str, list)),
        "instructions": TEXT,
        "max_output_tokens": _TOKENS,
        "text": OBJECT,
        "reasoning": OBJECT,
        "include": ValueKind((list,), values=([], ["reasoning.encrypted_content"])),
        "truncation": ValueKind((str,), values=("disabled",)),
        "background": ValueKind((bool,), values=(False,)),
        "max_tool_calls": ValueKind((int,)),
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
        check_value(name, value, _KNOWN[operation][name])
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
        check_value(f"stop[{position}]", item, TEXT)
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
        check_value(f"logit_bias.{token[:20]}", value, ValueKind((int, float), -100, 100))


def _only_with(name: str, other: str) -> InvalidRequestError:
    return InvalidRequestError(f"The {name!r} parameter is only allowed when {other!r} is enabled.", name)
