"""Chat prompts: a conversation as the model that replies reads it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.session_options import SessionOptions

__all__ = ["chat_body", "chat_messages_of", "without_oldest"]

_KEPT_SHARE = 0.8
"""How much of a conversation stays that has become too long: the services, too, drop more than the least, so
that not each turn is read from the beginning."""


def chat_body(options: SessionOptions, messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the request of a chat that asks for a reply, streamed."""
    body: dict[str, Any] = {
        "model": options.model,
        "messages": list(messages),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if options.temperature is not None:
        body["temperature"] = options.temperature
    if options.max_output_tokens is not None:
        body["max_tokens"] = options.max_output_tokens
    if options.tools:
        body["tools"] = [_chat_tool(tool) for tool in options.tools]
        body["tool_choice"] = _chat_choice(options.tool_choice)
    return body


def chat_messages_of(instructions: str, items: Sequence[ConversationItem]) -> list[dict[str, Any]]:
    """Return the messages of a conversation, its instructions first; what has no words is left out."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": instructions}] if instructions else []
    for item in items:
        if item.kind == "function_call_output":
            messages.append({"role": "tool", "tool_call_id": item.call_id, "content": item.output})
        elif item.kind == "function_call":
            _add_call(messages, item)
        elif content := _content(item.parts):
            messages.append({"role": item.role, "content": content})
    return messages or [{"role": "user", "content": ""}]


def without_oldest(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]] | None:
    """Return messages without the oldest of the conversation; `None` where only the last is left.

    What answers a call of a function does not stay without the call.
    """
    head = [message for message in messages[:1] if message["role"] == "system"]
    talk = list(messages[len(head) :])
    if len(talk) < 2:
        return None
    kept = talk[-max(1, min(len(talk) - 1, int(len(talk) * _KEPT_SHARE))) :]
    while len(kept) > 1 and kept[0]["role"] == "tool":
        kept = kept[1:]
    return [*head, *kept]


def _content(parts: Sequence[ContentPart]) -> str | list[dict[str, Any]]:
    if not any(part.kind == "image" for part in parts):
        return "\n".join(part.text for part in parts if part.text)
    return [
        {"type": "image_url", "image_url": {"url": part.image_url}}
        if part.kind == "image"
        else {"type": "text", "text": part.text}
        for part in parts
    ]


def _add_call(messages: list[dict[str, Any]], item: ConversationItem) -> None:
    """Add a call of a function, to the assistant's message ahead of it where there is one."""
    function = {"name": item.name, "arguments": item.arguments}
    call = {"id": item.call_id, "type": "function", "function": function}
    if messages and messages[-1]["role"] == "assistant":
        messages[-1].setdefault("tool_calls", []).append(call)
    else:
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})


def _chat_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {name: value for name, value in tool.items() if name != "type" and value is not None}
    return {"type": "function", "function": function}


def _chat_choice(choice: str | Mapping[str, Any]) -> Any:
    return choice if isinstance(choice, str) else {"type": "function", "function": {"name": choice["name"]}}
