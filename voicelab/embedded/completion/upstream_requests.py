"""Requests of the server that replies, and what its refusals come to as replies."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from aiohttp import web

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.upstream import (
    UpstreamError,
    no_answer,
    redacted,
    redirected,
    unreached,
)
from voicelab.embedded.engines import Engines
from voicelab.embedded.host import Host
from voicelab.embedded.replies import engine_failure, error_response
from voicelab.errors import VoicelabError

__all__ = ["refusal_reply", "replied", "upstream_response"]

_REDIRECTS = (301, 302, 303, 307, 308)


@contextlib.asynccontextmanager
async def upstream_response(
    host: Host, engines: Engines, path: str, body: Mapping[str, Any] | None
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask the server that replies; without a body, by GET.

    Raises
    ------
    UpstreamError
        It refuses.
    VoicelabError
        It is not there.
    """
    headers = {"Authorization": f"Bearer {engines.completion_key}"}
    base, own = engines.completion_url.rstrip("/"), engines.completion_is_own
    url = f"{base}/{path}"
    assert host.http is not None
    method = "GET" if body is None else "POST"
    try:
        async with host.http.request(
            method, url, json=body, headers=headers, allow_redirects=False
        ) as upstream:
            if upstream.status in _REDIRECTS and "Location" in upstream.headers:
                raise redirected(url, upstream.headers["Location"], base, own=own)
            if 300 <= upstream.status < 400:
                raise no_answer(url, f"answered with status {upstream.status}", own=own)
            if upstream.status >= 400:
                text = redacted(await upstream.text(errors="replace"), engines)
                raise UpstreamError(upstream.status, text, own=own, headers=upstream.headers)
            yield upstream
    except aiohttp.ClientConnectionError as error:
        raise unreached(engines.completion_url, error, own=own) from error
    except aiohttp.ClientPayloadError:
        raise no_answer(url, "broke off its answer", own=own, code="connection-closed") from None
    except aiohttp.ClientError as error:
        what = f"answered with what is no HTTP: {type(error).__name__}"
        raise no_answer(url, what, own=own) from error


@contextlib.asynccontextmanager
async def replied(
    host: Host, engines: Engines, path: str, body: Mapping[str, Any]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask for a reply, in the slot of its conversation where the server has slots.

    Raises
    ------
    UpstreamError
        The server that replies refuses.
    VoicelabError
        It is not there.
    """
    with host.slots.reserved(engines.completion_slots, body.get("messages", ())) as slot:
        async with upstream_response(
            host, engines, path, body if slot is None else {**body, "id_slot": slot}
        ) as upstream:
            yield upstream


def refusal_reply(error: InvalidRequestError | UpstreamError | VoicelabError) -> web.Response:
    """Return an error as a reply, in the shape that clients of Azure know."""
    if isinstance(error, InvalidRequestError):
        return error_response(
            400, error.code or "", str(error), type="invalid_request_error", param=error.param
        )
    if isinstance(error, UpstreamError):
        return error_response(error.status, error.code, error.message, headers=error.headers, **error.more)
    return engine_failure(error)
