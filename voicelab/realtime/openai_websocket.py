"""The websocket of OpenAI's Realtime API, by the openai SDK."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voicelab.completion.clients import ServiceClients
from voicelab.event_loop import run_in_thread
from voicelab.extras import require
from voicelab.realtime.transport import openai_transport
from voicelab.realtime.websocket import CLOSE_SECONDS, PING_SECONDS, WebsocketLostError, close_in_time

if TYPE_CHECKING:
    from openai.resources.realtime.realtime import AsyncRealtimeConnection

    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["OpenAIWebsocket", "open_openai_websocket"]


async def open_openai_websocket(service: SpeechToSpeechService, deployment: str) -> OpenAIWebsocket:
    """Open one; what the SDK raises stays as it is.

    Raises
    ------
    ConfigurationError
        A package is not installed, or a variable of proxies, certificates or headers cannot be used.
    """
    options: dict[str, Any] = await run_in_thread(lambda: _prepared(service))
    clients = ServiceClients(service, options.get("ssl"))
    try:
        client = await clients.client(lambda client: client.realtime, undated=True)
        connecting = client.realtime.connect(model=deployment, websocket_connection_options=options)  # type: ignore[arg-type]
        return OpenAIWebsocket(clients, await connecting.enter())
    except BaseException:
        await clients.close()
        raise


def _prepared(service: SpeechToSpeechService) -> dict[str, Any]:
    """Return the options of the websocket, with all imported that opening it takes; blocks for a while."""
    require("realtime", what="Speech-to-speech models of OpenAI's Realtime API")
    import websockets.asyncio.client  # or the SDK's first use would hold the loop up
    import websockets.sync.client  # noqa: F401

    return {
        **openai_transport(service.endpoint),
        "logger": _logger(),
        "open_timeout": None,  # the time of all of it is bounded
        "close_timeout": CLOSE_SECONDS,
        "ping_interval": PING_SECONDS,
        "ping_timeout": PING_SECONDS,
        "max_size": None,
        "compression": None,  # sound in base64 shrinks little, and each message would wait for that
    }


class _HiddenCredentials(logging.Filter):
    """Takes credentials out of the headers that the websockets package logs when it debugs."""

    def filter(self, record: logging.LogRecord) -> bool:
        match record.args:
            case (str(header), _) if header.lower() in ("api-key", "authorization"):
                record.args = (header, "***")
        return True


def _logger() -> logging.Logger:
    """Return a logger below that of the package, which takes its level and handlers from there."""
    logger = logging.getLogger("websockets.client.voicelab")
    if not logger.filters:
        logger.addFilter(_HiddenCredentials())
    return logger


class OpenAIWebsocket:
    """A `Websocket` that the openai SDK opened."""

    def __init__(self, clients: ServiceClients, connection: AsyncRealtimeConnection) -> None:
        from websockets.exceptions import ConnectionClosed

        self._clients = clients
        self._connection = connection
        self._closed = ConnectionClosed

    async def send(self, event: Mapping[str, object]) -> None:
        """See `Websocket`."""
        try:
            # Its `send` looks each event through for what it knows of its types, which takes as long again.
            await self._connection.send_raw(json.dumps(event))
        except self._closed as error:
            raise _lost(error) from None

    async def receive(self) -> bytes:
        """See `Websocket`."""
        try:
            return await self._connection.recv_bytes()
        except self._closed as error:
            raise _lost(error) from None

    async def close(self) -> None:
        """See `Websocket`."""
        with contextlib.suppress(self._closed):
            await close_in_time(self._connection.close, CLOSE_SECONDS)
        await self._clients.close()


def _lost(error: Any) -> WebsocketLostError:
    frame = error.rcvd
    return WebsocketLostError() if frame is None else WebsocketLostError(frame.code, frame.reason)
