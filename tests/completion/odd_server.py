"""A server that answers with given bytes, for the answers that no well-kept server gives."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from voicelab.services.endpoints import CompletionService

EVENTS = "text/event-stream"


@dataclass(frozen=True, kw_only=True)
class OddAnswer:
    """What a request gets: bytes in so many pieces, then a clean end, or none."""

    pieces: tuple[bytes, ...] = ()
    status: int = 200
    content_type: str = EVENTS
    headers: dict[str, str] = field(default_factory=dict)
    is_cut: bool = False
    """Whether the connection breaks at the end."""
    is_left_open: bool = False
    """Whether it stays open at the end."""
    pause_seconds: float = 0.0
    """Between its pieces."""
    repeated: bytes = b""
    """What comes again and again before the end, every 50 ms."""


def events(*values: Any, end: str = "\n\n", done: bool = True) -> OddAnswer:
    """Return a stream of events; text is sent as it stands."""
    lines = [value if isinstance(value, str) else json.dumps(value) for value in values]
    lines += ["[DONE]"] if done else []
    return OddAnswer(pieces=tuple(f"data: {line}{end}".encode() for line in lines))


def whole(value: Any, status: int = 200) -> OddAnswer:
    """Return a JSON body."""
    return OddAnswer(pieces=(json.dumps(value).encode(),), status=status, content_type="application/json")


def delta(content: Any = None, reason: Any = None, **more: Any) -> dict[str, Any]:
    """Return a chunk of a chat completion."""
    fields = {**({} if content is None else {"content": content}), **more}
    return {"model": "m", "choices": [{"index": 0, "delta": fields, "finish_reason": reason}]}


@contextlib.asynccontextmanager
async def odd_server(
    *answers: OddAnswer,
    path: str = "/v1",
    key: str | None = None,
    tls: ssl.SSLContext | None = None,
    models: OddAnswer | None = None,
) -> AsyncIterator[tuple[CompletionService, list[dict[str, Any]]]]:
    """Serve answers, one a request, the last again and again, and for the list of models `models`.

    Gives the service, and what it was asked.
    """
    asked: list[dict[str, Any]] = []

    async def respond(request: web.Request) -> web.StreamResponse:
        answer = models or whole({"data": []})
        if request.method == "POST":
            asked.append({**await request.json(), "path": request.path_qs})
            answer = answers[min(len(asked), len(answers)) - 1]
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        if "Content-Type" not in answer.headers:
            response.content_type = answer.content_type
        await response.prepare(request)
        for piece in answer.pieces:
            await response.write(piece)
            await asyncio.sleep(answer.pause_seconds)
        while answer.repeated:
            await response.write(answer.repeated)
            await asyncio.sleep(0.05)
        if answer.is_left_open:
            await asyncio.Event().wait()
        if answer.is_cut:
            assert request.transport is not None
            request.transport.close()
        else:
            await response.write_eof()
        return response

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", respond)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        address = f"{'http' if tls is None else 'https'}://127.0.0.1:{runner.addresses[0][1]}{path}"
        yield CompletionService.openai(address, model="m", key=key), asked
    finally:
        await runner.cleanup()
