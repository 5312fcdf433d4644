"""An OpenAI-compatible server that follows a script."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from voicelab.embedded.completion.invalid_request import (
    BOOLEAN,
    LIST,
    OBJECT,
    TEXT,
    InvalidRequestError,
    ValueKind,
    check_value,
)
from voicelab.embedded.completion.shapes import ChatShape, ResponseShape, Shape, text_pieces
from voicelab.embedded.completion.upstream_requests import refusal_reply
from voicelab.embedded.departures import departures
from voicelab.text.json_objects import json_object

__all__ = ["Reply", "ScriptedCompletion", "ToolCall"]

_TOKENS = ValueKind((int,), 0)
_READ = {
    "model": TEXT,
    "messages": LIST,
    "input": ValueKind((str, list)),
    "stream": BOOLEAN,
    "stream_options": OBJECT,
    "tools": LIST,
    **dict.fromkeys(("max_tokens", "max_completion_tokens", "max_output_tokens"), _TOKENS),
}
"""What is read of a request; the rest may be anything."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model calls in place of a text, or behind it.

    Examples
    --------
    >>> ToolCall("get_weather", {"city": "Paris"}).arguments_json
    '{"city": "Paris"}'
    """

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    """The arguments; a text is sent as it is, JSON or not."""
    text: str = ""
    """What the model says ahead of it."""

    @property
    def arguments_json(self) -> str:
        """The arguments as they are sent."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


Answer = str | ToolCall
Reply = Answer | Sequence[Answer] | Callable[[list[dict[str, Any]]], Answer]


class ScriptedCompletion:
    """Serves chat completions, responses and models, with set text and pace.

    Parameters
    ----------
    reply
        The text, or the call of a tool; a list of them, one a request, the last repeating; or a function of
        the messages.
    first_token_seconds
        How long the first token takes, in seconds.
    tokens_per_second
        Pace of the tokens after it.
    finish_reason
        Why the reply ends, where it is not cut at the most tokens that the client allows.
    """

    def __init__(
        self,
        reply: Reply,
        *,
        first_token_seconds: float,
        tokens_per_second: float,
        finish_reason: str,
        model: str,
    ) -> None:
        self.reply = reply
        self.first_token_seconds = first_token_seconds
        self.tokens_per_second = tokens_per_second
        self.finish_reason = finish_reason
        self.model = model
        self._count = itertools.count()
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on a free port; return the base URL, ending in ``/v1``."""
        app = web.Application(middlewares=[departures], client_max_size=8 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/responses", self._response)
        app.router.add_get("/v1/models", self._models)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, "messages", ChatShape)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, "input", ResponseShape)

    async def _models(self, _request: web.Request) -> web.Response:
        model = {"id": self.model, "object": "model", "created": 0, "owned_by": "voicelab"}
        return web.json_response({"object": "list", "data": [model]})

    async def _answered(
        self, request: web.Request, field: str, make_shape: Callable[[str, str], Shape]
    ) -> web.StreamResponse:
        try:
            body = _checked(await request.read(), field)
        except InvalidRequestError as error:
            return refusal_reply(error)
        given = body.get(field) or []
        messages = [{"role": "user", "content": given}] if isinstance(given, str) else given
        return await self._answer(request, body, messages, make_shape)

    async def _answer(
        self,
        request: web.Request,
        body: Mapping[str, Any],
        messages: list[dict[str, Any]],
        make_shape: Callable[[str, str], Shape],
    ) -> web.StreamResponse:
        answer = self._next_answer(messages)
        may_call = bool(body.get("tools")) and body.get("tool_choice") != "none"
        called = answer if isinstance(answer, ToolCall) and may_call else None
        tokens, finish = self._tokens(body, answer.text if isinstance(answer, ToolCall) else answer)
        pieces = [] if called is None else text_pieces(called.arguments_json)
        usage = _usage(messages, len(tokens) + len(pieces))
        shape = make_shape(uuid.uuid4().hex, str(body.get("model") or self.model))
        calls = [] if called is None else [(f"call_{uuid.uuid4().hex[:16]}", called.name, pieces)]
        if not body.get("stream"):
            await asyncio.sleep(self._due(len(tokens) - 1))
            return web.json_response(shape.whole("".join(tokens), finish, usage, calls))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        started = time.monotonic()
        await response.prepare(request)
        for event in shape.opening():
            await response.write(event)
        for position, token in enumerate(tokens):
            await asyncio.sleep(max(0.0, started + self._due(position) - time.monotonic()))
            await response.write(shape.token(token))
        for event in shape.calls(calls):
            await response.write(event)
        wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        for event in shape.closing("".join(tokens), finish, usage, calls, wants_usage=wants_usage):
            await response.write(event)
        await response.write_eof()
        return response

    def _due(self, position: int) -> float:
        return self.first_token_seconds + max(0, position) / self.tokens_per_second

    def _next_answer(self, messages: list[dict[str, Any]]) -> Answer:
        if isinstance(self.reply, (str, ToolCall)):
            return self.reply
        if callable(self.reply):
            return self.reply(messages)
        return self.reply[min(next(self._count), len(self.reply) - 1)]

    def _tokens(self, body: Mapping[str, Any], text: str) -> tuple[list[str], str]:
        tokens = text_pieces(text)
        limit = body.get("max_completion_tokens") or body.get("max_output_tokens") or body.get("max_tokens")
        if limit is not None and len(tokens) > limit:
            return tokens[:limit], "length"
        return tokens, self.finish_reason


def _checked(data: bytes, field: str) -> dict[str, Any]:
    """Return a request's body, whose messages stand in a field.

    Raises
    ------
    InvalidRequestError
        It is none, or a value in it is not of its kind.
    """
    body = json_object(data)
    if body is None:
        raise InvalidRequestError("The body is not a JSON object.", None)
    for name, kind in _READ.items():
        if body.get(name) is not None:
            check_value(name, body[name], kind)
    messages = body.get(field)
    if isinstance(messages, list):
        for place, message in enumerate(messages):
            check_value(f"{field}[{place}]", message, OBJECT)
    return body


def _usage(messages: list[dict[str, Any]], completion_tokens: int) -> dict[str, int]:
    """Count a token a word, so that tests can do the sum themselves."""
    prompt_tokens = sum(len(str(message.get("content", "")).split()) for message in messages)
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }
