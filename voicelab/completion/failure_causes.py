"""Why a completion failed: the code for it, and what to do, in the words of the service that was asked."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import openai

from voicelab.completion.answer_events import FailedAnswerError, MalformedAnswerError
from voicelab.completion.content_filter import Filtered, filtered_in
from voicelab.completion.foreign_answers import ForeignAnswerError
from voicelab.completion.reply_reader import IncompleteReplyError
from voicelab.completion.server_words import server_words
from voicelab.error_codes import ErrorCode, code_of_status, error_code

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = ["Cause", "cause_of", "filter_result", "hint_for", "retry_after_seconds", "words_of"]

_NAMES = {
    "azure": {
        "key": "AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)",
        "endpoint": "AZURE_OPENAI_ENDPOINT",
        "deployment": "AZURE_OPENAI_DEPLOYMENT",
        "resource": "an Azure OpenAI resource or an OpenAI-compatible server",
        "quota": "the deployment's tokens per minute",
    },
    "openai": {
        "key": "OPENAI_API_KEY",
        "endpoint": "OPENAI_BASE_URL",
        "deployment": "OPENAI_MODEL",
        "resource": "an OpenAI-compatible server",
        "quota": "the account's limits",
    },
}
"""What the variables of a service are called."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it failed; `meaning` and `hint` are the code's own unless given."""

    code: str
    meaning: str = ""
    hint: str = ""
    words: str = ""
    """What the server said."""


def hint_for(code: ErrorCode, service: CompletionService) -> str:
    """Return what to do about a code at a service."""
    names = {**_NAMES[service.api], "models": f"{service.endpoint.rstrip('/')}/models"}
    return (service.api == "openai" and code.other_hint.format_map(names)) or code.hint_for(names)


def retry_after_seconds(error: Exception) -> float | None:
    """Return how long the service asks to be left alone, in seconds; `None` if it does not say."""
    response = getattr(error, "response", None)
    headers = response.headers if response is not None else {}
    seconds = _number(headers.get("retry-after-ms", ""))
    if seconds is not None:
        seconds /= 1000
    else:
        seconds = _number(headers.get("retry-after", ""))
    if seconds is None:
        moment = email.utils.parsedate_tz(headers.get("retry-after", ""))
        with contextlib.suppress(ValueError, OverflowError):
            seconds = email.utils.mktime_tz(moment) - time.time() if moment is not None else None
    return max(0.0, seconds) if seconds is not None and seconds <= _LONGEST_SECONDS else None


_LONGEST_SECONDS = 31 * 86_400.0
"""The most that is believed: beyond it, a clock or a header is wrong."""


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _duration(seconds: float) -> str:
    """Return a time in the unit in which people say it."""
    for unit, length in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def words_of(error: Exception) -> str:
    """Return the server's own sentence; the SDK's if it has none."""
    return server_words(getattr(error, "body", None)) or ("" if hasattr(error, "body") else str(error))


def filter_result(filtered: Filtered | None) -> str:
    """Return what was filtered, in brackets; empty if that is not known."""
    return f" ({filtered.category}, {filtered.severity})" if filtered is not None else ""


def cause_of(error: Exception, service: CompletionService, deployment: str) -> Cause:
    """Return why a request failed.

    Parameters
    ----------
    error
        What the openai SDK raised or the answer's reader, or a time-out.
    """
    if isinstance(error, openai.APIStatusError):
        refusal = _Refusal(error.status_code, str(error.code or ""), words_of(error), error.body)
        found = _refused(refusal, error, service, deployment)
        return _request_failure(refusal) if found is None else found
    if isinstance(error, FailedAnswerError):
        return _failed_answer(error, service, deployment)
    if isinstance(error, ForeignAnswerError):
        endpoint = _NAMES[service.api]["endpoint"]
        hint = f"Set {endpoint} to the server's OpenAI-compatible address; it mostly ends in /v1."
        hint = f"Set api={error.api!r}." if error.api else hint
        return Cause("bad-answer", "answered in the form of another interface", hint, str(error))
    if isinstance(error, MalformedAnswerError):
        return Cause("bad-answer", hint=_version_hint(service), words=str(error))
    if isinstance(error, openai.APITimeoutError | asyncio.TimeoutError):
        return Cause("timeout")
    if isinstance(error, openai.APIConnectionError):
        if isinstance(error.__cause__, httpx2.RemoteProtocolError | httpx2.ReadError):
            return Cause("connection-closed", "closed the connection before it answered")
        return Cause("connection-failed")
    if isinstance(error, httpx2.DecodingError):
        return Cause("bad-answer", words=str(error))
    if isinstance(error, IncompleteReplyError | httpx2.HTTPError):
        return Cause("connection-closed", "broke off its reply")
    if isinstance(error, openai.OpenAIError):
        return Cause("sdk-error", "failed inside the openai SDK", words=server_words(str(error)))
    return Cause("bad-answer")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What a server says that refuses or fails, by a status or within its answer."""

    status: int
    code: str
    """Its own word for it; empty if it has none."""
    words: str
    body: Any


def _failed_answer(error: FailedAnswerError, service: CompletionService, deployment: str) -> Cause:
    """Explain an error that came with a good status: its code may be the status that it should have had."""
    fields = error.body if isinstance(error.body, Mapping) else {}
    code = str(fields.get("code") or fields.get("type") or "")
    status = int(code) if re.fullmatch(r"[45]\d\d", code) else _STATUS_OF_CODE.get(code, 0)
    refusal = _Refusal(status, code, str(error), error.body)
    found = _refused(refusal, error, service, deployment) if status else None
    if found is not None:
        return found
    if error.is_whole and not error_code(code_of_status(status or 400)).is_overload:
        if re.search(r"unexpected endpoint|no route|unknown (?:path|url)", refusal.words, re.IGNORECASE):
            return _missing(service, deployment, refusal.words, is_model=False)
        hint = _version_hint(service) or "The server's own words say why; `voicelab doctor` tells more."
        return Cause("bad-answer", "answered with an error", hint, refusal.words)
    return Cause(code_of_status(status) if status else "service-error", "failed", words=refusal.words)


_STATUS_OF_CODE = {
    **dict.fromkeys(
        ("insufficient_quota", "rate_limit_exceeded", "rate_limit_error", "too_many_requests"), 429
    ),
    **dict.fromkeys(("overloaded_error", "service_unavailable"), 503),
    **dict.fromkeys(("invalid_api_key", "authentication_error"), 401),
    **dict.fromkeys(("model_not_found", "not_found_error", "DeploymentNotFound"), 404),
    **dict.fromkeys(("content_filter", "context_length_exceeded", "OperationNotSupported"), 400),
}
"""Statuses that belong to codes."""


def _refused(
    refusal: _Refusal, error: Exception, service: CompletionService, deployment: str
) -> Cause | None:
    return _access_failure(refusal, error, service) or _model_failure(refusal, service, deployment)


def _access_failure(refusal: _Refusal, error: Exception, service: CompletionService) -> Cause | None:
    """Explain a credential that will not do, an account without credit, or too many requests."""
    words = refusal.words
    if refusal.status == 402 or refusal.code == "insufficient_quota":
        return Cause("quota", words=words)
    if refusal.status == 429:
        wait = retry_after_seconds(error)
        asks = f"has too many requests and asks to wait {_duration(wait)}" if wait is not None else ""
        return Cause("throttled", asks, words=words)
    code = code_of_status(refusal.status)
    if not error_code(code).concerns_credentials:
        return None
    if service.credential is None:
        return Cause(code, words=words)
    return Cause(
        code,
        "refused the identity",
        "Sign in with the right account, and give it the role 'Cognitive Services OpenAI User' on the "
        f"resource that {_NAMES[service.api]['endpoint']} names.",
        words,
    )


def _model_failure(refusal: _Refusal, service: CompletionService, deployment: str) -> Cause | None:
    """Explain a model, a deployment or an interface that is not there."""
    status, words = refusal.status, refusal.words
    if status in (400, 404, 410) and re.search(r"deprecated|retired|decommissioned", words, re.IGNORECASE):
        return Cause("model-retired", words=words)
    if refusal.code == "DeploymentNotFound":
        return Cause("not-found", "is not deployed there", words=words)
    if refusal.code == "OperationNotSupported" or "does not work with the specified model" in words:
        return Cause("wrong-api", words=words)
    is_missing_model = status in (400, 404) and _MISSING_MODEL.search(f"{refusal.code} {words}")
    if status in (404, 405) or is_missing_model:
        return _missing(service, deployment, words, is_model=bool(is_missing_model))
    if service.api == "azure" and re.search(r"api[- ]version", words, re.IGNORECASE):
        return Cause("bad-version", f"does not know the API version {service.api_version}", words=words)
    return None


_MISSING_MODEL = re.compile(
    r"model_not_found|no models? loaded|not a valid model"
    r"|model\b.{0,120}\b(?:not found|not exist|no such|unknown|not available|not loaded)"
    r"|(?:no such|unknown|invalid|not find|no) model\b",
    re.IGNORECASE,
)


def _missing(service: CompletionService, deployment: str, words: str, *, is_model: bool) -> Cause:
    """Explain a status 404: the model, or the address, is not there."""
    names = _NAMES[service.api]
    if service.api == "openai":
        if is_model:
            return Cause("not-found", "is not there", words=words)
        hint = _version_hint(service) or f"Check {names['endpoint']} and {names['deployment']}."
        return Cause("not-found", "was asked at an address that is not there", hint, words)
    hint = (
        f"Check that {deployment!r} ({names['deployment']}) is the deployment's name, not the model's, "
        f"and that {names['endpoint']} is the resource it was deployed in; that OPENAI_API_VERSION "
        f"({service.api_version}) exists, and that the model is not retired."
    )
    return Cause("not-found", "does not exist there", hint, words)


def _version_hint(service: CompletionService) -> str:
    """Return how a server's address should be that lacks its version; empty if it does not."""
    endpoint = service.endpoint.rstrip("/")
    if service.api != "openai" or "/v1" in endpoint:
        return ""
    return f"Most servers want /v1 at its end: set {_NAMES['openai']['endpoint']}={endpoint}/v1."


def _request_failure(refusal: _Refusal) -> Cause:
    """Explain what is wrong with the request itself, or that the service failed at it."""
    words = refusal.words
    if refusal.code == "content_filter":
        result = filter_result(filtered_in(refusal.body))
        return Cause("content-filter", f"did not reply: the prompt was stopped by the content filter{result}")
    if refusal.code == "context_length_exceeded" or refusal.status == 413:
        return Cause("too-long", words=words)
    code = code_of_status(refusal.status)
    if code == "bad-request":
        said = words or f"status {refusal.status}"
        return Cause(code, "rejected the request", "Change the setting that it names.", said)
    return Cause(code, f"failed with status {refusal.status}", words=words)
