"""Text to text: OpenAI's routes, under Azure's names and the plain ones, passed on to a local server."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import aiohttp
from aiohttp import web

from voicelab.embedded.admission import json_body
from voicelab.embedded.completion.answer import events_of, pass_on_stream, pass_on_whole
from voicelab.embedded.completion.filtering import filtered_prompt, rejected_parameter
from voicelab.embedded.completion.parameters import InvalidRequestError, Operation
from voicelab.embedded.completion.translation import translated
from voicelab.embedded.completion.upstream import UpstreamError
from voicelab.embedded.completion.wording import joined_answers, summed_usage
from voicelab.embedded.engines import Engines
from voicelab.embedded.faults import FilterPrompt, RejectParameter
from voicelab.embedded.host import Host
from voicelab.embedded.replies import error_response
from voicelab.errors import VoicelabError

__all__ = ["completion_routes"]

_AZURE = "/openai/deployments/{deployment}"
_PLAIN = ("/openai/v1", "/v1")
_OPERATIONS = ("chat/completions", "completions", "responses")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?|v1|latest|preview")


def completion_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def complete(request: web.Request) -> web.StreamResponse:
        refused = await _refused(host, request)
        return refused if refused is not None else await _ask(host, request)

    async def models(request: web.Request) -> web.StreamResponse:
        return await _models(host, request)

    routes = [
        web.post(f"{_AZURE}/{{operation:chat/completions|completions}}", complete),
        web.post("/openai/{operation:responses}", complete),
    ]
    routes += [web.post(f"{prefix}/{{operation:{'|'.join(_OPERATIONS)}}}", complete) for prefix in _PLAIN]
    for prefix in ("/openai", *_PLAIN):
        for path in ("/models", "/models/{model:.+}"):
            routes.append(web.get(prefix + path, models, allow_head=False))
    return routes


async def _refused(host: Host, request: web.Request) -> web.Response | None:
    """Return the refusal of a request that is malformed, or that a fault befalls."""
    body = await json_body(request)
    if body is None:
        return error_response(400, "BadRequest", "The body is not a JSON object.")
    if _on_dated_route(request) and not _VERSION.fullmatch(request.query.get("api-version", "")):
        return error_response(404)
    reject = host.faults.pop("completion", RejectParameter, parameters=body)
    if reject is not None:
        return rejected_parameter(reject.parameter)
    filtered = host.faults.pop("completion", FilterPrompt)
    return filtered_prompt(filtered.category) if filtered is not None else None


async def _ask(host: Host, request: web.Request) -> web.StreamResponse:
    """Pass a request on to the server that replies, and its answer back."""
    try:
        engines = await host.engines()
        body = await json_body(request) or {}
        operation = cast("Operation", request.match_info["operation"])
        asked = translated(operation, body, engines, request.match_info.get("deployment"))
        if engines.completion_is_own and asked.choices > 1 and not asked.body.get("stream"):
            single = [{**asked.body, "n": 1, **_seed(asked.body, n)} for n in range(asked.choices)]
            answers = await asyncio.gather(*(_whole(host, engines, asked.path, body) for body in single))
            return await pass_on_whole(host, request, joined_answers(answers), asked.wording)
        async with _asked(host, engines, asked.path, asked.body) as upstream:
            if not asked.body.get("stream"):
                answer = await upstream.json(content_type=None)
                return await pass_on_whole(host, request, answer, asked.wording)
            events = events_of(upstream.content)
            if engines.completion_is_own and asked.choices > 1:
                events = summed_usage(events, asked.choices)
            return await pass_on_stream(host, request, events, asked.wording)
    except (InvalidRequestError, VoicelabError, UpstreamError, aiohttp.ClientConnectionError) as error:
        return _refusal(error)


async def _models(host: Host, request: web.Request) -> web.StreamResponse:
    """Return the models that the server lists, or one of them."""
    try:
        async with _asked(host, await host.engines(), "models", None) as upstream:
            listed = await upstream.json(content_type=None)
    except (VoicelabError, UpstreamError, aiohttp.ClientConnectionError) as error:
        return _refusal(error)
    name = request.match_info.get("model")
    if name is None:
        return web.json_response(listed)
    for model in listed.get("data") or ():
        if model.get("id") == name:
            return web.json_response(model)
    message = f"The model {name[:100]!r} does not exist; the list of models names those that do."
    return error_response(404, "model_not_found", message, type="invalid_request_error", param="model")


@contextlib.asynccontextmanager
async def _asked(
    host: Host, engines: Engines, path: str, body: Mapping[str, Any] | None
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask the server that replies; without a body, by GET.

    Raises
    ------
    UpstreamError
        It refuses.
    """
    headers = {"Authorization": f"Bearer {engines.completion_key}"}
    url = f"{engines.completion_url.rstrip('/')}/{path}"
    assert host.http is not None
    method = "GET" if body is None else "POST"
    async with host.http.request(method, url, json=body, headers=headers) as upstream:
        if upstream.status != 200:
            raise UpstreamError(upstream.status, await upstream.text(), own=engines.completion_is_own)
        yield upstream


async def _whole(host: Host, engines: Engines, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    async with _asked(host, engines, path, body) as upstream:
        answer: dict[str, Any] = await upstream.json(content_type=None)
        return answer


def _seed(body: Mapping[str, Any], place: int) -> dict[str, int]:
    """Return the seed of one of several replies: with one seed for all they would be the same."""
    return {"seed": body["seed"] + place} if "seed" in body else {}


def _refusal(error: Exception) -> web.Response:
    if isinstance(error, InvalidRequestError):
        return error_response(400, error.code, str(error), type="invalid_request_error", param=error.param)
    if isinstance(error, UpstreamError):
        return error_response(error.status, error.code, error.message, **error.more)
    if isinstance(error, VoicelabError):
        return error_response(503, "ServiceUnavailable", str(error))
    return error_response(503, "ServiceUnavailable", f"The local model is not running ({error}).")


def _on_dated_route(request: web.Request) -> bool:
    """Return whether a route is one of those whose version stands in the query."""
    path = f"/{request.path.lstrip('/')}"
    return path.startswith("/openai/") and not path.startswith("/openai/v1/")
