"""Refusals: what a server means that says no, by a status or within its answer.

Each has its own codes, and many have none: where the status leaves it open, the words decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.completion.address_hints import address_hint
from voicelab.completion.answer_events import FailedAnswerError
from voicelab.completion.causes import Cause, variables_of
from voicelab.completion.content_filter import filter_result, filtered_in
from voicelab.completion.refusal_words import (
    BAD_KEY,
    CONTENT_FILTER,
    MISSING_MODEL,
    MISSING_ROUTE,
    NO_CREDIT,
    RETIRED_MODEL,
    TOO_LONG,
    UNLOADED_MODEL,
    interface_meant,
)
from voicelab.completion.retry_after import duration, retry_after_seconds
from voicelab.completion.unreached import refused_by_proxy
from voicelab.error_codes import code_of_status, error_code
from voicelab.redirects import redirect_words

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = ["Refusal", "code_in", "failed_answer", "refused"]

_CODES_OF_STATUS = {
    400: "content_filter context_length_exceeded OperationNotSupported invalid_request_error BadRequestError "
    "INVALID_ARGUMENT",
    401: "invalid_api_key authentication_error AuthenticationError UNAUTHENTICATED",
    402: "billing_error",
    403: "permission_error PERMISSION_DENIED",
    404: "model_not_found not_found_error NotFoundError DeploymentNotFound NOT_FOUND",
    413: "request_too_large",
    429: "insufficient_quota rate_limit_exceeded rate_limit_error RateLimitError too_many_requests "
    "RESOURCE_EXHAUSTED",
    503: "overloaded_error service_unavailable UNAVAILABLE",
}
_STATUS_OF_CODE = {code: status for status, codes in _CODES_OF_STATUS.items() for code in codes.split()}
"""Statuses that belong to codes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server says that refuses or fails, by a status or within its answer."""

    status: int
    """0 where it has none."""
    code: str
    """Its own word for it; empty if it has none."""
    words: str
    body: Any
    is_late: bool = False
    """Whether it came within a stream, perhaps behind some text."""

    @property
    def text(self) -> str:
        """Code and words."""
        return f"{self.code} {self.words}"


def code_in(body: Any) -> str:
    """Return a server's own word for a failure, else a status that it has in place of one; empty if none."""
    if isinstance(body, list):
        return code_in(body[0]) if body else ""
    if not isinstance(body, Mapping):
        return ""
    if isinstance(body.get("error"), Mapping):
        return code_in(body["error"])
    found = [str(body[name]) for name in ("code", "type", "status") if isinstance(body.get(name), str | int)]
    return next((word for word in found if word and not word.isdigit()), next(iter(found), ""))


def refused(refusal: Refusal, error: Exception, service: CompletionService, deployment: str) -> Cause:
    """Explain a refusal that has a status."""
    if refusal.status == 407:
        return refused_by_proxy(service.endpoint, f"407 {refusal.words}")
    if 300 <= refusal.status < 400:
        return _redirected(refusal, error, service)
    return _explained(refusal, error, service, deployment) or _request_failure(refusal)


def failed_answer(error: FailedAnswerError, service: CompletionService, deployment: str) -> Cause:
    """Explain an error that came with a good status: its code may be the status that it should have had."""
    code = code_in(error.body)
    fields = error.body if isinstance(error.body, Mapping) else {}
    stated = str(fields.get("code") or code)
    status = int(stated) if re.fullmatch(r"[45]\d\d", stated) else _STATUS_OF_CODE.get(code, 0)
    refusal = Refusal(status, code, str(error), error.body, is_late=not error.is_whole)
    found = _explained(refusal, error, service, deployment) if status else _text_failure(refusal)
    if found is not None:
        return found
    if error.is_whole and not error_code(code_of_status(status or 400)).is_overload:
        if MISSING_ROUTE.search(refusal.words):
            return _missing(service, deployment, refusal.words, is_model=False)
        hint = address_hint(service) or "The server's own words say why; `voicelab doctor` tells more."
        return Cause("bad-answer", "answered with an error", hint, refusal.words)
    code = code_of_status(status) if status else "service-error"
    return _request_failure(refusal) if code == "bad-request" else Cause(code, "failed", words=refusal.words)


def _redirected(refusal: Refusal, error: Exception, service: CompletionService) -> Cause:
    response = getattr(error, "response", None)
    if response is None or not response.has_redirect_location:
        return Cause("bad-answer", hint=address_hint(service), words=f"status {refusal.status}")
    meaning, hint = redirect_words(
        str(response.request.url),
        response.headers["location"],
        service.endpoint,
        variables_of(service)["endpoint"],
    )
    return Cause("not-found", meaning, hint)


def _explained(
    refusal: Refusal, error: Exception, service: CompletionService, deployment: str
) -> Cause | None:
    return (
        _access_failure(refusal, error, service)
        or _text_failure(refusal)
        or _model_failure(refusal, service, deployment)
    )


def _access_failure(refusal: Refusal, error: Exception, service: CompletionService) -> Cause | None:
    """Explain a credential that will not do, an account without credit, or too many requests."""
    words = refusal.words
    if refusal.status == 402 or refusal.code == "insufficient_quota" or NO_CREDIT.search(words):
        return Cause("quota", words=words)
    if refusal.status == 429:
        wait = retry_after_seconds(error)
        asks = f"has too many requests and asks to wait {duration(wait)}" if wait is not None else ""
        return Cause("throttled", asks, words=words)
    code = code_of_status(refusal.status)
    if refusal.status == 400 and BAD_KEY.search(refusal.text):
        code = "authentication"
    if not error_code(code).concerns_credentials:
        return None
    if service.credential is None:
        return Cause(code, words=words)
    names = variables_of(service)
    return Cause(
        code,
        "refused the identity",
        f"Sign in with the right account, and give it the role {names['role']} on the resource that "
        f"{names['endpoint']} names.",
        words,
    )


def _text_failure(refusal: Refusal) -> Cause | None:
    """Explain a prompt, or a reply, that the service does not take for what it says or how long it is."""
    if CONTENT_FILTER.search(refusal.text):
        result = filter_result(filtered_in(refusal.body))
        if refusal.is_late:
            return Cause(
                "content-filter",
                f"broke off: the prompt or the reply was stopped by the content filter{result}",
            )
        return Cause("content-filter", f"did not reply: the prompt was stopped by the content filter{result}")
    if refusal.status == 413 or (refusal.status != 404 and TOO_LONG.search(refusal.text)):
        return Cause("too-long", words=refusal.words)
    return None


def _model_failure(refusal: Refusal, service: CompletionService, deployment: str) -> Cause | None:
    """Explain a model, a deployment or an interface that is not there."""
    status, words = refusal.status, refusal.words
    if status in (400, 404, 410) and RETIRED_MODEL.search(words):
        return Cause("model-retired", words=words)
    if refusal.code == "DeploymentNotFound":
        return Cause("not-found", "is not deployed there", words=words)
    if refusal.code == "OperationNotSupported":
        return Cause("wrong-api", words=words)
    if status in (400, 404, 405) and (meant := interface_meant(words)) is not None:
        return Cause("wrong-api", hint=f"Set api={meant!r}." if meant else "", words=words)
    is_missing_model = status in (400, 404) and MISSING_MODEL.search(refusal.text)
    if status in (404, 405) or is_missing_model:
        return _missing(service, deployment, words, is_model=bool(is_missing_model))
    if service.api == "azure" and re.search(r"api[- ]version(?!=)", words, re.IGNORECASE):
        return Cause("bad-version", f"does not know the API version {service.api_version}", words=words)
    return None


def _missing(service: CompletionService, deployment: str, words: str, *, is_model: bool) -> Cause:
    """Explain a status 404: the model, or the address, is not there."""
    names = variables_of(service)
    if service.api == "openai":
        if is_model and UNLOADED_MODEL.search(words):
            hint = f"Load it at the server, or set {names['deployment']} to a model that is."
            return Cause("not-found", "is not loaded", hint, words)
        if is_model:
            return Cause("not-found", "is not there", words=words)
        hint = address_hint(service) or f"Check {names['endpoint']} and {names['deployment']}."
        return Cause("not-found", "was asked at an address that is not there", hint, words)
    hint = (
        f"Check that {deployment!r} ({names['deployment']}) is the deployment's name, not the model's, "
        f"and that {names['endpoint']} is the resource it was deployed in; that OPENAI_API_VERSION "
        f"({service.api_version}) exists, and that the model is not retired."
    )
    return Cause("not-found", "does not exist there", hint, words)


def _request_failure(refusal: Refusal) -> Cause:
    """Explain what is wrong with the request itself, or that the service failed at it."""
    code, words = code_of_status(refusal.status), refusal.words
    if code == "bad-request":
        explanation = words or f"status {refusal.status}"
        return Cause(code, "rejected the request", "Change the setting that it names.", explanation)
    return Cause(code, f"failed with status {refusal.status}", words=words)
