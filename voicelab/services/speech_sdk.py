"""What recognition and synthesis share of the Speech SDK: its configuration and its errors."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

import azure.cognitiveservices.speech as sdk

from voicelab.errors import RecognitionError, SynthesisError

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService

__all__ = ["TICKS_PER_SECOND", "detailed", "sdk", "speech_config", "speech_error"]

TICKS_PER_SECOND = 10_000_000
"""The SDK counts time in units of 100 ns."""

E = TypeVar("E", RecognitionError, SynthesisError)


_POLLING_MS = "2"
"""How often the SDK looks whether its socket has something, in milliseconds: an option without documentation.
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


_CODES = {
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
    "closed by the remote host|Failure while sending|WS_ERROR_UNDERLYING_IO_ERROR": "connection-closed",
    "WS_ERROR_BAD_FRAME_RECEIVED|WS_ERROR_NOT_UPGRADED": "bad-answer",
    "Timeout while waiting": "timeout",
}
"""What the SDK says, and what it means."""

_IDENTITY_SAYINGS = dict.fromkeys(
    ("authentication", "forbidden"),
    (
        "refused the identity",
        "Sign in, for example with: az login; give the account the role 'Cognitive Services Speech User' on "
        "the resource, and check that SPEECH_ENDPOINT is its custom domain.",
    ),
)
"""Those where an identity is used in place of a key."""

_SAYINGS = {
    "authentication": (
        "refused the key",
        "Check SPEECH_KEY, and that SPEECH_REGION is the region of the same resource.",
    ),
    "forbidden": (
        "refused access",
        "Check that SPEECH_KEY belongs to an active Speech resource with quota left.",
    ),
    "throttled": (
        "has too many requests",
        "Wait a little and try again, run fewer at once, or raise the resource's quota.",
    ),
    "unknown-voice": (
        "has no such voice",
        "Check the voice's name; session.voices() lists those of the service.",
    ),
    "bad-request": (
        "rejected the request",
        "Check the language, the voice and the output format of the settings.",
    ),
    "connection-failed": (
        "cannot be reached",
        "Check SPEECH_REGION (or the endpoint) and the network; `voicelab doctor` tells more.",
    ),
    "connection-closed": (
        "closed the connection in mid-turn",
        "Try again; if it lasts, check the network between here and the service.",
    ),
    "bad-answer": (
        "answered with something that is not its protocol",
        "Check that SPEECH_REGION or the endpoint names a Speech resource, and that no proxy is in between.",
    ),
    "no-audio": (
        "made no sound for the reply",
        "The voice may not speak the reply's language: choose another voice, or a multilingual one.",
    ),
    "timeout": (
        "did not answer in time",
        "Try again; if it lasts, check the network and the service's status page.",
    ),
    "service-unavailable": ("is not available at present", "Try again in a little while."),
    "service-error": (
        "failed",
        "Try again; if it lasts, give the request id to the service's support.",
    ),
    "sdk-error": ("failed inside the Speech SDK", "Run `voicelab doctor`."),
}


def speech_error(
    kind: type[E],
    service: SpeechService,
    *,
    code: str,
    details: str = "",
    request_id: str = "",
) -> E:
    """Return the error, of a stage's kind, for what went wrong.

    Parameters
    ----------
    code
        One of this module's kebab-case codes, or the name of an SDK ``CancellationErrorCode``.
    details
        What the service or the SDK said.
    """
    code = _refine(_CODES.get(code, code), details)
    saying, hint = _SAYINGS.get(code, _SAYINGS["service-error"])
    if service.credential is not None:
        saying, hint = _IDENTITY_SAYINGS.get(code, (saying, hint))
    if service.key is not None:
        details = service.key.redact(details)
    gist = _gist(details)
    return kind(
        f"Speech {kind.stage} at {service.place} {saying}" + (f": {gist}." if gist else "."),
        code=code,
        hint=hint,
        details=details,
        request_id=request_id or _session_id(details),
    )


def _refine(code: str, details: str) -> str:
    """Tell apart what the SDK has one code for, by the words that it adds."""
    for words, meant in _WORDS.items():
        if re.search(words, details):
            return meant
    return code


def _gist(details: str) -> str:
    """Return what a person needs of the details: the first sentence, without addresses and identifiers."""
    text = " ".join(details.split())
    return re.split(r"\s*(?:Error [Dd]etails:|Please check|USP state|SessionId)", text)[0].rstrip(". ")


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
