"""A chat model's answers in the words of the route that was asked."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

from voicelab.embedded.completion.prompts import as_text, as_text_event
from voicelab.embedded.completion.shapes import ResponseShape, data_event

__all__ = [
    "AsChat",
    "AsItIs",
    "AsResponse",
    "AsText",
    "Wording",
    "chunk_of",
    "joined_answers",
    "summed_usage",
]


class Wording(Protocol):
    """How one answer is worded."""

    def whole(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that came in one."""
        ...

    def events(self, event: bytes) -> Sequence[bytes]:
        """Return the server-sent events for one of the model's."""
        ...


class AsItIs:
    """As the model words it."""

    def whole(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that came in one."""
        return answer

    def events(self, event: bytes) -> Sequence[bytes]:
        """Return the event."""
        return (event,)


class AsChat:
    """As a chat is worded, with so many alternatives to each token as were asked for."""

    def __init__(self, top_logprobs: int) -> None:
        self._top_logprobs = top_logprobs

    def whole(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that came in one."""
        for choice in answer.get("choices") or ():
            for token in (choice.get("logprobs") or {}).get("content") or ():
                token["top_logprobs"] = token.get("top_logprobs", [])[: self._top_logprobs]
        return answer

    def events(self, event: bytes) -> Sequence[bytes]:
        """Return the event."""
        if b'"logprobs"' not in event or (chunk := chunk_of(event)) is None:
            return (event,)
        return (data_event(self.whole(chunk)),)


class AsText:
    """As the older completions are worded."""

    def whole(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that came in one."""
        return as_text(answer)

    def events(self, event: bytes) -> Sequence[bytes]:
        """Return the event in the older shape."""
        return (as_text_event(event),)


class AsResponse:
    """As a response is worded: whether it was cut stands in its status, and in the last event's name."""

    def __init__(self) -> None:
        self._shape: ResponseShape | None = None
        self._text = ""
        self._finish = "stop"
        self._usage: Mapping[str, int] = {}

    def whole(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that came in one."""
        self._read(answer)
        return self._shape_of(answer).whole(self._text, self._finish, self._usage)

    def events(self, event: bytes) -> Sequence[bytes]:
        """Return the events for a chunk; those that open and close the response come first and last."""
        if event.strip() == b"data: [DONE]":
            return self._shape_of({}).closing(self._text, self._finish, self._usage, wants_usage=True)
        chunk = chunk_of(event)
        if chunk is None:
            return ()
        if "error" in chunk:
            return (b"event: error\n" + data_event(_failure(chunk["error"])),)
        opening = [] if self._shape is not None else self._shape_of(chunk).opening()
        said = self._read(chunk)
        return [*opening, self._shape_of(chunk).token(said)] if said else opening

    def _read(self, answer: Mapping[str, Any]) -> str:
        """Note what an answer or a chunk of one holds; return its words."""
        self._usage = answer.get("usage") or self._usage
        said = ""
        for choice in answer.get("choices") or ():
            self._finish = choice.get("finish_reason") or self._finish
            said += (choice.get("message") or choice.get("delta") or {}).get("content") or ""
        self._text += said
        return said

    def _shape_of(self, answer: Mapping[str, Any]) -> ResponseShape:
        if self._shape is None:
            identifier = str(answer.get("id") or "").removeprefix("chatcmpl-")
            model = str(answer.get("model") or "")
            self._shape = ResponseShape(identifier, model, created=round(time.time()))
        return self._shape


def joined_answers(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the answers to one question, each with a choice, as one answer with all choices."""
    choices = [choice for answer in answers for choice in answer.get("choices", ())]
    numbered = [{**choice, "index": index} for index, choice in enumerate(choices)]
    return {**answers[0], "choices": numbered, "usage": _sum([answer["usage"] for answer in answers])}


async def summed_usage(events: AsyncGenerator[bytes, None], choices: int) -> AsyncGenerator[bytes, None]:
    """Yield a stream's events; the usage, which llama.cpp tells choice by choice, once and summed."""
    usages: list[Mapping[str, Any]] = []
    async with contextlib.aclosing(events):
        async for event in events:
            chunk = chunk_of(event) or {}
            if chunk.get("choices") == [] and chunk.get("usage"):
                usages.append(chunk["usage"])
                if len(usages) < choices:
                    continue
                event = data_event({**chunk, "usage": _sum(usages)})
            yield event


def chunk_of(event: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a server-sent event; `None` if it holds none."""
    for line in event.decode("utf-8", "replace").splitlines():
        if line.startswith("data: {"):
            try:
                chunk: dict[str, Any] = json.loads(line[6:])
            except (ValueError, RecursionError):
                return None
            return chunk
    return None


def _failure(error: Any) -> dict[str, Any]:
    said = error if isinstance(error, Mapping) else {"message": str(error)}
    code = str(said.get("code") or "server_error")
    return {
        "type": "error",
        "code": code,
        "message": said.get("message"),
        "param": None,
        "sequence_number": 0,
    }


def _sum(usages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the usage of one prompt with several replies: the prompt counts once."""
    replied = sum(usage["completion_tokens"] for usage in usages)
    prompt = usages[0]["prompt_tokens"]
    return {**usages[0], "completion_tokens": replied, "total_tokens": prompt + replied}
