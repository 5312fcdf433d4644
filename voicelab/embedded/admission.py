"""Admission: who may ask the embedded services, and the faults that befall any request."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from voicelab.embedded.fault_kinds import Delay, Refuse
from voicelab.embedded.faults import Stage
from voicelab.embedded.host import Host
from voicelab.embedded.limits import RETRY_SECONDS
from voicelab.embedded.replies import error_response, refusal
from voicelab.end_of_turn import END_OF_TURN_PATH
from voicelab.loopback import is_loopback_host
from voicelab.text.json_objects import json_object

__all__ = ["BROWSERS_KEY", "admission", "credentials_of", "json_body", "stage_of"]

BROWSERS_KEY = "openai-insecure-api-key."
"""What stands ahead of the key among the subprotocols that a web page asks OpenAI's websockets for."""

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - asked for, not chosen
_BY_TURNS = ("recognition", "synthesis")
_PACKED = re.compile(r"gzip|deflate|compress|\b(br|zstd)\b", re.IGNORECASE)
_MODELS = re.compile(r"/(openai/|v1/|openai/v1/)models(/|$)")


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
    """Return the middleware: strange addresses, web pages of other origins and those without the key are
    refused, in this order, and bodies that are packed.
    """

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        stage = stage_of(request.path)
        refused = _refused(host, request)
        if host.request_log is not None:
            body = await json_body(request) if refused is None and stage == "completion" else None
            host.request_log.note_request(request.method, request.path, request.query, request.headers, body)
        if refused is not None:
            refused.force_close()  # who has no key holds no connection
            return refused
        if stage is not None:
            delay = host.faults.pop(stage, Delay)
            if delay is not None:
                await asyncio.sleep(delay.seconds)
            refuse = host.faults.pop(stage, Refuse)
            if refuse is not None:
                return refusal(refuse)
            return await _with_room(host, stage, request, handler)
        return await handler(request)

    return admit


async def _with_room(host: Host, stage: Stage, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request if there is room for it, and for as long as it takes keep others from that."""
    if host.capacity.is_full(stage):
        return refusal(Refuse(status=429, retry_after_seconds=RETRY_SECONDS))
    if stage in _BY_TURNS and "Upgrade" in request.headers:  # a websocket waits for its turns
        return await handler(request)
    with host.capacity.taken(stage):
        return await handler(request)


def _refused(host: Host, request: web.Request) -> web.Response | None:
    """Return why a request is not admitted."""
    asked = request.headers.getall("Host", [])
    if not all(_is_own(given, host.address) for given in asked):
        return error_response(
            403, "HostRefused", f"These services are not at {asked[0][:100]!r}: ask http://127.0.0.1:PORT."
        )
    own = {_hostname(given) for given in asked}
    for origin in request.headers.getall("Origin", []):
        page = _hostname(origin.partition("://")[2])
        if not is_loopback_host(page) and page not in own:
            return error_response(
                403, "OriginRefused", "Web pages of other origins may not use these services."
            )
    if not any(host.accepts(credential) for credential in credentials_of(request)):
        return error_response(401)
    packed = request.headers.get("Content-Encoding", "")
    if _PACKED.search(packed):
        return error_response(
            415, "UnsupportedMediaType", f"The body is packed ({packed[:30]}): send it as it is."
        )
    return None


def _is_own(given: str, address: str) -> bool:
    """Return whether a ``Host`` names this machine, or the address that the server was told to listen on.

    A web page that has its own name lead here, by what is called DNS rebinding, sends that name.
    """
    name = _hostname(given)
    if is_loopback_host(name) or name == address.lower():
        return True
    # On all addresses it may be reached by any of its own: no page has a number lead elsewhere.
    return address in _EVERYWHERE and (_is_number(name) or name == socket.gethostname().lower())


def _hostname(place: str) -> str:
    """Return the host of ``host:port``, in lower case; empty where it is none."""
    try:
        return (urlsplit(f"//{place}").hostname or "").lower()
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def json_body(request: web.Request) -> dict[str, Any] | None:
    """Return a request's JSON object, or `None` if it has none."""
    return json_object(await request.read())


def credentials_of(request: web.Request) -> list[str]:
    """Return whatever a request presents as a key or a token."""
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
