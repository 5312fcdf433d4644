"""Texts as vectors: OpenAI's embeddings, by an engine, or by the server of the user's that replies."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from aiohttp import web
from numpy.typing import NDArray

from voicelab.embedded.admission import json_body
from voicelab.embedded.completion.addresses import DEPLOYMENT, UNDATED, names_no_version
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.upstream import UpstreamError
from voicelab.embedded.completion.upstream_requests import refusal_reply, upstream_response
from voicelab.embedded.engines import EmbeddingEngine, Engines
from voicelab.embedded.host import Host
from voicelab.embedded.limits import LONGEST_TEXT
from voicelab.embedded.replies import error_response, no_json_object, not_offered
from voicelab.errors import VoicelabError

__all__ = ["embedding_routes"]

_PARAMETERS = ("model", "input", "encoding_format", "user")
_FORMATS = ("float", "base64")
_MOST_TEXTS = 2048


def embedding_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def embed(request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        if body is None:
            return no_json_object()
        if names_no_version(request):
            return error_response(404)
        model = str(request.match_info.get("deployment") or body.get("model") or "")
        try:
            engines = await host.engines()
            if engines.embedding is not None:
                return await _embedded(host, engines.embedding, model, body)
            if not engines.completion_is_own:
                return await _passed_on(host, engines, {**body, "model": model})
        except (InvalidRequestError, VoicelabError, UpstreamError) as error:
            return refusal_reply(error)
        return not_offered("No model of these services embeds texts: their model only replies.")

    return [web.post(f"{prefix}/embeddings", embed) for prefix in (DEPLOYMENT, *UNDATED)]


async def _embedded(host: Host, engine: EmbeddingEngine, model: str, body: Mapping[str, Any]) -> web.Response:
    """Return the vectors of a request's texts.

    Raises
    ------
    InvalidRequestError
        It asks for what there is not.
    VoicelabError
        The engine failed.
    """
    texts = _checked(body)
    vectors, tokens = await host.call(engine.embed, texts)
    worded = _as_base64 if body.get("encoding_format") == "base64" else _as_numbers
    return web.json_response(
        {
            "object": "list",
            "data": [
                {"object": "embedding", "index": place, "embedding": worded(vector)}
                for place, vector in enumerate(vectors)
            ],
            "model": model,
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


async def _passed_on(host: Host, engines: Engines, body: Mapping[str, Any]) -> web.Response:
    """Return what the user's server answers, whatever it is."""
    async with upstream_response(host, engines, "embeddings", body) as upstream:
        return web.Response(body=await upstream.read(), content_type=upstream.content_type)


def _checked(body: Mapping[str, Any]) -> list[str]:
    """Return the texts of a request, once it is sure that nothing else is asked."""
    for name, value in body.items():
        if name not in _PARAMETERS and value is not None:
            raise InvalidRequestError(
                f"The embedding model here has no {name!r}.", name, "unsupported_parameter"
            )
    if body.get("encoding_format") not in (None, *_FORMATS):
        raise InvalidRequestError(
            f"Supported values of 'encoding_format' are: {', '.join(map(repr, _FORMATS))}.", "encoding_format"
        )
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidRequestError("'input' must be a text or a list of texts; tokens are not read.", "input")
    if not 0 < len(texts) <= _MOST_TEXTS or not all(texts):
        raise InvalidRequestError(f"'input' must be 1 to {_MOST_TEXTS} texts, none of them empty.", "input")
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise InvalidRequestError(
            f"'input' must have at most {LONGEST_TEXT:,} characters in all.",
            "input",
            "string_above_max_length",
        )
    return texts


def _as_numbers(vector: NDArray[np.float32]) -> list[float]:
    return [float(number) for number in vector]


def _as_base64(vector: NDArray[np.float32]) -> str:
    return base64.b64encode(vector.astype("<f4").tobytes()).decode()
