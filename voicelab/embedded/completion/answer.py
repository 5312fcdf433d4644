"""Passes a local server's answers on, with what Azure adds to them, and applies faults."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from voicelab.embedded.completion.filtering import filter_results, prompt_filter_chunk
from voicelab.embedded.completion.shapes import DONE, data_event
from voicelab.embedded.completion.wording import Wording, chunk_of
from voicelab.embedded.fault_kinds import CutStream, Drop, FilterReply, Garbage, Hang, MidTurn
from voicelab.embedded.host import Host, logger

__all__ = ["events_of", "pass_on_stream", "pass_on_whole"]

_END = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
"""An event's empty line, with the ends of lines of any kind."""
_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?::|data|event|id|retry)", re.IGNORECASE)
"""How an event begins; what begins otherwise is no stream, whatever it is declared to be."""


async def pass_on_whole(
    host: Host, request: web.Request, answer: dict[str, Any], wording: Wording
) -> web.StreamResponse:
    """Return an answer that comes in one."""
    fault = host.faults.pop("completion", MidTurn) if request.method == "POST" else None
    filtered = fault.category if isinstance(fault, FilterReply) else None
    if fault is not None and filtered is None:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await _apply_fault(fault, request, response)
        return response
    azure = _on_azure_route(request)
    if azure:
        answer["prompt_filter_results"] = [{"prompt_index": 0, "content_filter_results": filter_results()}]
    for choice in answer.get("choices", ()):
        if azure:
            choice["content_filter_results"] = filter_results(filtered)
        if filtered is not None:
            choice["finish_reason"] = "content_filter"
            choice.setdefault("message", {})["content"] = ""
    return web.json_response(wording.whole(answer))


async def pass_on_stream(
    host: Host,
    request: web.Request,
    events: AsyncIterator[bytes],
    wording: Wording,
    *,
    like: aiohttp.ClientResponse | None = None,
) -> web.StreamResponse:
    """Return an answer that comes in server-sent events, each passed on as it comes.

    Parameters
    ----------
    like
        Of the server that replies. What is no stream is passed on as what it is: a client that reads it sees
        what it would at that server itself. Without one it is a stream.
    """
    status, content_type = 200, "text/event-stream"
    if like is not None:
        status, content_type = like.status, like.headers.get("Content-Type") or "application/octet-stream"
    response = web.StreamResponse(
        status=status, headers={"Content-Type": content_type, "Cache-Control": "no-cache"}
    )
    await response.prepare(request)
    is_filtered = _on_azure_route(request) and request.match_info["operation"] == "chat/completions"
    fault = host.faults.pop("completion", MidTurn)
    passed_on = 0
    try:
        async for piece in events:
            if is_filtered and not passed_on and _FIELD.match(piece):
                await response.write(data_event(prompt_filter_chunk()))
            for event in wording.events(piece):
                if fault is not None and passed_on >= fault.after_messages:
                    await _apply_fault(fault, request, response, event)
                    return response
                await response.write(event)
                passed_on += 1
    except aiohttp.ClientConnectionResetError:
        return response  # writing failed: the client has left
    except aiohttp.ClientError as error:
        logger.warning("the local model broke off in mid-reply: %s", error)
        await _apply_fault(Drop(), request, response)
        return response
    await response.write_eof()
    return response


async def _apply_fault(
    fault: MidTurn, request: web.Request, response: web.StreamResponse, event: bytes = b""
) -> None:
    if isinstance(fault, Hang):
        await asyncio.Event().wait()
    elif isinstance(fault, FilterReply):
        await response.write(_filtered(event, fault.category, request.match_info["operation"]))
        await response.write_eof()
    elif isinstance(fault, Garbage):
        await response.write(b"data: {this is not JSON\n\n")
        await response.write_eof()
    elif isinstance(fault, CutStream):
        await response.write_eof()
    elif isinstance(request.transport, asyncio.WriteTransport):
        request.transport.abort()


def _filtered(event: bytes, category: str, operation: str) -> bytes:
    """Return the model's next chunk made into one that ends the reply by the filter, and the stream's end."""
    chunk = chunk_of(event) or {}
    results = filter_results(category)
    if operation == "responses":
        response = {
            "id": str(chunk.get("item_id", "")),
            "object": "response",
            "status": "incomplete",
            "model": "",
            "output": [],
            "incomplete_details": {"reason": "content_filter"},
            "content_filters": [
                {"blocked": True, "source_type": "completion", "content_filter_results": results}
            ],
        }
        return b"event: response.incomplete\n" + data_event(
            {"type": "response.incomplete", "response": response}
        )
    empty: dict[str, Any] = {"delta": {}} if operation == "chat/completions" else {"text": ""}
    choice = {"index": 0, "finish_reason": "content_filter", **empty, "content_filter_results": results}
    return data_event({**chunk, "choices": [choice]}) + DONE


async def events_of(content: aiohttp.StreamReader) -> AsyncGenerator[bytes, None]:
    """Yield server-sent events, each as it came with its empty line."""
    rest = b""
    async for piece in content.iter_any():
        seen, rest = max(0, len(rest) - 3), rest + piece
        while (end := _END.search(rest, seen)) is not None:
            event, rest, seen = rest[: end.end()], rest[end.end() :], 0
            yield event
    if rest.strip():
        yield rest + b"\n\n" if _FIELD.match(rest) else rest


def _on_azure_route(request: web.Request) -> bool:
    return "deployment" in request.match_info
