"""Text to text: OpenAI's routes, under Azure's names and the plain ones, passed on to a local server."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from aiohttp import web

from voicelab.embedded.admission import json_body
from voicelab.embedded.completion.answer import pass_on_stream, pass_on_whole
from voicelab.embedded.completion.filtering import filtered_prompt, rejected_parameter
from voicelab.embedded.completion.prompts import as_chat
from voicelab.embedded.engines import Engines
from voicelab.embedded.faults import FilterPrompt, RejectParameter
from voicelab.embedded.host import Host
from voicelab.embedded.replies import error_response
from voicelab.errors import VoicelabError

__all__ = ["completion_routes"]

_AZURE = "/openai/deployments/{deployment}"
_PLAIN = ("/openai/v1", "/v1")
_OPERATIONS = ("chat/completions", "completions", "responses")


def completion_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def complete(request: web.Request) -> web.StreamResponse:
        refused = await _refused(host, request)
        return refused if refused is not None else await _ask(host, request)

    async def models(request: web.Request) -> web.StreamResponse:
        return await _ask(host, request)

    routes = [
        web.post(f"{_AZURE}/{{operation:chat/completions|completions}}", complete),
        web.post("/openai/{operation:responses}", complete),
        web.get("/openai/{operation:models}", models, allow_head=False),
    ]
    for prefix in _PLAIN:
        routes += [
            web.post(f"{prefix}/{{operation:{'|'.join(_OPERATIONS)}}}", complete),
            web.get(f"{prefix}/{{operation:models}}", models, allow_head=False),
        ]
    return routes


async def _refused(host: Host, request: web.Request) -> web.Response | None:
    """Return the refusal of a request that is malformed, or that a fault befalls."""
    body = await json_body(request)
    if body is None:
        return error_response(400, "BadRequest", "The body is not a JSON object.")
    if "deployment" in request.match_info and not request.query.get("api-version"):
        return error_response(404)
    reject = host.faults.pop("completion", RejectParameter, parameters=body)
    if reject is not None:
        return rejected_parameter(reject.parameter)
    filtered = host.faults.pop("completion", FilterPrompt)
    return filtered_prompt(filtered.category) if filtered is not None else None


async def _ask(host: Host, request: web.Request) -> web.StreamResponse:
    """Pass a request on to the local server, and its answer back."""
    try:
        engines = await host.engines()
    except VoicelabError as error:
        return error_response(503, "ServiceUnavailable", str(error))
    deployment, operation = request.match_info.get("deployment"), request.match_info["operation"]
    body = await json_body(request) if request.method == "POST" else None
    if body is not None and operation == "completions":
        operation = "chat/completions"
        try:
            body = as_chat(body)
        except ValueError as error:
            return error_response(400, "BadRequest", str(error), type="invalid_request_error")
    asked = _translated(body, engines, deployment) if body is not None else None
    headers = {"Authorization": f"Bearer {engines.completion_key}"}
    url = f"{engines.completion_url.rstrip('/')}/{operation}"
    assert host.http is not None
    try:
        async with host.http.request(request.method, url, json=asked, headers=headers) as upstream:
            if upstream.status != 200:
                return await _upstream_error(upstream)
            if body is not None and body.get("stream"):
                return await pass_on_stream(host, request, upstream)
            return await pass_on_whole(host, request, upstream)
    except aiohttp.ClientConnectionError as error:
        return error_response(503, "ServiceUnavailable", f"The local model is not running ({error}).")


def _translated(body: dict[str, Any], engines: Engines, deployment: str | None) -> dict[str, Any]:
    """Return the request as a local server takes it."""
    asked = dict(body)
    model = engines.completion_model or deployment
    if model:
        asked["model"] = model
    if "max_completion_tokens" in asked:
        # Many local servers know only the older name.
        asked["max_tokens"] = asked.pop("max_completion_tokens")
    return asked


async def _upstream_error(upstream: aiohttp.ClientResponse) -> web.Response:
    text = await upstream.text()
    try:
        error = json.loads(text)["error"]
        code, message = str(error.get("code") or upstream.status), str(error.get("message") or text)
    except (ValueError, KeyError, TypeError, AttributeError):
        code, message = str(upstream.status), text[:500]
    return error_response(upstream.status, code, message)
