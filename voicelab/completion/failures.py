"""What can go wrong between here and a model, each with the variable or setting that mends it."""

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
from voicelab.errors import CompletionError

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = [
    "BrokenOffError",
    "completion_error",
    "filtered_reply",
    "is_transient",
    "no_words",
    "retry_after_seconds",
    "said",
]


class BrokenOffError(ValueError):
    """A streamed reply ended with no word of why."""


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why it failed: `code` for the log, `saying` after the model's name, `hint` to mend it."""

    code: str
    saying: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Names:
    """The variables that set up a service."""

    key: str
    endpoint: str
    deployment: str


_AZURE = _Names("AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT")
_PLAIN = _Names("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL")


def completion_error(error: Exception, service: CompletionService, deployment: str) -> CompletionError:
    """Return what went wrong as an error that names the variable to mend.

    Parameters
    ----------
    error
        What the openai SDK raised, or a time-out.
    """
    cause = _cause(error, service, deployment)
    details = str(getattr(error, "message", "") or error)
    if service.key is not None:
        details = service.key.redact(details)
    found = CompletionError(
        f"The model {deployment!r} at {service.endpoint} {cause.saying}",
        code=cause.code,
        hint=cause.hint,
        details=details,
        request_id=getattr(error, "request_id", None) or "",
        retry_after_seconds=retry_after_seconds(error),
    )
    return _with_verdict(found, filtered_in(getattr(error, "body", None)))


def filtered_reply(filtered: Filtered | None, deployment: str, request_id: str) -> CompletionError:
    """Return the error for a reply that the content filter cut short."""
    what = f" ({filtered.category}, {filtered.severity})" if filtered is not None else ""
    cut = CompletionError(
        f"The content filter cut the reply of {deployment!r} short{what}.",
        code="content-filter",
        hint="Say it in other words, or adjust the deployment's content filter.",
        request_id=request_id,
    )
    return _with_verdict(cut, filtered)


def no_words(deployment: str, most: int, request_id: str) -> CompletionError:
    """Return the error for a model that used up its tokens before the first word."""
    return CompletionError(
        f"The model {deployment!r} used all of its {most} tokens before the first word of a reply.",
        code="empty-reply",
        hint="Reasoning models spend tokens on thought: raise max_tokens, or set reasoning_effort='minimal'.",
        request_id=request_id,
    )


def is_transient(error: Exception) -> bool:
    """Say whether the same request may well succeed a little later."""
    if isinstance(error, openai.APITimeoutError):
        return False
    if isinstance(error, openai.RateLimitError):
        return error.code != "insufficient_quota"
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500 or error.status_code in (408, 409)
    return isinstance(error, openai.APIConnectionError)


def retry_after_seconds(error: Exception) -> float | None:
    """Return how long the service asks to be left alone, in seconds; `None` if it does not say."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(0.0, float(value))
    except ValueError:
        moment = email.utils.parsedate_tz(value)
    return max(0.0, email.utils.mktime_tz(moment) - time.time()) if moment is not None else None


def said(error: Exception) -> str:
    """Return the service's own sentence."""
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    return str(message or error)


def _with_verdict(error: CompletionError, filtered: Filtered | None) -> CompletionError:
    if filtered is not None:
        error.filter_category, error.filter_severity = filtered.category, filtered.severity
    return error


def _cause(error: Exception, service: CompletionService, deployment: str) -> _Cause:
    names = _AZURE if service.api == "azure" else _PLAIN
    if isinstance(error, openai.APIStatusError):
        return (
            _refused(error, service, names)
            or _unknown(error, service, names, deployment)
            or _rejected(error, names)
            or _failed(error)
        )
    if isinstance(error, openai.APITimeoutError | asyncio.TimeoutError):
        return _Cause("timeout", "did not answer in time.", "Try again; if it lasts, check the network.")
    if isinstance(error, openai.APIConnectionError):
        hint = f"Check {names.endpoint} and the network."
        return _Cause("connection-failed", "cannot be reached.", hint)
    if isinstance(error, BrokenOffError | httpx2.HTTPError):
        return _Cause(
            "connection-closed",
            "broke off its reply.",
            "Try again; if it lasts, check the network between here and the service.",
        )
    if isinstance(error, ValueError) and not isinstance(error, FailedResponseError):
        return _Cause(
            "bad-answer",
            "answered with something that is not its protocol.",
            f"Check that the endpoint ({names.endpoint}) is an Azure OpenAI resource or an OpenAI-compatible "
            "server.",
        )
    return _Cause("service-error", f"failed: {said(error)}", "Try again.")


def _refused(error: openai.APIStatusError, service: CompletionService, names: _Names) -> _Cause | None:
    """Explain a credential that will not do, or too many requests."""
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        unknown = isinstance(error, openai.AuthenticationError)
        if service.credential is not None:
            hint = "Sign in with the right account, and give it the role 'Cognitive Services OpenAI User' "
            hint += f"on the resource that {names.endpoint} names."
            return _Cause("authentication" if unknown else "forbidden", "refused the identity.", hint)
        if unknown:
            hint = f"Check {names.key}: it must be a key of the resource that {names.endpoint} names."
            return _Cause("authentication", "refused the key.", hint)
        hint = f"Check {names.key}, and that the resource's network settings let this machine in."
        return _Cause("forbidden", "refused access.", hint)
    if isinstance(error, openai.RateLimitError):
        if error.code == "insufficient_quota":
            return _Cause("quota", "has no quota left.", "Check the account's plan, budget and billing.")
        wait = retry_after_seconds(error)
        asks = f" and asks to wait {wait:.0f} s." if wait is not None else "."
        hint = "Wait, run fewer at once, or raise the deployment's tokens per minute."
        return _Cause("throttled", f"has too many requests{asks}", hint)
    return None


def _unknown(
    error: openai.APIStatusError, service: CompletionService, names: _Names, deployment: str
) -> _Cause | None:
    """Explain a model, a deployment or an interface that is not there."""
    words = said(error)
    if error.status_code in (400, 404, 410) and re.search(r"deprecated|retired", words, re.IGNORECASE):
        hint = f"Deploy a current model and set {names.deployment} to its deployment's name."
        return _Cause("model-retired", "is retired.", hint)
    if error.code == "DeploymentNotFound":
        hint = f"Set {names.deployment} to the name that you gave the model when you deployed it (portal, "
        return _Cause("not-found", "is not deployed there.", hint + "'Deployments'), not the model's own.")
    if error.status_code == 404:
        hint = (
            f"Check that {deployment!r} ({names.deployment}) is the deployment's name, not the model's, and "
        )
        hint += f"that {names.endpoint} is the resource it was deployed in"
        if service.api == "azure":
            hint += (
                f"; that OPENAI_API_VERSION ({service.api_version}) exists, and that the model is not retired"
            )
        return _Cause("not-found", "does not exist there.", hint + ".")
    if error.code == "OperationNotSupported" or "does not work with the specified model" in words:
        return _Cause(
            "wrong-api",
            "does not answer through this interface.",
            "Set api='completions' for an instruct model, 'responses' for one that has only that, 'chat' for "
            f"all others; if it worked before, the model is retired: set {names.deployment} to another.",
        )
    if re.search(r"api[- ]version", words, re.IGNORECASE):
        hint = "Set OPENAI_API_VERSION to a version that exists, such as 2024-10-21 or v1."
        return _Cause("bad-version", f"does not know the API version {service.api_version}.", hint)
    return None


def _rejected(error: openai.APIStatusError, names: _Names) -> _Cause | None:
    """Explain what is wrong with the request itself."""
    if not isinstance(error, openai.BadRequestError):
        return None
    if error.code == "content_filter":
        verdict = filtered_in(error.body)
        what = f" ({verdict.category}, {verdict.severity})" if verdict is not None else ""
        return _Cause(
            "content-filter",
            f"did not reply: the prompt was stopped by the content filter{what}.",
            "Say it in other words, or adjust the deployment's content filter.",
        )
    if error.code == "context_length_exceeded":
        hint = "Lower history_characters or max_tokens, or shorten the system prompt."
        return _Cause("too-long", "cannot take that much text.", hint)
    return _Cause("bad-request", f"rejected the request: {said(error)}", "Change the setting that it names.")


def _failed(error: openai.APIStatusError) -> _Cause:
    return _Cause(
        "service-error" if error.status_code != 503 else "service-unavailable",
        f"failed with status {error.status_code}.",
        "Try again; if it lasts, give the request id to the service's support.",
    )
