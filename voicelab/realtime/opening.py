"""Opening: a connection to the service of the engine that the settings choose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from voicelab.completion.failures import missing_deployment
from voicelab.errors import VoicelabError
from voicelab.event_loop import within
from voicelab.realtime.failures import Failures
from voicelab.realtime.openai_session import OpenAISession
from voicelab.realtime.openai_websocket import open_openai_websocket
from voicelab.realtime.voice_live_session import VoiceLiveSession
from voicelab.realtime.voice_live_websocket import open_voice_live_websocket
from voicelab.realtime.websocket_connection import WebsocketConnection
from voicelab.settings.engines import engine_deployment

if TYPE_CHECKING:
    from voicelab.realtime.connection import RealtimeConnection
    from voicelab.realtime.session_fields import SessionFields
    from voicelab.realtime.websocket import Websocket
    from voicelab.services.services import Services
    from voicelab.services.speech_to_speech import SpeechToSpeechEngine, SpeechToSpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["asked_model", "open_connection"]


def asked_model(services: Services, settings: Settings) -> str | None:
    """Return the model that a service is asked for, by the name that it is asked by; `None` if none is named.

    Raises
    ------
    ConfigurationError
        Nothing says where the service is.
    """
    engine = cast("SpeechToSpeechEngine", settings.engine)
    return engine_deployment(settings) or services.speech_to_speech(engine).deployment


async def open_connection(services: Services, settings: Settings, timeouts: Timeouts) -> RealtimeConnection:
    """Open a connection, once; who wants it tries again.

    Parameters
    ----------
    settings
        Of an engine that is one service; its session is as the services have it until `update`.
    timeouts
        It may take as long as a model's first token.

    Raises
    ------
    CompletionError
        The service refuses, cannot be reached or does not answer in time, or no model is named.
    ConfigurationError
        Nothing says where the service is, its package is not installed, or a variable cannot be used.
    """
    engine = cast("SpeechToSpeechEngine", settings.engine)
    service = services.speech_to_speech(engine)
    deployment = asked_model(services, settings)
    if deployment is None:
        raise missing_deployment(service)
    failures = Failures(service, deployment)
    open_websocket, fields = _ENGINES[engine]
    connection: WebsocketConnection | None = None

    async def opened() -> WebsocketConnection:
        nonlocal connection
        websocket = await open_websocket(service, deployment)
        connection = WebsocketConnection(websocket, fields(), failures, deployment)
        await connection.begin()
        return connection

    try:
        return await within(timeouts.first_token_seconds, opened())
    except BaseException as error:
        if connection is not None:
            await connection.close()
        if isinstance(error, VoicelabError) or not isinstance(error, Exception):
            raise
        raise failures.of_opening(error) from None


_Open: TypeAlias = "Callable[[SpeechToSpeechService, str], Awaitable[Websocket]]"

_ENGINES: dict[str, tuple[_Open, Callable[[], SessionFields]]] = {
    "realtime": (open_openai_websocket, OpenAISession),
    "voice-live": (open_voice_live_websocket, VoiceLiveSession),
}
