"""Errors of completion, each with the variable or setting to change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import openai

from voicelab.completion.content_filter import Filtered, filter_result, filtered_in
from voicelab.completion.failure_causes import cause_of, hint_for, is_unreached, words_of
from voicelab.completion.retry_after import retry_after_seconds
from voicelab.error_codes import error_code
from voicelab.errors import CompletionError
from voicelab.inner_error import error_in_body
from voicelab.secret import without_user_info
from voicelab.text.sentences import as_sentence
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.completion.causes import Cause
    from voicelab.completion.messages import Finish
    from voicelab.services.endpoints import CompletionService

__all__ = [
    "completion_error",
    "empty_reply",
    "failure",
    "filtered_reply",
    "missing_deployment",
    "refuses_system_prompt",
    "refuses_tools",
    "unspoken_reply",
    "unsupported_parameter",
    "without_keys",
]


def completion_error(error: Exception, service: CompletionService, deployment: str) -> CompletionError:
    """Return what went wrong as an error that names the variable to change; an engine's own where one failed.

    Parameters
    ----------
    error
        What the openai SDK raised, or a time-out.
    """
    details, request_id = (
        str(getattr(error, "message", "") or error),
        getattr(error, "request_id", None) or "",
    )
    engines = error_in_body(getattr(error, "body", None))
    if engines is not None:
        return CompletionError.of_engine(engines, details=details, request_id=request_id)
    if service.upstream is not None and not is_unreached(error):
        service = service.upstream
    found = failure(
        cause_of(error, service, deployment),
        service,
        deployment,
        details=details,
        request_id=request_id,
        retry_after_seconds=retry_after_seconds(error),
    )
    return _with_filter_result(found, filtered_in(getattr(error, "body", None)))


def failure(
    cause: Cause,
    service: CompletionService,
    deployment: str,
    *,
    details: str = "",
    request_id: str = "",
    retry_after_seconds: float | None = None,
) -> CompletionError:
    """Return a cause as an error in the names of the service's variables, without keys and passwords.

    Parameters
    ----------
    details, request_id, retry_after_seconds
        As for `CompletionError`.
    """
    code = error_code(cause.code)
    problem = f"{cause.meaning or code.meaning}{f': {cause.words}' if cause.words else ''}"
    message = as_sentence(f"The model {deployment!r} at {service.endpoint} {problem}")
    return CompletionError(
        without_keys(message, service, deployment),
        code=code.name,
        hint=cause.hint or hint_for(code, service),
        details=without_keys(details, service, deployment),
        request_id=request_id,
        retry_after_seconds=retry_after_seconds,
    )


def without_keys(text: str, service: CompletionService, deployment: str) -> str:
    """Return what is said of a service without its key, which a server may quote, and without passwords."""
    text, named = without_user_info(text), (urlsplit(service.endpoint).netloc, deployment)
    return text if service.key is None else service.key.redact(text, *named)


def filtered_reply(filtered: Filtered | None, deployment: str, request_id: str) -> CompletionError:
    """Return the error for a reply that the content filter cut short."""
    cut = CompletionError(
        f"The content filter cut the reply of {deployment!r} short{filter_result(filtered)}.",
        code="content-filter",
        hint=error_code("content-filter").hint,
        request_id=request_id,
    )
    return _with_filter_result(cut, filtered)


def empty_reply(
    deployment: str, most_tokens: int, finish: Finish, text: str, *, calls_tool: bool = False
) -> CompletionError:
    """Return the error for a reply in which there is nothing to say.

    Parameters
    ----------
    most_tokens
        How many the settings allow.
    finish, text
        How the reply ended, and what was written all the same, such as an emoji.
    """
    hint = error_code("empty-reply").hint
    if finish.reason == "length":
        meaning = f"used all of its {most_tokens} tokens before the first word of a reply"
    elif text.strip():
        shown = server_words(text)
        meaning = f"wrote nothing that can be spoken: {shown if len(shown) <= 40 else shown[:40] + '…'}"
        hint = "Ask for words in the system prompt."
    elif calls_tool:
        meaning = "called a tool in place of a reply"
        hint = (
            "It may call none here, or its server does not read calls in its text: offer it tools, "
            "say in the system prompt that there are none, or set another model."
        )
    elif finish.reasoning:
        meaning = "thought, and wrote no reply"
    else:
        meaning = "gave an empty reply"
        hint = "Ask again; if it lasts, change the system prompt or set another model."
    return CompletionError(
        f"The model {deployment!r} {meaning}.",
        code="empty-reply",
        hint=hint,
        request_id=finish.request_id,
    )


def unspoken_reply(deployment: str, text: str) -> CompletionError:
    """Return the error for a reply that a model wrote, and was to speak."""
    shown = server_words(text)
    return CompletionError(
        f"The model {deployment!r} wrote its reply and did not speak it: "
        f"{shown if len(shown) <= 40 else shown[:40] + '…'}",
        code="empty-reply",
        hint="Ask again, or forget the history, by which some models go; if it lasts, set another model.",
    )


def missing_deployment(service: CompletionService) -> CompletionError:
    """Return the error for settings and services of which none names a deployment."""
    code = "missing-deployment"
    hint = hint_for(error_code(code), service)
    is_azures = service.api == "azure"
    message = "No deployment is named." if is_azures else f"No model is named for {service.endpoint}."
    return CompletionError(message, code=code, hint=hint)


def unsupported_parameter(error: Exception) -> str | None:
    """Return the parameter that a model does without: newer ones know no ``max_tokens``, for example."""
    if isinstance(error, openai.APIStatusError) and refuses_tools(words_of(error)):
        return "tools"  # of which servers say so by many a status
    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return None
    named, words = error.param or "", words_of(error)
    if named == "tools" and _UNKNOWN.search(words):
        return "tools"
    for parameter in ("max_tokens", "temperature", "stream_options", "tool_choice"):
        if named == parameter or (not named and re.search(rf"['`\"]{parameter}['`\"]", words)):
            return parameter
        if not named and re.search(rf"\b{parameter}\b", words) and _UNKNOWN.search(words):
            return parameter
    return "response_format" if _ANSWER_FORMAT.search(f"{named} {words}") else None


def refuses_tools(words: str) -> bool:
    """Return whether a server says that a model calls no tools, as it is served."""
    return _NO_TOOLS.search(words) is not None


def refuses_system_prompt(error: Exception) -> bool:
    """Return whether a model takes no system message: the templates of some know none."""
    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return False
    return bool(re.search(r"\bsystem\b.*\brole\b|\brole\b.*\bsystem\b", words_of(error), re.IGNORECASE))


_ANSWER_FORMAT = re.compile(
    r"response[ _]?format|json[ _]schema|\btext\.format|structured output", re.IGNORECASE
)
"""What holds an answer to a schema, as servers name it that cannot, or not to this one."""

_NO_TOOLS = re.compile(
    r"(?:not|endpoints found that) support (?:tools?\b|(?:tool|function) (?:use|calls?|calling))"
    r"|\b(?:tools?|(?:tool|function) (?:use|calls?|calling))\W+(?:is|are) not (?:supported|available|enabled)"
    r"|calls no tools|auto\W+tool choice requires|tools param requires",
    re.IGNORECASE,
)
"""What servers say whose model knows no tools, or is served without them: OpenAI's, Ollama, OpenRouter, Groq,
vLLM and llama.cpp."""

_UNKNOWN = re.compile(
    r"not (?:permitted|supported|allowed|recogni[sz]ed)|unsupported|unrecogni[sz]ed|unknown|unexpected"
    r"|does not support|extra (?:inputs|fields)",
    re.IGNORECASE,
)
"""What servers say of a parameter that they do not know, rather than of its value."""


def _with_filter_result(error: CompletionError, filtered: Filtered | None) -> CompletionError:
    if filtered is not None:
        error.filter_category, error.filter_severity = filtered.category, filtered.severity
    return error
