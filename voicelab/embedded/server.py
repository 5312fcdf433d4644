"""The embedded server: Azure's own protocols on this machine's loopback address."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from voicelab.embedded.admission import admission
from voicelab.embedded.completion.embeddings import embedding_routes
from voicelab.embedded.completion.routes import completion_routes
from voicelab.embedded.connections import Connections, timed_requests
from voicelab.embedded.control import control_routes
from voicelab.embedded.departures import departures
from voicelab.embedded.end_of_turn import end_of_turn_routes
from voicelab.embedded.engines import Engines
from voicelab.embedded.faults import Faults
from voicelab.embedded.host import Host
from voicelab.embedded.limits import DEFAULT_LIMITS, LARGEST_BODY, ServerLimits
from voicelab.embedded.realtime.routes import realtime_routes
from voicelab.embedded.replies import not_offered
from voicelab.embedded.request_log import RequestLog
from voicelab.embedded.speech.fast_transcription import fast_transcription_routes
from voicelab.embedded.speech.http import speech_http_routes
from voicelab.embedded.speech.recognition import recognition_routes
from voicelab.embedded.speech.short_audio import short_audio_routes
from voicelab.embedded.speech.synthesis import synthesis_routes
from voicelab.embedded.unreadable import http_logger, unreadable_requests

__all__ = ["EmbeddedServer"]

_ROUTES = (
    recognition_routes, short_audio_routes, fast_transcription_routes, synthesis_routes, speech_http_routes,
    completion_routes, embedding_routes, realtime_routes, end_of_turn_routes, control_routes,
)  # fmt: skip
_ACCEPTING_SECONDS = 0.05
_LAST_WORDS_SECONDS = 0.5
_REST_SECONDS = 1.0
"""How long the rest of a body is still read that was refused: a client that sends is to see why."""


class EmbeddedServer:
    """Speech and completion services over local engines, for the official SDKs.

    Parameters
    ----------
    engines
        The engines, or a function that makes them. The function runs in a worker thread once the server
        listens; requests wait for it, and are refused if it fails.
    key
        What clients must present; by default a new random one.
    host
        Address to listen on.
    port
        Port to listen on; 0 takes a free one.
    faults
        Faults to apply; where they are given, requests may add to them, too (``POST /_voicelab/faults``).
    request_log
        Where to record what comes over the wire; by default it is not recorded.
    eager_text
        Whether text streams are spoken in whatever pieces have come, in place of whole sentences: sooner,
        and with the wrong melody.
    custom_models
        Whether any custom model or voice may be named, and semantic segmentation asked for, and the usual
        ones serve; otherwise they are refused.
    limits
        How many connections there may be, and how long they may keep it waiting.

    Examples
    --------
    >>> async def main(engines):
    ...     server = EmbeddedServer(engines)
    ...     await server.start()
    ...     print(f"ws://127.0.0.1:{server.port}")
    ...     await server.stop()
    """

    def __init__(
        self,
        engines: Engines | Callable[[], Engines],
        *,
        key: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        faults: Faults | None = None,
        request_log: RequestLog | None = None,
        eager_text: bool = False,
        custom_models: bool = False,
        limits: ServerLimits = DEFAULT_LIMITS,
    ) -> None:
        self.key = key or secrets.token_hex(16)
        self._host = Host(
            engines,
            key=self.key,
            faults=faults,
            request_log=request_log,
            eager_text=eager_text,
            custom_models=custom_models,
            address=host,
            limits=limits,
        )
        self._address = (host, port)
        self._port: int | None = None
        self._runner: web.AppRunner | None = None
        self._connections: Connections | None = None
        self._listener: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on.

        Raises
        ------
        RuntimeError
            It was not started.
        """
        if self._port is None:
            raise RuntimeError("the server was not started")
        return self._port

    async def start(self) -> None:
        """Listen, and begin to make the engines.

        Raises
        ------
        OSError
            The port is taken.
        """
        # Not as the application's own: aiohttp keeps those of a thousand routes, each with its server.
        timed = timed_requests(lambda: self._connections)
        middlewares = timed, departures, unreadable_requests, admission(self._host)
        app = web.Application(client_max_size=LARGEST_BODY)
        for routes in _ROUTES:
            for route in routes(self._host):
                # Older clients put a slash ahead of the path, behind an endpoint that ends with one.
                handler = _behind(middlewares, route.handler)
                for path in (route.path, f"/{route.path}"):
                    app.add_routes([web.RouteDef(route.method, path, handler, route.kwargs)])
        app.router.add_route("*", "/{anything:.*}", _behind(middlewares, _unknown))
        app.on_response_prepare.append(_name_request)
        self._runner = web.AppRunner(
            app,
            logger=http_logger(),
            access_log=None,
            # Packed bodies are refused: to unpack them would come before any key is looked at.
            auto_decompress=False,
            handler_cancellation=True,
            keepalive_timeout=self._host.limits.idle_seconds,
            shutdown_timeout=_LAST_WORDS_SECONDS,
            lingering_time=_REST_SECONDS,
        )
        await self._runner.setup()
        assert self._runner.server is not None
        self._connections = Connections(self._runner.server, self._host.limits)
        try:
            self._listener = await asyncio.get_running_loop().create_server(
                self._connections.accept, *self._address
            )
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._listener.sockets[0].getsockname()[1]
        self._host.http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, connect=10.0), auto_decompress=True
        )
        self._host.open()

    async def stop(self) -> None:
        """Close every connection and release the engines; turns under way end without an answer."""
        if self._runner is not None:
            # asyncio leaves a connection open that is just being accepted when it stops to listen.
            await asyncio.sleep(_ACCEPTING_SECONDS)
            if self._listener is not None:
                self._listener.close()
            await self._host.close_sockets()
            await self._runner.cleanup()
            self._runner = None
        if self._host.http is not None:
            await self._host.http.close()
        await self._host.close()


def _behind(middlewares: Sequence[Middleware], handler: Any) -> Handler:
    """Return a handler to which requests come through middlewares, the first of them first."""
    for middleware in reversed(middlewares):
        handler = partial(middleware, handler=handler)
    behind: Handler = handler
    return behind


async def _name_request(request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer a name for support tickets, as Azure does."""
    name = request.headers.get("x-ms-client-request-id") or str(uuid.uuid4())
    response.headers.setdefault("x-request-id", name)
    response.headers.setdefault("apim-request-id", name)


async def _unknown(request: web.Request) -> web.Response:
    return not_offered(f"{request.method} {request.path} is not among the embedded services' routes.")
