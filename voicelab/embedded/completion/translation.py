"""Requests as the server that replies takes them; for a model of our own, as llama.cpp's chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.completion.parameters import (
    MODEL_PARAMETERS,
    InvalidRequestError,
    Operation,
    check_parameters,
)
from voicelab.embedded.completion.plain_messages import chat_messages, response_messages
from voicelab.embedded.completion.prompts import as_chat
from voicelab.embedded.completion.wording import AsItIs, AsResponse, AsText, Wording
from voicelab.embedded.engines import Engines

__all__ = ["Asked", "translated"]

_REPLY_TOKENS = 512
"""The most tokens of a reply that nobody limits: a small model may go on to the end of its context."""
_FORMATS = ("text", "json_object", "json_schema")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the server that replies."""

    path: str
    """Of the address, behind ``/v1/``."""
    body: dict[str, Any]
    wording: Wording
    """How its answer is told."""

    @property
    def choices(self) -> int:
        """How many replies are asked for."""
        return int(self.body.get("n") or 1)


def translated(
    operation: Operation, body: Mapping[str, Any], engines: Engines, deployment: str | None
) -> Asked:
    """Return a request as the server that replies takes it.

    One of the user's own gets what the client wrote, but for the older completions. A model of our own is
    held to what it can do.

    Raises
    ------
    InvalidRequestError
        It asks for what a model of our own cannot do, or for what nobody can.
    """
    asked = dict(body)
    wording: Wording = AsItIs()
    path = str(operation)
    if engines.completion_is_own:
        check_parameters(operation, body)
    if operation == "completions":
        try:
            asked, path, wording = as_chat(body), "chat/completions", AsText()
        except ValueError as error:
            raise InvalidRequestError(str(error), "prompt", "BadRequest") from error
    elif operation == "responses" and engines.completion_is_own:
        asked, path, wording = _response_as_chat(body), "chat/completions", AsResponse()
    elif engines.completion_is_own:
        _check_format(body.get("response_format"), "response_format")
    model = engines.completion_model or deployment
    if "max_completion_tokens" in asked:
        # Many local servers know only the older name.
        asked["max_tokens"] = asked.pop("max_completion_tokens")
    if engines.completion_is_own:
        asked = _own(asked)
    if model:
        asked["model"] = model
    return Asked(path, asked, wording)


def _own(chat: Mapping[str, Any]) -> dict[str, Any]:
    asked = {name: chat[name] for name in MODEL_PARAMETERS if chat.get(name) is not None}
    return {"max_tokens": _REPLY_TOKENS, **asked, "messages": chat_messages(chat["messages"])}


def _response_as_chat(body: Mapping[str, Any]) -> dict[str, Any]:
    text, reasoning = body.get("text") or {}, body.get("reasoning") or {}
    if text.get("verbosity") not in (None, "medium"):
        raise InvalidRequestError(
            "Invalid value for 'text.verbosity': the local model has none but 'medium'.", "text.verbosity"
        )
    chat = {name: body.get(name) for name in ("temperature", "top_p", "stream")}
    if body.get("stream"):
        chat["stream_options"] = {"include_usage": True}
    kind = text.get("format")
    _check_format(kind, "text.format")
    if kind and kind["type"] == "json_schema":
        schema = {name: value for name, value in kind.items() if name != "type"}
        kind = {"type": "json_schema", "json_schema": schema}
    return {
        **chat,
        "messages": response_messages(body["input"], body.get("instructions")),
        "max_tokens": body.get("max_output_tokens"),
        "response_format": kind,
        "reasoning_effort": reasoning.get("effort"),
    }


def _check_format(given: Any, param: str) -> None:
    if given is None:
        return
    kind = given.get("type") if isinstance(given, Mapping) else given
    if kind not in _FORMATS:
        raise InvalidRequestError(
            f"Invalid value for '{param}.type': {str(kind)[:40]!r}. "
            f"Supported values are: {', '.join(map(repr, _FORMATS))}.",
            f"{param}.type",
        )
    if kind == "json_schema":
        chat = param == "response_format"
        holder, place = (given.get("json_schema"), f"{param}.json_schema") if chat else (given, param)
        if not isinstance(holder, Mapping) or not isinstance(holder.get("schema"), Mapping):
            missing = f"{place}.schema"
            raise InvalidRequestError(
                f"Missing required parameter: {missing!r}.", missing, "missing_required_parameter"
            )
