"""Channel: one websocket of Azure's speech protocol, and the turns on it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from voicelab.embedded.faults import Close, Drop, Faults, Garbage, Hang, MidTurn
from voicelab.embedded.host import Host
from voicelab.embedded.request_log import RequestLog
from voicelab.embedded.speech.framing import (
    SUBPROTOCOL,
    ProtocolError,
    ProtocolMessage,
    audio_message,
    parse,
    text_message,
)
from voicelab.errors import unexpected
from voicelab.inner_error import CloseReasons, fitted_reason

__all__ = ["Channel", "ChannelTurn", "TurnLostError", "open_channel"]

_LARGEST_MESSAGE = 256 * 1024
_OVER = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
_LAST_WORDS_SECONDS = 5.0
"""How long a client may take to answer a close frame, in seconds."""
_LAST_WORDS_BYTES = 16 * 1024 * 1024
"""How much it may send until then."""


class TurnLostError(Exception):
    """The turn cannot go on: its connection is gone or going."""


class Channel:
    """A websocket that an SDK opened."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        request: web.Request,
        stage: Literal["recognition", "synthesis"],
        faults: Faults,
        close_reasons: CloseReasons,
        request_log: RequestLog | None,
    ) -> None:
        self.stage = stage
        self._socket = socket
        self._transport = request.transport
        self._closing: asyncio.TimerHandle | None = None
        self._over = False
        self._faults = faults
        self._close_reasons = close_reasons
        self._request_log = request_log

    @property
    def response(self) -> web.WebSocketResponse:
        """What a route returns to aiohttp when it is done."""
        return self._socket

    async def messages(self) -> AsyncIterator[ProtocolMessage]:
        """Yield what the client sends until it closes.

        Raises
        ------
        ProtocolError
            It sent something that is not the protocol.
        """
        while (raw := await self._receive()) is not None:
            if self._closing is not None:
                return
            if raw.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                message = parse(raw.data)
                self._note(False, message.path, message.request_id, message.body)
                yield message

    async def hear_out(self) -> None:
        """After `close`, read what the client still sends until it closes as well, and drop it.

        TCP resets a connection that is closed with unread data, and the client would lose code and reason.
        """
        if self._closing is None:
            return
        dropped = 0
        while dropped < _LAST_WORDS_BYTES and (raw := await self._receive()) is not None:
            dropped += len(raw.data or b"")
        self._closing.cancel()
        if self._transport is not None:
            self._transport.close()

    async def _receive(self) -> WSMessage | None:
        """Return the next frame; `None` once the client has closed."""
        if self._over:
            return None
        raw = await self._socket.receive()
        if raw.type not in _OVER:
            return raw
        self._over = True
        if raw.type is WSMsgType.CLOSE and self._closing is None:
            await self._socket.close(drain=False)
        return None

    def turn(self, request_id: str) -> ChannelTurn:
        """Start a turn."""
        return ChannelTurn(self, request_id, self._faults.pop(self.stage, MidTurn))

    async def send(self, path: str, request_id: str, payload: Mapping[str, Any]) -> None:
        """Send a JSON message.

        Raises
        ------
        TurnLostError
            The connection is gone.
        """
        if self._closing is not None:
            raise TurnLostError
        text = text_message(path, request_id, payload)
        self._note(True, path, request_id, text.partition("\r\n\r\n")[2])
        try:
            await self._socket.send_str(text)
        except ConnectionError as error:
            raise TurnLostError from error

    async def send_audio(self, request_id: str, stream_id: str, audio: bytes) -> None:
        """Send audio; none at all ends the stream.

        Raises
        ------
        TurnLostError
            The connection is gone.
        """
        if self._closing is not None:
            raise TurnLostError
        self._note(True, "audio", request_id, audio)
        try:
            await self._socket.send_bytes(audio_message(request_id, stream_id, audio))
        except ConnectionError as error:
            raise TurnLostError from error

    @contextlib.asynccontextmanager
    async def closing_on_error(self, code: int = WSCloseCode.INTERNAL_ERROR) -> AsyncIterator[None]:
        """Close the websocket, with the reason, if the work within fails.

        Parameters
        ----------
        code
            What to close it with where an engine failed.
        """
        try:
            yield
        except TurnLostError:
            pass
        except ProtocolError as error:
            await self.close(WSCloseCode.INVALID_TEXT, str(error))
        except Exception as error:
            await self.close(code, self._close_reasons.add(unexpected(error)))

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame; the client's SDK shows the reason. `hear_out` waits for the client's own."""
        if self._closing is not None or self._transport is None:
            return
        transport = self._transport
        self._closing = asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, transport.abort)
        with contextlib.suppress(ConnectionError):
            payload = code.to_bytes(2, "big") + fitted_reason(reason).encode()
            await self._socket.send_frame(payload, WSMsgType.CLOSE)

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

    def _note(self, sent: bool, path: str, request_id: str, body: str | bytes) -> None:
        if self._request_log is not None:
            self._request_log.note_message(self.stage, sent=sent, path=path, request_id=request_id, body=body)


class ChannelTurn:
    """One request on a channel: sends what the server answers, and applies the faults."""

    def __init__(self, channel: Channel, request_id: str, fault: MidTurn | None) -> None:
        self.request_id = request_id
        self._channel = channel
        self._fault = fault
        self._messages = 0
        self._audio_seconds = 0.0

    async def send(self, path: str, payload: Mapping[str, Any]) -> None:
        """Send a JSON message of this turn."""
        await self._apply_fault_if_due(path)
        await self._channel.send(path, self.request_id, payload)
        self._messages += 1

    async def send_audio(self, audio: bytes, seconds: float) -> None:
        """Send audio of this turn, of a length in seconds."""
        await self._apply_fault_if_due("audio")
        await self._channel.send_audio(self.request_id, self.request_id, audio)
        self._messages += 1
        await self.count_audio(seconds)

    async def count_audio(self, seconds: float) -> None:
        """Count audio that was received or sent, in seconds."""
        self._audio_seconds += seconds
        if self._fault is not None and self._fault.after_audio_seconds > 0:
            await self._apply_fault_if_due("")

    async def _apply_fault_if_due(self, path: str) -> None:
        fault = self._fault
        if (
            fault is not None
            and self._messages >= fault.after_messages
            and self._audio_seconds >= fault.after_audio_seconds
            and (not fault.before or fault.before == path)
        ):
            self._fault = None
            await self._channel.apply_fault(fault)


@contextlib.asynccontextmanager
async def open_channel(
    request: web.Request, stage: Literal["recognition", "synthesis"], host: Host
) -> AsyncIterator[Channel]:
    """Accept a websocket."""
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,), max_msg_size=_LARGEST_MESSAGE, compress=False, autoclose=False, timeout=1.0
    )
    await socket.prepare(request)
    request_log = host.request_log
    if request_log is not None:
        request_log.note_connection(stage, 1)
    try:
        channel = Channel(socket, request, stage, host.faults, host.close_reasons, request_log)
        with host.tracking(channel.close):
            yield channel
            await channel.hear_out()
    finally:
        if request_log is not None:
            request_log.note_connection(stage, -1)
