"""The bodies of an OpenAI-compatible server: chat completions and responses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

__all__ = ["DONE", "Calls", "ChatShape", "ResponseShape", "Shape", "data_event", "text_pieces"]

DONE = b"data: [DONE]\n\n"

Usage = Mapping[str, int]
Calls = Sequence[tuple[str, str, Sequence[str]]]
"""Functions that are called: the id of each call, the name, and the pieces of the arguments."""


class Shape(Protocol):
    """How a reply is worded, whole or streamed."""

    def whole(self, text: str, finish: str, usage: Usage, calls: Calls = ()) -> dict[str, Any]:
        """Return the reply in one."""
        ...

    def opening(self) -> list[bytes]:
        """Return the events ahead of the first token."""
        ...

    def token(self, token: str) -> bytes:
        """Return the event of a token."""
        ...

    def calls(self, calls: Calls) -> list[bytes]:
        """Return the events of functions that are called."""
        ...

    def closing(
        self, text: str, finish: str, usage: Usage, calls: Calls = (), *, wants_usage: bool
    ) -> list[bytes]:
        """Return the events after the last token."""
        ...


class ChatShape:
    """``chat.completions``."""

    def __init__(self, identifier: str, model: str) -> None:
        self._head = {"id": f"chatcmpl-{identifier}", "model": model, "created": 0}

    def whole(self, text: str, finish: str, usage: Usage, calls: Calls = ()) -> dict[str, Any]:
        """Return the reply in one."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if calls:
            named = [_call(call_id, name, "".join(pieces)) for call_id, name, pieces in calls]
            message = {"role": "assistant", "content": text or None, "tool_calls": named}
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else finish}
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": dict(usage)}

    def opening(self) -> list[bytes]:
        """Return the chunk that says who speaks."""
        return [self._chunk({"role": "assistant", "content": ""}, None)]

    def token(self, token: str) -> bytes:
        """Return the chunk of a token."""
        return self._chunk({"content": token}, None)

    def calls(self, calls: Calls) -> list[bytes]:
        """Return the chunks of functions that are called: the name first, then the arguments."""
        chunks = []
        for place, (call_id, name, pieces) in enumerate(calls):
            chunks.append(self._chunk({"tool_calls": [{"index": place, **_call(call_id, name, "")}]}, None))
            for piece in pieces:
                more = {"index": place, "function": {"arguments": piece}}
                chunks.append(self._chunk({"tool_calls": [more]}, None))
        return chunks

    def closing(
        self, text: str, finish: str, usage: Usage, calls: Calls = (), *, wants_usage: bool
    ) -> list[bytes]:
        """Return the chunk with the finish reason, and that of the usage."""
        events = [self._chunk({}, "tool_calls" if calls else finish)]
        if wants_usage:
            last = {**self._head, "object": "chat.completion.chunk", "choices": [], "usage": dict(usage)}
            events.append(data_event(last))
        return [*events, DONE]

    def _chunk(self, delta: dict[str, Any], finish: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return data_event({**self._head, "object": "chat.completion.chunk", "choices": [choice]})


class ResponseShape:
    """``responses``.

    Parameters
    ----------
    has_message
        Whether there are words, ahead of any calls.
    """

    def __init__(self, identifier: str, model: str, *, created: int = 0, has_message: bool = True) -> None:
        self._identifier = f"resp-{identifier}"
        self._model = model
        self._created = created
        self._has_message = has_message
        self._sequence = 0

    def whole(self, text: str, finish: str, usage: Usage, calls: Calls = ()) -> dict[str, Any]:
        """Return the reply in one."""
        status = "completed" if finish == "stop" else "incomplete"
        reason = "content_filter" if finish == "content_filter" else "max_output_tokens"
        return {
            **self._response(status),
            "output": [
                *([self._message(text, status)] if self._has_message else []),
                *(_function_call(*call) for call in calls),
            ],
            "incomplete_details": {"reason": reason} if status == "incomplete" else None,
            "usage": {
                "input_tokens": usage.get("prompt_tokens", 0),
                "output_tokens": usage.get("completion_tokens", 0),
                "total_tokens": usage.get("total_tokens", 0),
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
        }

    def opening(self) -> list[bytes]:
        """Return the events that announce the response and its message."""
        created = self._event("response.created", response=self._response("in_progress"))
        if not self._has_message:
            return [created]
        item = {**self._message("", "in_progress"), "content": []}
        return [
            created,
            self._event("response.output_item.added", output_index=0, item=item),
            self._event("response.content_part.added", **self._place(), part=_part("")),
        ]

    def token(self, token: str) -> bytes:
        """Return the event of a token."""
        return self._event("response.output_text.delta", **self._place(), delta=token, logprobs=[])

    def calls(self, calls: Calls) -> list[bytes]:
        """Return the events of functions that are called."""
        events = []
        for place, call in enumerate(calls, int(self._has_message)):
            item = _function_call(*call)
            at = {"output_index": place, "item_id": item["id"]}
            begun = {**item, "arguments": "", "status": "in_progress"}
            events.append(self._event("response.output_item.added", output_index=place, item=begun))
            for piece in call[2]:
                events.append(self._event("response.function_call_arguments.delta", **at, delta=piece))
            whole = {"arguments": item["arguments"], "name": item["name"]}
            events.append(self._event("response.function_call_arguments.done", **at, **whole))
            events.append(self._event("response.output_item.done", output_index=place, item=item))
        return events

    def closing(
        self, text: str, finish: str, usage: Usage, calls: Calls = (), *, wants_usage: bool
    ) -> list[bytes]:
        """Return the events that close message and response."""
        whole = self.whole(text, finish, usage, calls)
        last = f"response.{whole['status']}"
        if not self._has_message:
            return [self._event(last, response=whole)]
        return [
            self._event("response.output_text.done", **self._place(), text=text, logprobs=[]),
            self._event("response.content_part.done", **self._place(), part=_part(text)),
            self._event("response.output_item.done", output_index=0, item=whole["output"][0]),
            self._event(last, response=whole),
        ]

    def _response(self, status: str) -> dict[str, Any]:
        return {
            "id": self._identifier,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "model": self._model,
            "output": [],
            "parallel_tool_calls": False,
            "tool_choice": "auto",
            "tools": [],
        }

    def _message(self, text: str, status: str) -> dict[str, Any]:
        return {
            "id": f"msg-{self._identifier}",
            "type": "message",
            "role": "assistant",
            "status": status,
            "content": [_part(text)],
        }

    def _place(self) -> dict[str, Any]:
        return {"item_id": f"msg-{self._identifier}", "output_index": 0, "content_index": 0}

    def _event(self, kind: str, **fields: Any) -> bytes:
        payload = {"type": kind, "sequence_number": self._sequence, **fields}
        self._sequence += 1
        return b"event: " + kind.encode() + b"\n" + data_event(payload)


def text_pieces(arguments: str) -> list[str]:
    """Return a text in pieces, a word each, as a stream has it."""
    return re.findall(r"\s*\S+|\s+$", arguments)


def _call(call_id: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def _function_call(call_id: str, name: str, pieces: Sequence[str]) -> dict[str, Any]:
    return {
        "id": f"fc-{call_id}",
        "type": "function_call",
        "status": "completed",
        "call_id": call_id,
        "name": name,
        "arguments": "".join(pieces),
    }


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def data_event(payload: Mapping[str, Any]) -> bytes:
    """Return the server-sent event of a payload."""
    return b"data: " + json.dumps(payload).encode() + b"\n\n"
