"""Routes of speech to speech: the websockets of OpenAI's Realtime API, its Azure previews, and Voice Live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from voicelab.embedded.client_socket import ClientSocket, TurnLostError, open_socket
from voicelab.embedded.completion.addresses import UNDATED, names_no_version
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.host import Host
from voicelab.embedded.limits import LARGEST_EVENT, LONGEST_TEXT
from voicelab.embedded.realtime.dialects import GA, LIVE, PREVIEWS, Dialect
from voicelab.embedded.realtime.event_writer import EventWriter
from voicelab.embedded.realtime.session import RealtimeSession
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.replies import error_response
from voicelab.errors import unexpected
from voicelab.text.json_objects import json_object

__all__ = ["realtime_routes"]

_REFUSED = 4_000
"""What OpenAI closes a connection with whose request is wrong."""
_SUBPROTOCOL = "realtime"


def realtime_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def generally_available(request: web.Request) -> web.StreamResponse:
        async with _accepted(request, host) as socket:
            refusal = _refusal(request)
            if refusal is not None:
                await _refuse(host, socket, refusal)
            else:
                await _serve(host, socket, GA, _options(request, GA))
        return socket.response

    async def dated(request: web.Request) -> web.StreamResponse:
        if names_no_version(request):
            return error_response(404)
        if not _model(request):
            return error_response(400, message="The query names no deployment.")
        # Versions that are no previews have what is generally available.
        dialect = PREVIEWS if request.query["api-version"].endswith("preview") else GA
        async with _accepted(request, host) as socket:
            await _serve(host, socket, dialect, _options(request, dialect))
        return socket.response

    async def voice_live(request: web.Request) -> web.StreamResponse:
        if not request.query.get("api-version"):
            return error_response(404)
        if not _model(request):
            return error_response(
                400, message="The query names no model; agents are not among these services."
            )
        async with _accepted(request, host) as socket:
            await _serve(host, socket, LIVE, _options(request, LIVE))
        return socket.response

    return [
        *(web.get(f"{prefix}/realtime", generally_available, allow_head=False) for prefix in UNDATED),
        web.get("/openai/realtime", dated, allow_head=False),
        web.get("/voice-live/realtime", voice_live, allow_head=False),
    ]


def _accepted(request: web.Request, host: Host) -> AbstractAsyncContextManager[ClientSocket]:
    return open_socket(request, "realtime", host, protocols=(_SUBPROTOCOL,), largest_message=LARGEST_EVENT)


def _model(request: web.Request) -> str:
    return request.query.get("deployment") or request.query.get("model") or ""


def _options(request: web.Request, dialect: Dialect) -> SessionOptions:
    options = dialect.usual_options(_model(request))
    if request.query.get("intent") == "transcription" and dialect.transcription is not None:
        return replace(options, replies=False)
    return options


def _refusal(request: web.Request) -> InvalidRequestError | None:
    """Return why a connection is refused once it is open, as OpenAI does it."""
    if "realtime=v1" in request.headers.get("OpenAI-Beta", ""):
        message = "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API."
        return InvalidRequestError(message, None, "beta_api_shape_disabled")
    if not _model(request) and request.query.get("intent") != "transcription":
        place = f"ws://{request.host}{request.path}?model=gpt-realtime"
        message = f"You must provide a model parameter, for example {place}"
        return InvalidRequestError(message, None, "missing_model")
    return None


async def _refuse(host: Host, socket: ClientSocket, refusal: InvalidRequestError) -> None:
    try:
        await EventWriter(socket, host).refuse(refusal, None)
    except TurnLostError:
        return
    await socket.close(_REFUSED, f"invalid_request_error.{refusal.code}")


async def _serve(host: Host, socket: ClientSocket, dialect: Dialect, options: SessionOptions) -> None:
    """Hold a session until the client leaves, or an engine fails."""
    writer = EventWriter(socket, host)
    session = RealtimeSession(SessionState(host, writer, dialect, options))
    tasks = [
        asyncio.ensure_future(_read(host, socket, writer, session)),
        asyncio.ensure_future(session.input.run()),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await _tell_failure(host, socket, writer, task.exception())
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await session.close()


async def _tell_failure(
    host: Host, socket: ClientSocket, writer: EventWriter, failure: BaseException | None
) -> None:
    """Tell a client why its session ends."""
    if not isinstance(failure, Exception) or isinstance(failure, TurnLostError):
        return
    error = unexpected(failure)
    try:
        await writer.fail("server_error", error.code, str(error))
    except TurnLostError:
        return
    await socket.close(WSCloseCode.INTERNAL_ERROR, host.close_reasons.add(error))


async def _read(host: Host, socket: ClientSocket, writer: EventWriter, session: RealtimeSession) -> None:
    """Do what the client's events ask for, until it leaves."""
    await session.begin()
    while (raw := await socket.receive()) is not None:
        if socket.is_closing:
            return
        event: Mapping[str, Any] = {}
        try:
            event = _event_of(raw)
            _note(host, event)
            await session.handle(event)
        except InvalidRequestError as error:
            await writer.refuse(error, event.get("event_id"))


def _event_of(raw: WSMessage) -> Mapping[str, Any]:
    """Return the event that a frame is.

    Raises
    ------
    InvalidRequestError
        It is none.
    """
    if raw.type is not WSMsgType.TEXT:
        message = "Expected a text WebSocket message; binary frames are not supported."
        raise InvalidRequestError(message, None, "invalid_event")
    event = json_object(raw.data)
    if event is None:
        message = (
            "Invalid event: failed to parse JSON value. Please check the value to ensure it is valid JSON."
        )
        raise InvalidRequestError(message, None, "invalid_json")
    if len(raw.data) - _sound_length(event) > LONGEST_TEXT:
        message = f"Invalid event: more than {LONGEST_TEXT:,} characters beside sound and images."
        raise InvalidRequestError(message, None, "string_above_max_length")
    return event


def _sound_length(event: Mapping[str, Any]) -> int:
    """Return how many characters of an event are its sound and images."""
    response = event.get("response")
    given = response.get("input") if isinstance(response, dict) else None
    items = [event.get("item"), *(given if isinstance(given, list) else ())]
    contents = [item.get("content") for item in items if isinstance(item, dict)]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    parts = [part for part in parts if isinstance(part, dict)]
    texts = [event.get("audio"), *(part.get(name) for part in parts for name in ("audio", "image_url"))]
    return sum(len(text) for text in texts if isinstance(text, str))


def _note(host: Host, event: Mapping[str, Any]) -> None:
    if host.request_log is None:
        return
    audio = event.get("audio")
    text = audio if isinstance(audio, str) else ""
    host.request_log.note_message(
        "realtime",
        sent=False,
        path=str(event.get("type")),
        request_id=str(event.get("event_id") or ""),
        body=json.dumps({name: value for name, value in event.items() if name != "audio"}),
        audio_bytes=len(text) * 3 // 4 - text.count("=", -2) if text else 0,
    )
