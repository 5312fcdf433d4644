"""What recognition and synthesis share of the Speech SDK: its configuration and its errors."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import azure.cognitiveservices.speech as sdk

from voicelab.error_codes import ERROR_CODES
from voicelab.errors import RecognitionError, SynthesisError
from voicelab.services.engine_errors import engine_error, engine_error_at
from voicelab.text.sentences import as_sentence

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService

__all__ = [
    "CONNECT_SECONDS",
    "TICKS_PER_SECOND",
    "detailed",
    "disconnect_signals",
    "sdk",
    "sdk_errors",
    "speech_config",
    "speech_error",
]

TICKS_PER_SECOND = 10_000_000
"""The SDK counts time in units of 100 ns."""

CONNECT_SECONDS = 5.0
"""How long a connection may take, in seconds. The SDK waits for ever for an answer to its upgrade, and
has been seen to open a connection and then to wait for nothing, for 40 s."""

E = TypeVar("E", RecognitionError, SynthesisError)


_POLLING_MS = "2"
"""How often the SDK polls its socket, in milliseconds: an option without documentation.
By itself it looks every 10 or so, which costs a turn 10 ms: speech on its way up, transcript, text, and first
sound. At 2 it takes 1 % of a processor more, at 1 it never sleeps."""


def speech_config(service: SpeechService, *, path: str | None = None) -> sdk.SpeechConfig:
    """Return the SDK's configuration for a service.

    Parameters
    ----------
    path
        Path of one websocket endpoint, such as ``/cognitiveservices/websocket/v2``; by default the SDK
        chooses.
    """
    config = _addressed(service, path)
    config.set_property_by_name("SPEECH-USPRunPollingInterval", _POLLING_MS)
    return config


def _addressed(service: SpeechService, path: str | None) -> sdk.SpeechConfig:
    endpoint = service.endpoint
    if path is not None:
        endpoint = _websocket_base(service) + path
    if service.credential is not None:
        return sdk.SpeechConfig(endpoint=endpoint, token_credential=service.credential)
    assert service.key is not None
    key = service.key.reveal()
    if endpoint is not None:
        return sdk.SpeechConfig(endpoint=endpoint, subscription=key)
    if service.host is not None:
        return sdk.SpeechConfig(host=service.host, subscription=key)
    return sdk.SpeechConfig(region=service.region, subscription=key)


def _websocket_base(service: SpeechService) -> str:
    if service.host is not None:
        return service.host.rstrip("/")
    if service.region is not None:
        return f"wss://{service.region}.tts.speech.microsoft.com"
    assert service.endpoint is not None
    scheme, _, rest = service.endpoint.partition("://")
    return f"{'ws' if scheme in ('http', 'ws') else 'wss'}://{rest.split('/', 1)[0]}/tts"


_CODES = {  # by the name of the SDK's CancellationErrorCode
    "AuthenticationFailure": "authentication",
    "BadRequest": "bad-request",
    "TooManyRequests": "throttled",
    "Forbidden": "forbidden",
    "ConnectionFailure": "connection-failed",
    "ServiceTimeout": "timeout",
    "ServiceError": "service-error",
    "ServiceUnavailable": "service-unavailable",
    "RuntimeError": "sdk-error",
}

_WORDS = {
    "Unsupported voice": "unknown-voice",
    "Error code: 1007": "bad-request",
    "Error code: 4429": "throttled",
    "closed by the remote host|Failure while sending|WS_ERROR_UNDERLYING_IO_ERROR": "connection-closed",
    "WS_ERROR_BAD_FRAME_RECEIVED|WS_ERROR_NOT_UPGRADED": "bad-answer",
    "Timeout while waiting": "timeout",
}
"""Words in the SDK's messages, and the code that each stands for."""

_NAMES = {
    "key": "SPEECH_KEY",
    "endpoint": "SPEECH_REGION (or SPEECH_ENDPOINT)",
    "resource": "a Speech resource",
    "quota": "the resource's quota",
}
"""What the variables of a service are called."""


def speech_error(
    kind: type[E],
    service: SpeechService,
    *,
    code: str,
    details: str = "",
    request_id: str = "",
    path: str = "",
) -> E:
    """Return the error, of a stage's kind, for what went wrong; an engine's own where one failed.

    Parameters
    ----------
    code
        One of `voicelab.error_codes`, or the name of an SDK ``CancellationErrorCode``.
    details
        What the service or the SDK said.
    path
        What was asked for, where the SDK does not tell the answer.
    """
    request_id = request_id or _session_id(details)
    engines = engine_error_at(path, service) if path else engine_error(details, service)
    if engines is not None:
        return kind.of_engine(engines, details=details, request_id=request_id)
    known = ERROR_CODES.get(_refined(_CODES.get(code, code), details), ERROR_CODES["service-error"])
    meaning, hint = known.meaning, known.hint_for(_NAMES)
    if service.credential is not None and known.concerns_credentials:
        meaning = "refused the identity"
        hint = (
            "Sign in, for example with: az login; give the account the role 'Cognitive Services Speech User' "
            "on the resource, and check that SPEECH_ENDPOINT is its custom domain."
        )
    if service.key is not None:
        details = service.key.redact(details, service.region, urlsplit(service.place).netloc)
    summary = _first_sentence(details)
    return kind(
        as_sentence(f"Speech {kind.stage} at {service.place} {meaning}{f': {summary}' if summary else ''}"),
        code=known.name,
        hint=hint,
        details=details,
        request_id=request_id,
        retry_after_seconds=_asked_pause(details),
    )


def disconnect_signals(owner: object) -> None:
    """Disconnect all that listens to one of the SDK's objects, the SDK's own listeners included.

    With an identity these keep the object until the garbage collector lets go of it, on whatever thread, an
    event loop's too; after a connection that failed this blocks for 10 s.
    """
    for signal in list(vars(owner).values()):
        if isinstance(signal, sdk.EventSignal):
            signal.disconnect_all()


@contextlib.contextmanager
def sdk_errors(kind: type[E], service: SpeechService) -> Iterator[None]:
    """Turn what the SDK's own calls raise into the error of a stage's kind, of code ``sdk-error``."""
    try:
        yield
    except RuntimeError as error:
        # The rest is a trace of the SDK's own frames.
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise speech_error(kind, service, code="sdk-error", details=lines[0]) from None


def _refined(code: str, details: str) -> str:
    """Distinguish errors that share one code of the SDK by the words that it adds."""
    for words, meant in _WORDS.items():
        if re.search(words, details):
            return meant
    return code


def _first_sentence(details: str) -> str:
    """Return what a person needs of the details: the first sentence, without addresses and identifiers.

    Where the service closed the connection because it rejects what was asked, or has too much to do, it is
    the service's own reason.
    """
    text = re.sub(r".*Error code: (?:1007|4429)\. Error details: ", "", " ".join(details.split()))
    return re.split(r"\s*(?:Error [Dd]etails:|Please check|USP state|SessionId)", text)[0].rstrip()


def _asked_pause(details: str) -> float | None:
    """Return how long the service wants to be left alone, where its reason says so; headers are not shown."""
    found = re.search(r"Error code: 4429\. .*?[Rr]etry after ([0-9]{1,5}) s", details)
    return None if found is None else float(found[1])


def _session_id(details: str) -> str:
    found = re.search(r"SessionId:\s*([0-9a-fA-F-]{8,})", details)
    return found.group(1) if found else ""


def detailed(result: Any) -> dict[str, Any]:
    """Return the JSON that a recognition result carries, empty if it has none."""
    try:
        parsed = json.loads(result.json or "{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
