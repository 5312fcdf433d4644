"""Connections: the open ones of a server, their number and how long each may keep the server waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from voicelab.embedded.limits import RETRY_SECONDS, ServerLimits

__all__ = ["Connections", "timed_requests"]

_MOST_REFUSALS = 64
"""Connections beyond the most, which are answered; yet more are cut."""
_LAST_WORDS_SECONDS = 1.0
"""How long one of them may take to send its request, in seconds."""
_READING_SECONDS = 0.2
"""How long what it goes on to send is read: TCP would take the answer back."""
_BODY = b'{"error": {"code": "429", "message": "Too many connections are open: close some, or wait."}}'
_TOO_MANY = b"""HTTP/1.1 429 Too Many Requests\r
Content-Type: application/json\r
Retry-After: %d\r
Content-Length: %d\r
Connection: close\r
\r
%b""" % (RETRY_SECONDS, len(_BODY), _BODY)


class Connections:
    """The open connections of a server.

    Parameters
    ----------
    make
        Makes what handles a connection: aiohttp's server.
    """

    def __init__(self, make: Callable[[], asyncio.Protocol], limits: ServerLimits) -> None:
        self._make = make
        self._limits = limits
        self._open: dict[asyncio.BaseProtocol, _WatchedConnection] = {}
        self._refusals: set[asyncio.BaseProtocol] = set()

    def accept(self) -> asyncio.Protocol:
        """Return what handles a new connection; asyncio calls it for each."""
        if len(self._open) >= self._limits.connections:
            return _Refusal(self._refusals)
        handler = self._make()
        self._open[handler] = _WatchedConnection(handler, self._limits, lambda: self._open.pop(handler))
        return self._open[handler]

    def find(self, request: web.Request) -> _WatchedConnection | None:
        """Return the connection that a request came over."""
        return self._open.get(request.protocol)


def timed_requests(connections: Callable[[], Connections | None]) -> Middleware:
    """Return the middleware by which connections know where a request begins and ends."""

    @web.middleware
    async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
        held = connections()
        connection = held.find(request) if held is not None else None
        if connection is None:  # it is gone already
            return await handler(request)
        connection.begin(request)
        try:
            return await handler(request)
        finally:
            connection.end()

    return timed


class _WatchedConnection(asyncio.Protocol):
    """One connection: passes on to its handler what asyncio tells, and closes it when its time is over."""

    def __init__(self, handler: asyncio.Protocol, limits: ServerLimits, leave: Callable[[], object]) -> None:
        self._handler = handler
        self._limits = limits
        self._leave = leave
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._in_request = False
        self._incoming: asyncio.TimerHandle | None = None
        """Runs while headers or a body are to come."""
        self._outgoing: asyncio.TimerHandle | None = None
        """Runs while the client reads nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._expect_head()
        self._handler.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_incoming()
        self._stop_outgoing()
        self._leave()
        self._handler.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._in_request and self._incoming is None:
            self._expect_head()
        self._handler.data_received(data)

    def eof_received(self) -> bool | None:
        return self._handler.eof_received()

    def pause_writing(self) -> None:
        assert self._transport is not None
        self._outgoing = self._loop.call_later(self._limits.unread_seconds, self._transport.abort)
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._stop_outgoing()
        self._handler.resume_writing()

    def begin(self, request: web.Request) -> None:
        """Take note that the headers of a request are there, and wait for its body."""
        self._stop_incoming()
        self._in_request = True
        if not request.content.is_eof():
            self._incoming = self._loop.call_later(self._limits.body_seconds, self._check_body, request)

    def end(self) -> None:
        """Take note that a request was answered."""
        self._stop_incoming()
        self._in_request = False

    def _expect_head(self) -> None:
        assert self._transport is not None
        self._incoming = self._loop.call_later(self._limits.head_seconds, self._transport.abort)

    def _check_body(self, request: web.Request) -> None:
        if not request.content.is_eof() and self._transport is not None:
            self._transport.abort()

    def _stop_incoming(self) -> None:
        if self._incoming is not None:
            self._incoming.cancel()
            self._incoming = None

    def _stop_outgoing(self) -> None:
        if self._outgoing is not None:
            self._outgoing.cancel()
            self._outgoing = None


class _Refusal(asyncio.Protocol):
    """A connection too many: its request is read, so that the answer is not lost, and answered 429."""

    def __init__(self, others: set[asyncio.BaseProtocol]) -> None:
        self._others = others
        self._transport: asyncio.Transport | None = None
        self._is_answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if len(self._others) >= _MOST_REFUSALS:
            transport.abort()
            return
        self._transport = transport
        self._others.add(self)
        asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._others.discard(self)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        if self._transport is not None and not self._is_answered:
            self._is_answered = True
            self._transport.write(_TOO_MANY)
            asyncio.get_running_loop().call_later(_READING_SECONDS, self._transport.close)
