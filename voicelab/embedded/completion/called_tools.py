"""Calls of functions that a model of our own makes in place of a reply, worded as the client asked."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator

from aiohttp import web

from voicelab.embedded.completion.answer import pass_on_stream, pass_on_whole
from voicelab.embedded.completion.shapes import Calls, ChatShape, ResponseShape, text_pieces
from voicelab.embedded.completion.translation import Asked
from voicelab.embedded.completion.wording import AsItIs, AsResponse
from voicelab.embedded.engines import ChosenCalls, Engines
from voicelab.embedded.host import Host

__all__ = ["answer_with_calls", "chosen_calls", "usage_of", "with_ids"]


async def chosen_calls(host: Host, engines: Engines, asked: Asked) -> ChosenCalls:
    """Return the calls that the model makes in place of a reply; none where it is to reply.

    Raises
    ------
    VoicelabError
        It cannot be asked.
    """
    offer, engine = asked.tools, engines.tool_calling
    if offer is None or engine is None:
        return ChosenCalls()
    return await host.call(
        engine.choose, asked.question, offer.functions, offer.must_call, offer.may_call_several
    )


async def answer_with_calls(
    host: Host, request: web.Request, asked: Asked, chosen: ChosenCalls
) -> web.StreamResponse:
    """Answer with calls of functions."""
    identifier, model = uuid.uuid4().hex, str(asked.body.get("model") or "")
    shape = (
        ResponseShape(identifier, model, created=round(time.time()), has_message=False)
        if isinstance(asked.wording, AsResponse)
        else ChatShape(identifier, model)
    )
    calls, usage = with_ids(chosen), usage_of(chosen)
    if not asked.body.get("stream"):
        return await pass_on_whole(host, request, shape.whole("", "stop", usage, calls), AsItIs())
    wants_usage = bool((asked.body.get("stream_options") or {}).get("include_usage"))

    async def events() -> AsyncGenerator[bytes, None]:
        closing = shape.closing("", "stop", usage, calls, wants_usage=wants_usage)
        for event in (*shape.opening(), *shape.calls(calls), *closing):
            yield event

    return await pass_on_stream(host, request, events(), AsItIs())


def with_ids(chosen: ChosenCalls) -> Calls:
    """Return calls with an id each, their arguments in pieces."""
    return [
        (f"call_{uuid.uuid4().hex[:16]}", call.name, text_pieces(call.arguments)) for call in chosen.calls
    ]


def usage_of(chosen: ChosenCalls) -> dict[str, int]:
    """Return the tokens that calls took, as a chat tells them."""
    read, written = chosen.prompt_tokens, chosen.completion_tokens
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
