"""Text to text: OpenAI's routes, under Azure's names and the plain ones, passed on to a local server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web

from voicelab.embedded.admission import json_body
from voicelab.embedded.completion.addresses import DEPLOYMENT, UNDATED, names_no_version
from voicelab.embedded.completion.answer import events_of, pass_on_stream, pass_on_whole
from voicelab.embedded.completion.called_tools import answer_with_calls, chosen_calls
from voicelab.embedded.completion.filtering import filtered_prompt, long_prompt, rejected_parameter
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.parameters import Operation
from voicelab.embedded.completion.translation import Asked, translated
from voicelab.embedded.completion.upstream import UpstreamError
from voicelab.embedded.completion.upstream_answers import Field, answer_of
from voicelab.embedded.completion.upstream_requests import refusal_reply, replied, upstream_response
from voicelab.embedded.completion.wording import joined_answers, summed_usage
from voicelab.embedded.engines import Engines
from voicelab.embedded.fault_kinds import FilterPrompt, LimitContext, RejectParameter
from voicelab.embedded.host import Host
from voicelab.embedded.replies import error_response, no_json_object
from voicelab.errors import VoicelabError

__all__ = ["completion_routes"]

_OPERATIONS = ("chat/completions", "completions", "responses")


def completion_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def complete(request: web.Request) -> web.StreamResponse:
        refused = await _refused(host, request)
        return refused if refused is not None else await _ask(host, request)

    async def models(request: web.Request) -> web.StreamResponse:
        return await _models(host, request)

    routes = [
        web.post(f"{DEPLOYMENT}/{{operation:chat/completions|completions}}", complete),
        web.post("/openai/{operation:responses}", complete),
    ]
    routes += [web.post(f"{prefix}/{{operation:{'|'.join(_OPERATIONS)}}}", complete) for prefix in UNDATED]
    for prefix in ("/openai", *UNDATED):
        for path in ("/models", "/models/{model:.+}"):
            routes.append(web.get(prefix + path, models, allow_head=False))
    return routes


async def _refused(host: Host, request: web.Request) -> web.Response | None:
    """Return the refusal of a request that is malformed, or that a fault befalls."""
    body = await json_body(request)
    if body is None:
        return no_json_object()
    if names_no_version(request):
        return error_response(404)
    reject = host.faults.pop("completion", RejectParameter, request=body)
    if reject is not None:
        return rejected_parameter(reject.parameter)
    limit = host.faults.pop("completion", LimitContext, request=body)
    if limit is not None:
        return long_prompt(limit.characters, limit.count(body))
    filtered = host.faults.pop("completion", FilterPrompt)
    return filtered_prompt(filtered.category) if filtered is not None else None


async def _ask(host: Host, request: web.Request) -> web.StreamResponse:
    """Pass a request on to the server that replies, and its answer back."""
    try:
        engines = await host.engines()
        body = await json_body(request) or {}
        operation = cast("Operation", request.match_info["operation"])
        asked = translated(operation, body, engines, request.match_info.get("deployment"))
        chosen = await chosen_calls(host, engines, asked)
        if chosen.calls:
            return await answer_with_calls(host, request, asked, chosen)
        try:
            return await _answer(host, request, engines, asked)
        except UpstreamError as error:
            newer = asked.in_newer_words(error.message)
            if newer is None:
                raise
            return await _answer(host, request, engines, newer)
    except (InvalidRequestError, VoicelabError, UpstreamError) as error:
        return refusal_reply(error)


async def _answer(host: Host, request: web.Request, engines: Engines, asked: Asked) -> web.StreamResponse:
    """Ask once, and pass the answer on.

    Raises
    ------
    UpstreamError
        The server that replies refuses; nothing was passed on.
    VoicelabError
        It is not there.
    """
    if engines.completion_is_own and asked.choices > 1 and not asked.body.get("stream"):
        single = [{**asked.body, "n": 1, **_seed(asked.body, n)} for n in range(asked.choices)]
        answers = await asyncio.gather(*(_whole(host, engines, asked.path, body) for body in single))
        return await pass_on_whole(host, request, joined_answers(answers), asked.wording)
    async with replied(host, engines, asked.path, asked.body) as upstream:
        if not asked.body.get("stream"):
            answer = await answer_of(upstream, _field(asked.path), engines)
            return await pass_on_whole(host, request, answer, asked.wording)
        events = events_of(upstream.content)
        if engines.completion_is_own and asked.choices > 1:
            events = summed_usage(events, asked.choices)
        async with contextlib.aclosing(events):
            return await pass_on_stream(host, request, events, asked.wording, like=upstream)


async def _models(host: Host, request: web.Request) -> web.StreamResponse:
    """Return the models that the server lists, or one of them."""
    try:
        engines = await host.engines()
        async with upstream_response(host, engines, "models", None) as upstream:
            listed = await answer_of(upstream, "data", engines)
    except (VoicelabError, UpstreamError) as error:
        return refusal_reply(error)
    name = request.match_info.get("model")
    if name is None:
        return web.json_response(listed)
    for model in listed["data"]:
        if model.get("id") == name:
            return web.json_response(model)
    message = f"The model {name[:100]!r} does not exist; the list of models names those that do."
    return error_response(404, "model_not_found", message, type="invalid_request_error", param="model")


async def _whole(host: Host, engines: Engines, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    async with replied(host, engines, path, body) as upstream:
        return await answer_of(upstream, _field(path), engines)


def _field(path: str) -> Field:
    return "output" if path == "responses" else "choices"


def _seed(body: Mapping[str, Any], place: int) -> dict[str, int]:
    """Return the seed of one of several replies: with one seed for all they would be the same."""
    return {"seed": body["seed"] + place} if "seed" in body else {}
