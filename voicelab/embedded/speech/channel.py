"""Channel: one websocket of Azure's speech protocol, and the turns on it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web

from voicelab.embedded.capacity import OverCapacityError
from voicelab.embedded.client_socket import ClientSocket, TurnLostError, open_socket
from voicelab.embedded.fault_kinds import MidTurn
from voicelab.embedded.faults import Faults
from voicelab.embedded.host import Host
from voicelab.embedded.limits import LARGEST_SPEECH_MESSAGE
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
from voicelab.inner_error import CloseReasons

__all__ = ["Channel", "ChannelTurn", "open_channel"]

_TOO_MANY = 4_429
"""What the Speech SDKs tell as too many requests."""


class Channel:
    """A websocket of the speech protocol."""

    def __init__(
        self,
        socket: ClientSocket,
        stage: Literal["recognition", "synthesis"],
        faults: Faults,
        close_reasons: CloseReasons,
        request_log: RequestLog | None,
    ) -> None:
        self.stage = stage
        self._socket = socket
        self._faults = faults
        self._close_reasons = close_reasons
        self._request_log = request_log

    @property
    def response(self) -> web.WebSocketResponse:
        """What a route returns to aiohttp when it is done."""
        return self._socket.response

    async def messages(self) -> AsyncIterator[ProtocolMessage]:
        """Yield what the client sends until it closes.

        Raises
        ------
        ProtocolError
            It sent something that is not the protocol.
        """
        while (raw := await self._socket.receive()) is not None:
            if self._socket.is_closing:
                return
            if raw.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                message = parse(raw.data)
                self._note(False, message.path, message.request_id, message.body)
                yield message

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
        if self._socket.is_closing:
            raise TurnLostError
        text = text_message(path, request_id, payload)
        self._note(True, path, request_id, text.partition("\r\n\r\n")[2])
        await self._socket.send(text)

    async def send_audio(self, request_id: str, stream_id: str, audio: bytes) -> None:
        """Send audio; none at all ends the stream.

        Raises
        ------
        TurnLostError
            The connection is gone.
        """
        if self._socket.is_closing:
            raise TurnLostError
        self._note(True, "audio", request_id, audio)
        await self._socket.send(audio_message(request_id, stream_id, audio))

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
        except OverCapacityError as error:
            await self._socket.close(_TOO_MANY, str(error))
        except ProtocolError as error:
            await self._socket.close(WSCloseCode.INVALID_TEXT, str(error))
        except Exception as error:
            await self._socket.close(code, self._close_reasons.add(unexpected(error)))

    async def apply_fault(self, fault: MidTurn) -> None:
        """Apply a fault to the connection.

        Raises
        ------
        TurnLostError
            Always, but after a `Hang`, which ends when the client goes away.
        """
        await self._socket.apply_fault(fault)

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
    async with open_socket(
        request, stage, host, protocols=(SUBPROTOCOL,), largest_message=LARGEST_SPEECH_MESSAGE
    ) as socket:
        yield Channel(socket, stage, host.faults, host.close_reasons, host.request_log)
