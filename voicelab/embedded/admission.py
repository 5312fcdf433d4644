"""Admission: who may ask the embedded services, and the faults that befall any request."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from voicelab.embedded.fault_kinds import Delay, Refuse
from voicelab.embedded.faults import Stage
from voicelab.embedded.host import Host
from voicelab.embedded.replies import error_response, refusal
from voicelab.end_of_turn import END_OF_TURN_PATH
from voicelab.text.json_objects import json_object

__all__ = ["BROWSERS_KEY", "admission", "json_body", "stage_of"]

BROWSERS_KEY = "openai-insecure-api-key."
"""What stands ahead of the key among the subprotocols that a web page asks OpenAI's websockets for."""

_MODELS = re.compile(r"/(openai/|v1/|openai/v1/)models(/|$)")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def stage_of(path: str) -> Stage | None:
    """Return the stage that a path belongs to; `None` for what belongs to none."""
    path = "/" + path.lstrip("/")
    if "/speech/recognition/" in path or "/speech/universal/" in path or "/speechtotext/" in path:
        return "recognition"
    if path.endswith("/voices/list"):
        return "voices"
    if path.startswith(f"{END_OF_TURN_PATH}/"):
        return "end-of-turn"
    if path.endswith("/realtime"):
        return "realtime"
    if path.endswith(("/cognitiveservices/v1", "/websocket/v1", "/websocket/v2")):
        return "synthesis"
    # Clients that connect ahead of their first request list the models: that is no completion.
    if path.startswith(("/openai/", "/v1/")) and not _MODELS.match(path):
        return "completion"
    return None


def admission(host: Host) -> Middleware:
    """Return the middleware: web pages of other origins are refused, then those without the key."""

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is not None and not _is_loopback(origin):
            return error_response(
                403, "OriginRefused", "Web pages of other origins may not use these services."
            )
        stage = stage_of(request.path)
        if host.request_log is not None:
            body = await json_body(request) if stage == "completion" else None
            host.request_log.note_request(request.method, request.path, request.query, request.headers, body)
        if not any(host.accepts(credential) for credential in _credentials(request)):
            return error_response(401)
        if stage is not None:
            delay = host.faults.pop(stage, Delay)
            if delay is not None:
                await asyncio.sleep(delay.seconds)
            refuse = host.faults.pop(stage, Refuse)
            if refuse is not None:
                return refusal(refuse)
        return await handler(request)

    return admit


async def json_body(request: web.Request) -> dict[str, Any] | None:
    """Return a request's JSON object, or `None` if it has none."""
    return json_object(await request.read())


def _is_loopback(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in _LOOPBACK
    except ValueError:
        return False


def _credentials(request: web.Request) -> list[str]:
    given = [
        request.headers.get("Ocp-Apim-Subscription-Key"),
        request.headers.get("api-key"),
        request.query.get("Ocp-Apim-Subscription-Key"),
        request.query.get("api-key"),
        request.query.get("Authorization", "").removeprefix("Bearer").strip(),
    ]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        given.append(token.strip())
    # Web pages can set no header of a websocket's.
    for protocol in request.headers.get("Sec-WebSocket-Protocol", "").split(","):
        given.append(protocol.strip().removeprefix(BROWSERS_KEY))
    return [credential for credential in given if credential]
