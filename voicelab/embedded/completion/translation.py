"""Requests as the server that replies takes them; for a model of our own, as llama.cpp's chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.json_schema import supported_schema
from voicelab.embedded.completion.parameters import MODEL_PARAMETERS, Operation, check_parameters
from voicelab.embedded.completion.plain_messages import chat_messages, response_messages, with_plain_text
from voicelab.embedded.completion.prompts import as_chat
from voicelab.embedded.completion.tool_offers import OfferedTools, no_tools, offered_tools
from voicelab.embedded.completion.wording import AsChat, AsItIs, AsResponse, AsText, Wording
from voicelab.embedded.engines import Engines

__all__ = ["Asked", "in_newer_words", "translated"]

_NEWER_LIMIT = "max_completion_tokens"
"""What the most tokens of a reply are called by models that think; others know only ``max_tokens``."""

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
    tools: OfferedTools | None = None
    """What a model of our own may call in place of a reply."""

    @property
    def question(self) -> list[Mapping[str, str]]:
        """The instructions and the user's last message."""
        messages = self.body["messages"]
        told = [message for message in messages if message["role"] == "system"]
        return [*told, *[message for message in messages if message["role"] == "user"][-1:]]

    @property
    def choices(self) -> int:
        """How many replies are asked for."""
        return int(self.body.get("n") or 1)

    def in_newer_words(self, refusal: str) -> Asked | None:
        """Return the request in the words that a refusal asks for; `None` where the client chose its own."""
        newer = in_newer_words(self.body, refusal) if isinstance(self.wording, AsText) else None
        return None if newer is None else replace(self, body=newer)


def in_newer_words(body: Mapping[str, Any], refusal: str) -> dict[str, Any] | None:
    """Return a chat's request with the newer name of its limit; `None` where its refusal is about another."""
    if _NEWER_LIMIT not in refusal or "max_tokens" not in body:
        return None
    others = {name: value for name, value in body.items() if name != "max_tokens"}
    return {**others, _NEWER_LIMIT: body["max_tokens"]}


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
        asked["response_format"] = _chat_format(body.get("response_format"))
    model = engines.completion_model or deployment
    if engines.completion_is_own:
        if operation == "chat/completions":
            wording = AsChat(asked.get("top_logprobs") or 0)
        asked = _own(asked, engines.completion_control_tokens)
    if model:
        asked["model"] = model
    return Asked(path, asked, wording, _tools(body, engines) if engines.completion_is_own else None)


def _tools(body: Mapping[str, Any], engines: Engines) -> OfferedTools | None:
    """Return what may be called; behind what functions returned it is to reply, unless it must call one."""
    offered = offered_tools(body)
    if offered is not None and engines.tool_calling is None:
        raise no_tools("tools")
    if offered is not None and (body.get("n") or 1) > 1:
        raise InvalidRequestError("'n' above 1 is not supported with tools by the local model.", "n")
    given = body.get("messages", body.get("input"))
    last = given[-1] if isinstance(given, list) else {}
    is_result = last.get("role") == "tool" or last.get("type") == "function_call_output"
    return None if offered is None or (is_result and not offered.must_call) else offered


def _own(chat: Mapping[str, Any], control_tokens: tuple[str, ...]) -> dict[str, Any]:
    asked = {name: chat[name] for name in MODEL_PARAMETERS if chat.get(name) is not None}
    if chat.get(_NEWER_LIMIT) is not None:
        asked["max_tokens"] = chat[_NEWER_LIMIT]
    if asked.get("logprobs"):
        # llama.cpp tells none at all for 0 alternatives, and 20 where their number is not given.
        asked["top_logprobs"] = max(1, asked.get("top_logprobs", 0))
    return {
        "max_tokens": _REPLY_TOKENS,
        **asked,
        "messages": with_plain_text(chat_messages(chat["messages"]), control_tokens),
    }


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
        kind = {"type": "json_schema", "json_schema": _with_supported_schema(schema, "text.format")}
    return {
        **chat,
        "messages": response_messages(body["input"], body.get("instructions")),
        "max_tokens": body.get("max_output_tokens"),
        "response_format": kind,
        "reasoning_effort": reasoning.get("effort"),
    }


def _chat_format(given: Any) -> Any:
    _check_format(given, "response_format")
    if given and given["type"] == "json_schema":
        return {**given, "json_schema": _with_supported_schema(given["json_schema"], "response_format")}
    return given


def _with_supported_schema(holder: Mapping[str, Any], param: str) -> dict[str, Any]:
    """Return what holds a schema, its name and whether it is strict, as llama.cpp keeps it."""
    strict = holder.get("strict") is True
    schema = supported_schema(holder["schema"], str(holder.get("name") or ""), param, strict=strict)
    return {**holder, "schema": schema}


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
