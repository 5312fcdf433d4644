"""Passes a local server's answers on, with what Azure adds to them, and applies faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

import aiohttp
from aiohttp import web

from voicelab.embedded.completion.filtering import filter_results, prompt_filter_chunk
from voicelab.embedded.completion.wording import Wording, chunk_of
from voicelab.embedded.faults import CutStream, Drop, FilterReply, Garbage, Hang, MidTurn
from voicelab.embedded.host import Host, logger

__all__ = ["events_of", "pass_on_stream", "pass_on_whole"]

_DONE = b"data: [DONE]\n\n"


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
    host: Host, request: web.Request, upstream: AsyncIterator[bytes], wording: Wording
) -> web.StreamResponse:
    """Return an answer that comes in server-sent events, each passed on as it comes."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"}
    )
    await response.prepare(request)
    if _on_azure_route(request) and request.match_info["operation"] == "chat/completions":
        await response.write(_event(prompt_filter_chunk()))
    fault = host.faults.pop("completion", MidTurn)
    events = 0
    try:
        async for said in upstream:
            for event in wording.events(said):
                if fault is not None and events >= fault.after_messages:
                    await _apply_fault(fault, request, response, event)
                    return response
                await response.write(event)
                events += 1
    except aiohttp.ClientPayloadError as error:
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
        return b"event: response.incomplete\n" + _event({"type": "response.incomplete", "response": response})
    empty: dict[str, Any] = {"delta": {}} if operation == "chat/completions" else {"text": ""}
    choice = {"index": 0, "finish_reason": "content_filter", **empty, "content_filter_results": results}
    return _event({**chunk, "choices": [choice]}) + _DONE


async def events_of(content: aiohttp.StreamReader) -> AsyncGenerator[bytes, None]:
    """Yield server-sent events, each as it came with its empty line."""
    lines = b""
    async for line in content:
        lines += line
        if not line.strip():
            if lines.strip():
                yield lines
            lines = b""
    if lines.strip():
        yield lines + b"\n"


def _event(payload: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def _on_azure_route(request: web.Request) -> bool:
    return "deployment" in request.match_info
