"""Passing on: who ended a stream is told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from tests.embedded.clients import engines
from tests.iterators import no_iterator_left
from voicelab.embedded.completion.answer import events_of, pass_on_stream
from voicelab.embedded.completion.wording import AsItIs
from voicelab.embedded.host import Host

EVENT = b"data: {}\n\n"


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def three_events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(3 * EVENT)
    return response


async def test_a_client_that_leaves_between_two_events_is_no_fault_of_the_model(
    caplog: pytest.LogCaptureFixture,
) -> None:
    host = Host(engines(), key="", faults=None, request_log=None, eager_text=False, custom_models=False)

    async def passing_on(request: web.Request) -> web.StreamResponse:
        async def until_it_leaves(events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
            yield await anext(events)
            assert request.transport is not None
            request.transport.close()
            yield await anext(events)

        async with session.get(model) as upstream:
            events = until_it_leaves(events_of(upstream.content))
            return await pass_on_stream(host, request, events, AsItIs(), like=upstream)

    replies, passes = web.Application(), web.Application()
    replies.router.add_get("/", three_events)
    passes.router.add_get("/", passing_on)
    with no_iterator_left():
        async with serving(replies) as model, serving(passes) as server, aiohttp.ClientSession() as session:
            response = await session.get(server)
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.read()

    assert not caplog.records
