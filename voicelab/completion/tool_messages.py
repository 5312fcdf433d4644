"""Tools and their calls in a request, as each interface words them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.completion.messages import Message, ToolRequest
from voicelab.text.json_objects import json_object, written_object

__all__ = [
    "call_message",
    "chat_tools",
    "response_items",
    "response_tools",
    "result_message",
    "uses_tools",
    "without_tools",
]

Declaration = Mapping[str, Any]
"""Name, description and parameters of a tool."""
_UNSENDABLE = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 64
"""OpenAI refuses other names in a request, though its models may call ``multi_tool_use.parallel``."""


def call_message(requests: Sequence[ToolRequest], text: str = "") -> Message:
    """Return the message in which the model called tools, and what it said ahead of it."""
    message: Message = {
        "role": "assistant",
        "content": text,
        "tool_calls": [
            {
                "id": each.call_id,
                "type": "function",
                "function": {
                    "name": _UNSENDABLE.sub("_", each.name)[:_LONGEST_NAME],
                    "arguments": _sendable_arguments(each.arguments),
                },
                **each.beside,
            }
            for each in requests
        ],
    }
    if requests and requests[0].thought:
        message["reasoning_content"] = requests[0].thought
    return message


def _sendable_arguments(arguments: str) -> str:
    """Return arguments as the JSON object that they must be in a request, also where the model wrote none.

    vLLM, llama.cpp and Ollama read them again, and refuse the whole conversation otherwise.
    """
    written = arguments.strip() or "{}"
    if json_object(written) is not None:
        return written
    found = written_object(written)
    return json.dumps({"invalid_json": arguments} if found is None else found, ensure_ascii=False)


def result_message(request: ToolRequest, output: str) -> Message:
    """Return the message that says what a tool returned."""
    return {"role": "tool", "content": output, "tool_call_id": request.call_id}


def uses_tools(messages: Sequence[Message]) -> bool:
    """Return whether a tool was called, or returned, in some messages."""
    return any(message["role"] == "tool" or message.get("tool_calls") for message in messages)


def without_tools(messages: Sequence[Message]) -> list[Message]:
    """Return messages as a model takes them that knows no tools: what was said alone."""
    spoken = (message for message in messages if message["role"] != "tool")
    return [
        {"role": message["role"], "content": message["content"]}
        for message in spoken
        if message["content"].strip() or not message.get("tool_calls")
    ]


def chat_tools(tools: Sequence[Declaration]) -> list[dict[str, Any]]:
    """Return tools as chat completions declare them."""
    return [{"type": "function", "function": dict(tool)} for tool in tools]


def response_tools(tools: Sequence[Declaration]) -> list[dict[str, Any]]:
    """Return tools as responses declare them."""
    # Strict, which is the default there, wants each parameter to be required.
    return [{"type": "function", "strict": False, **tool} for tool in tools]


def response_items(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return messages as the items that responses take."""
    items: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] == "tool":
            call_id, output = message.get("tool_call_id", ""), message["content"]
            items.append({"type": "function_call_output", "call_id": call_id, "output": output})
            continue
        if message["content"] or not message.get("tool_calls"):
            items.append({"role": message["role"], "content": message["content"]})
        for call in message.get("tool_calls", ()):
            items.append({"type": "function_call", "call_id": call["id"], **call["function"]})
    return items
