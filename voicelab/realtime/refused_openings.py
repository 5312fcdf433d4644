"""Refused openings: why a websocket could not be opened, whichever library of websockets says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voicelab.completion.causes import Cause, variables_of
from voicelab.completion.refusals import Refusal, code_in, refused
from voicelab.completion.retry_after import retry_after_seconds
from voicelab.completion.unreached import error_chain, refused_by_proxy, unreached
from voicelab.realtime.missing_models import missing_model, unfit_model
from voicelab.realtime.transport import proxy_refusal
from voicelab.redirects import redirect_words
from voicelab.text.json_objects import json_object
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["OpeningFailure", "opening_failure", "refused_by_status"]

_BREAKS = ("InvalidMessage", "ServerDisconnectedError", "EOFError", "ConnectionResetError")
"""What the libraries raise where the other side ends the connection in place of an answer."""
_REQUEST_IDS = ("x-request-id", "apim-request-id", "x-ms-request-id")
"""OpenAI's header, and Azure's."""
_REDIRECTED = "redirects are not supported"
"""How the Voice Live SDK words a redirect, whose address it does not hand on."""
_UNREACHED = ("OSError", "ClientConnectionError")


@dataclass(frozen=True, slots=True)
class OpeningFailure:
    """Why it failed."""

    cause: Cause
    retry_after_seconds: float | None = None
    """How long the service asks to be left alone, in seconds."""
    request_id: str = ""
    """The service's own name for the request; empty where unknown."""


class _UpgradeRefusedError(Exception):
    """A status in place of a websocket, as `refused` reads it."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.response = SimpleNamespace(headers=headers)


def opening_failure(
    error: BaseException, service: SpeechToSpeechService, deployment: str
) -> OpeningFailure | None:
    """Return why no websocket could be opened; `None` for what has nothing to do with the other side.

    Parameters
    ----------
    error
        What the SDK raised.
    """
    if answer := proxy_refusal(error):
        return OpeningFailure(refused_by_proxy(service.endpoint, answer))
    chain = error_chain(error)
    for each in chain:
        if (found := _status_of(each)) is not None:
            return refused_by_status(*found, service, deployment)
    if any(_REDIRECTED in str(each) for each in chain):
        return OpeningFailure(_redirected(service, ""))
    kinds = {kind.__name__ for each in chain for kind in type(each).__mro__}
    if not kinds.isdisjoint(_BREAKS):
        return OpeningFailure(Cause("connection-closed", "closed the connection before it answered"))
    return OpeningFailure(unreached(error, service)) if not kinds.isdisjoint(_UNREACHED) else None


def _status_of(error: BaseException) -> tuple[int, Mapping[str, str], bytes] | None:
    """Return the status, headers and body that an error is about."""
    name, untyped = type(error).__name__, _untyped(error)
    if name == "InvalidStatus":  # of websockets
        response = untyped.response
        return response.status_code, response.headers, bytes(response.body or b"")
    if name == "WSServerHandshakeError":  # of aiohttp, which keeps no body
        return untyped.status, untyped.headers or {}, b""
    return None


def _redirected(service: SpeechToSpeechService, location: str) -> Cause:
    path = "" if service.api == "openai" else f"{service.base_path}/v1"
    asked = f"{service.endpoint.rstrip('/')}{path}/realtime"
    variable = variables_of(service)["endpoint"]
    meaning, hint = redirect_words(asked, location, service.endpoint, variable)
    return Cause("not-found", meaning, hint)


def _untyped(error: Any) -> Any:
    return error


def refused_by_status(
    status: int, headers: Mapping[str, str], body: bytes, service: SpeechToSpeechService, deployment: str
) -> OpeningFailure:
    """Return why a websocket is refused by a status of HTTP's, in place of an opening or for a close."""
    words = server_words(body)
    if 300 <= status < 400:
        return OpeningFailure(_redirected(service, headers.get("location", "")))
    if status < 300:
        return OpeningFailure(Cause("bad-answer", words=words))
    read = json_object(body)
    error = _UpgradeRefusedError(headers)
    cause = refused(Refusal(status, code_in(read), words, read), error, service, deployment)
    missing = missing_model(service, deployment, words)
    if cause.code == "not-found":
        cause = missing
    elif cause.code == "wrong-api":
        cause = unfit_model(service, deployment, words)
    elif cause.code == "bad-request" and not words:  # nothing but the address and the model was asked for
        cause = dataclasses.replace(cause, hint=missing.hint)
    request_id = next((headers[name] for name in _REQUEST_IDS if headers.get(name)), "")
    return OpeningFailure(cause, retry_after_seconds(error), request_id)
