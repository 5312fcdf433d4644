"""Errors of completion, each with the variable or setting to change."""

from __future__ import annotations

import asyncio
import email.utils
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import openai

from voicelab.completion.apis import FailedResponseError
from voicelab.completion.content_filter import Filtered, filtered_in
from voicelab.error_codes import code_of_status, error_code
from voicelab.errors import CompletionError

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = [
    "IncompleteReplyError",
    "completion_error",
    "empty_reply",
    "filtered_reply",
    "missing_deployment",
    "retry_after_seconds",
    "service_message",
]

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


class IncompleteReplyError(ValueError):
    """A streamed reply ended with no word of why."""


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why it failed; `meaning` and `hint` are the code's own unless given."""

    code: str
    meaning: str = ""
    hint: str = ""


def completion_error(error: Exception, service: CompletionService, deployment: str) -> CompletionError:
    """Return what went wrong as an error that names the variable to change.

    Parameters
    ----------
    error
        What the openai SDK raised, or a time-out.
    """
    cause = _cause(error, service, deployment)
    code = error_code(cause.code)
    details = str(getattr(error, "message", "") or error)
    message = f"The model {deployment!r} at {service.endpoint} {cause.meaning or code.meaning}."
    if service.key is not None:  # which a server may quote
        details, message = service.key.redact(details), service.key.redact(message)
    found = CompletionError(
        message,
        code=code.name,
        hint=cause.hint or code.hint_for(_NAMES[service.api]),
        details=details,
        request_id=getattr(error, "request_id", None) or "",
        retry_after_seconds=retry_after_seconds(error),
    )
    return _with_filter_result(found, filtered_in(getattr(error, "body", None)))


def filtered_reply(filtered: Filtered | None, deployment: str, request_id: str) -> CompletionError:
    """Return the error for a reply that the content filter cut short."""
    cut = CompletionError(
        f"The content filter cut the reply of {deployment!r} short{_filter_result(filtered)}.",
        code="content-filter",
        hint=error_code("content-filter").hint,
        request_id=request_id,
    )
    return _with_filter_result(cut, filtered)


def empty_reply(deployment: str, max_tokens: int, request_id: str) -> CompletionError:
    """Return the error for a model that used up its tokens before the first word."""
    return CompletionError(
        f"The model {deployment!r} used all of its {max_tokens} tokens before the first word of a reply.",
        code="empty-reply",
        hint=error_code("empty-reply").hint,
        request_id=request_id,
    )


def missing_deployment(service: CompletionService) -> CompletionError:
    """Return the error for settings and services of which none names a deployment."""
    code = "missing-deployment"
    if service.api == "openai":
        hint = "Set OPENAI_MODEL to the model's name, or pass deployment=…."
        return CompletionError(f"No model is named for {service.endpoint}.", code=code, hint=hint)
    return CompletionError("No deployment is named.", code=code, hint=error_code(code).hint)


def retry_after_seconds(error: Exception) -> float | None:
    """Return how long the service asks to be left alone, in seconds; `None` if it does not say."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(0.0, float(value))
    except ValueError:
        moment = email.utils.parsedate_tz(value)
    return max(0.0, email.utils.mktime_tz(moment) - time.time()) if moment is not None else None


def service_message(error: Exception) -> str:
    """Return the service's own sentence."""
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    return str(message or error)


def _with_filter_result(error: CompletionError, filtered: Filtered | None) -> CompletionError:
    if filtered is not None:
        error.filter_category, error.filter_severity = filtered.category, filtered.severity
    return error


def _filter_result(filtered: Filtered | None) -> str:
    return f" ({filtered.category}, {filtered.severity})" if filtered is not None else ""


def _cause(error: Exception, service: CompletionService, deployment: str) -> _Cause:
    if isinstance(error, openai.APIStatusError):
        return (
            _access_failure(error, service)
            or _model_failure(error, service, deployment)
            or _request_failure(error)
        )
    if isinstance(error, openai.APITimeoutError | asyncio.TimeoutError):
        return _Cause("timeout")
    if isinstance(error, openai.APIConnectionError):
        return _Cause("connection-failed")
    if isinstance(error, IncompleteReplyError | httpx2.HTTPError):
        return _Cause("connection-closed", "broke off its reply")
    if isinstance(error, FailedResponseError | openai.APIError):
        return _Cause("service-error", f"failed: {service_message(error)}".rstrip("."))
    if isinstance(error, openai.OpenAIError):
        return _Cause("sdk-error", f"failed inside the openai SDK: {error}".rstrip("."))
    return _Cause("bad-answer")


def _access_failure(error: openai.APIStatusError, service: CompletionService) -> _Cause | None:
    """Explain a credential that will not do, or too many requests."""
    if isinstance(error, openai.RateLimitError):
        if error.code == "insufficient_quota":
            return _Cause("quota")
        wait = retry_after_seconds(error)
        asks = f"has too many requests and asks to wait {wait:.0f} s" if wait is not None else ""
        return _Cause("throttled", asks)
    code = code_of_status(error.status_code)
    if not error_code(code).concerns_credentials:
        return None
    if service.credential is None:
        return _Cause(code)
    return _Cause(
        code,
        "refused the identity",
        "Sign in with the right account, and give it the role 'Cognitive Services OpenAI User' on the "
        f"resource that {_NAMES[service.api]['endpoint']} names.",
    )


def _model_failure(
    error: openai.APIStatusError, service: CompletionService, deployment: str
) -> _Cause | None:
    """Explain a model, a deployment or an interface that is not there."""
    words = service_message(error)
    if error.status_code in (400, 404, 410) and re.search(r"deprecated|retired", words, re.IGNORECASE):
        return _Cause("model-retired")
    if error.code == "DeploymentNotFound":
        return _Cause("not-found", "is not deployed there")
    if error.status_code == 404:
        names = _NAMES[service.api]
        hint = (
            f"Check that {deployment!r} ({names['deployment']}) is the deployment's name, not the model's, "
            f"and that {names['endpoint']} is the resource it was deployed in"
        )
        if service.api == "azure":
            hint += (
                f"; that OPENAI_API_VERSION ({service.api_version}) exists, and that the model is not retired"
            )
        return _Cause("not-found", "does not exist there", hint + ".")
    if error.code == "OperationNotSupported" or "does not work with the specified model" in words:
        return _Cause("wrong-api")
    if re.search(r"api[- ]version", words, re.IGNORECASE):
        return _Cause("bad-version", f"does not know the API version {service.api_version}")
    return None


def _request_failure(error: openai.APIStatusError) -> _Cause:
    """Explain what is wrong with the request itself, or that the service failed at it."""
    if error.code == "content_filter":
        result = _filter_result(filtered_in(error.body))
        return _Cause(
            "content-filter", f"did not reply: the prompt was stopped by the content filter{result}"
        )
    if error.code == "context_length_exceeded":
        return _Cause("too-long")
    code = code_of_status(error.status_code)
    if code == "bad-request":
        message = service_message(error).rstrip(".")
        return _Cause(code, f"rejected the request: {message}", "Change the setting that it names.")
    return _Cause(code, f"failed with status {error.status_code}")
