"""The websocket of Azure's Voice Live, by its own SDK."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from voicelab.completion.identity import AsyncIdentity
from voicelab.event_loop import run_in_thread
from voicelab.extras import require
from voicelab.realtime.transport import voice_live_transport
from voicelab.realtime.websocket import CLOSE_SECONDS, PING_SECONDS, WebsocketLostError, close_in_time
from voicelab.services.credentials import VOICE_LIVE_SCOPE

if TYPE_CHECKING:
    from azure.ai.voicelive.aio import VoiceLiveConnection

    from voicelab.services.endpoints import CompletionService
    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["VoiceLiveWebsocket", "open_voice_live_websocket"]


async def open_voice_live_websocket(service: SpeechToSpeechService, deployment: str) -> VoiceLiveWebsocket:
    """Open one; what the SDK raises stays as it is.

    Raises
    ------
    ConfigurationError
        A package is not installed, or a variable of proxies or certificates cannot be used.
    """
    connecting = await run_in_thread(lambda: _prepared(service, deployment))
    try:
        return VoiceLiveWebsocket(await connecting.__aenter__())
    except BaseException as error:
        await _close_left_session(error.__traceback__)
        raise


def _prepared(service: CompletionService, deployment: str) -> Any:
    """Return what opens it, with all imported that this takes; blocks for a while."""
    require("voice-live", what="Models of Azure's Voice Live")
    from azure.ai.voicelive.aio import connect
    from azure.core.credentials import AzureKeyCredential

    # What it logs is raised as well; without a handler Python would write that under the cell.
    logging.getLogger("azure.ai.voicelive").addHandler(logging.NullHandler())
    credential: Any
    if service.credential is not None:
        credential = AsyncIdentity(service.credential)
    else:
        assert service.key is not None
        credential = AzureKeyCredential(service.key.reveal())
    return connect(
        credential=credential,
        credential_scopes=VOICE_LIVE_SCOPE,
        endpoint=service.endpoint,
        api_version=service.api_version,
        model=deployment,
        connection_options={
            "compression": False,  # sound in base64 shrinks little, and each message would wait for that
            "max_msg_size": 0,  # no limit
            "heartbeat": PING_SECONDS,
            "close_timeout": CLOSE_SECONDS,
            "vendor_options": voice_live_transport(service.endpoint),
        },
    )


async def _close_left_session(frames: TracebackType | None) -> None:
    """Close the HTTP session that the SDK leaves open where connecting is cancelled."""
    for frame, _ in traceback.walk_tb(frames):
        session: Any = frame.f_locals.get("session")
        if type(session).__name__ == "ClientSession":
            await session.close()


class VoiceLiveWebsocket:
    """A `Websocket` that the Voice Live SDK opened."""

    def __init__(self, connection: VoiceLiveConnection) -> None:
        from azure.ai.voicelive.aio import ConnectionClosed
        from azure.core.exceptions import AzureError  # what the SDK itself raises is a kind of

        self._connection = connection
        self._closed = ConnectionClosed
        self._failed = AzureError
        self._is_lost = False

    async def send(self, event: Mapping[str, object]) -> None:
        """See `Websocket`."""
        if self._is_lost:
            raise WebsocketLostError
        try:
            await self._connection.send(event)
        except self._failed:
            self._is_lost = True
            raise WebsocketLostError from None

    async def receive(self) -> bytes:
        """See `Websocket`."""
        if self._is_lost:
            raise WebsocketLostError
        try:
            message = await self._connection.recv_bytes()
        except self._closed as error:
            self._is_lost = True
            raise WebsocketLostError(error.code) from None  # its reason is not the service's
        if not message:  # a frame that only says that it closes
            self._is_lost = True
            raise WebsocketLostError
        return message

    async def close(self) -> None:
        """See `Websocket`."""
        self._is_lost = True
        await close_in_time(self._connection.close, CLOSE_SECONDS)
