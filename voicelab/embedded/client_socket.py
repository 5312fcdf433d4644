"""ClientSocket: a websocket that a client opened, from its upgrade to its end; the faults of connections."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextvars import ContextVar

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from aiohttp.log import ws_logger

from voicelab.embedded.fault_kinds import Close, Drop, Garbage, Hang, MidTurn
from voicelab.embedded.faults import Stage
from voicelab.embedded.host import Host
from voicelab.inner_error import fitted_reason

__all__ = ["ClientSocket", "TurnLostError", "open_socket"]

_OVER = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
_LAST_WORDS_SECONDS = 5.0
"""How long a client may take to answer a close frame, in seconds."""
_LAST_WORDS_BYTES = 16 * 1024 * 1024
"""How much it may send until then."""
_is_upgrading: ContextVar[bool] = ContextVar("_is_upgrading", default=False)
"""Whether what aiohttp logs is about an upgrade of these services."""


class TurnLostError(Exception):
    """The turn cannot go on: its connection is gone or going."""


class ClientSocket:
    """A websocket that an SDK opened."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, idle_seconds: float) -> None:
        self._socket = socket
        self._idle_seconds = idle_seconds
        self._transport = request.transport
        self._closing: asyncio.TimerHandle | None = None
        self._over = False

    @property
    def response(self) -> web.WebSocketResponse:
        """What a route returns to aiohttp when it is done."""
        return self._socket

    @property
    def is_closing(self) -> bool:
        """Whether `close` was called: nothing more is sent."""
        return self._closing is not None

    async def receive(self) -> WSMessage | None:
        """Return the next frame; `None` once the client has closed."""
        if self._over:
            return None
        # One who sends on and on does not keep the server from the others.
        await asyncio.sleep(0)
        try:
            raw = await self._socket.receive(self._idle_seconds)
        except asyncio.TimeoutError:
            seconds = round(self._idle_seconds)
            await self.close(
                WSCloseCode.GOING_AWAY, f"Nothing was sent for {seconds} s: the connection was idle."
            )
            return None
        if raw.type not in _OVER:
            return raw
        self._over = True
        if raw.type is WSMsgType.CLOSE and self._closing is None:
            await self._socket.close(drain=False)
        return None

    async def send(self, data: str | bytes) -> None:
        """Send a message.

        Raises
        ------
        TurnLostError
            The connection is gone or going.
        """
        if self._closing is not None:
            raise TurnLostError
        try:
            if isinstance(data, str):
                await self._socket.send_str(data)
            else:
                await self._socket.send_bytes(data)
        except ConnectionError as error:
            raise TurnLostError from error

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame; the client's SDK shows the reason. `hear_out` waits for the client's own."""
        if self._closing is not None or self._transport is None:
            return
        transport = self._transport
        self._closing = asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, transport.abort)
        with contextlib.suppress(ConnectionError):
            payload = code.to_bytes(2, "big") + fitted_reason(reason).encode()
            await self._socket.send_frame(payload, WSMsgType.CLOSE)

    async def hear_out(self) -> None:
        """After `close`, read what the client still sends until it closes as well, and drop it.

        TCP resets a connection that is closed with unread data, and the client would lose code and reason.
        """
        if self._closing is None:
            return
        dropped = 0
        while dropped < _LAST_WORDS_BYTES and (raw := await self.receive()) is not None:
            dropped += len(raw.data or b"")
        self._closing.cancel()
        if self._transport is not None:
            self._transport.close()

    async def apply_fault(self, fault: MidTurn) -> None:
        """Apply a fault to the connection.

        Raises
        ------
        TurnLostError
            Always, but after a `Hang`, which ends when the client goes away.
        """
        if isinstance(fault, Close):
            await self.close(fault.code, fault.reason)
        elif isinstance(fault, Hang):
            await asyncio.Event().wait()
        elif self._transport is not None:
            if isinstance(fault, Garbage):
                self._transport.write(b"\xff\xfethis is not the protocol\r\n\r\n")
            elif isinstance(fault, Drop) and isinstance(self._transport, asyncio.WriteTransport):
                self._transport.abort()
        raise TurnLostError


@contextlib.asynccontextmanager
async def open_socket(
    request: web.Request, stage: Stage, host: Host, *, protocols: Sequence[str] = (), largest_message: int
) -> AsyncIterator[ClientSocket]:
    """Accept a websocket; it is counted in the request log, and closed when the server stops.

    Parameters
    ----------
    largest_message
        In bytes; one that is longer ends the connection.
    """
    response = web.WebSocketResponse(
        protocols=protocols, max_msg_size=largest_message, compress=False, autoclose=False, timeout=1.0
    )
    try:
        with _unlogged_offers():
            await response.prepare(request)
    except ValueError as error:  # a key of letters that base64 has not
        raise web.HTTPBadRequest(text="The upgrade's Sec-WebSocket-Key is no key.") from error
    request_log = host.request_log
    if request_log is not None:
        request_log.note_connection(stage, 1)
    try:
        socket = ClientSocket(response, request, host.limits.idle_seconds)
        with host.tracking(socket.close):
            yield socket
            await socket.hear_out()
    finally:
        if request_log is not None:
            request_log.note_connection(stage, -1)


@contextlib.contextmanager
def _unlogged_offers() -> Iterator[None]:
    """Keep aiohttp from logging the subprotocols of a client that offers none of the server's.

    The key may be among them: a web page has no other place for it.
    """
    if _is_of_others not in ws_logger.filters:
        ws_logger.addFilter(_is_of_others)
    token = _is_upgrading.set(True)
    try:
        yield
    finally:
        _is_upgrading.reset(token)


def _is_of_others(_record: logging.LogRecord) -> bool:
    return not _is_upgrading.get()
