"""Why a completion failed: the code for it, and what to do, in the words of the service that was asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import openai

from voicelab.completion.address_hints import address_hint, below
from voicelab.completion.answer_events import FailedAnswerError, MalformedAnswerError
from voicelab.completion.causes import Cause, variables_of
from voicelab.completion.foreign_answers import ForeignAnswerError
from voicelab.completion.refusals import Refusal, code_in, failed_answer, refused
from voicelab.completion.reply_reader import IncompleteReplyError
from voicelab.completion.unreached import unreached
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.error_codes import ErrorCode
    from voicelab.services.endpoints import CompletionService

__all__ = ["cause_of", "hint_for", "is_unreached", "words_of"]


def hint_for(code: ErrorCode, service: CompletionService) -> str:
    """Return what to do about a code at a service."""
    names = {**variables_of(service), "models": below(service.endpoint, "/models")}
    return (service.api == "openai" and code.other_hint.format_map(names)) or code.hint_for(names)


def words_of(error: Exception) -> str:
    """Return the server's own sentence; the SDK's if it has none."""
    return server_words(getattr(error, "body", None)) or ("" if hasattr(error, "body") else str(error))


def is_unreached(error: Exception) -> bool:
    """Return whether nobody answered at all, not even late."""
    return isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)


def cause_of(error: Exception, service: CompletionService, deployment: str) -> Cause:
    """Return why a request failed.

    Parameters
    ----------
    error
        What the openai SDK raised or the answer's reader, or a time-out.
    """
    if isinstance(error, openai.APIStatusError):
        refusal = Refusal(error.status_code, code_in(error.body), words_of(error), error.body)
        return refused(refusal, error, service, deployment)
    if isinstance(error, FailedAnswerError):
        return failed_answer(error, service, deployment)
    if isinstance(error, ForeignAnswerError):
        endpoint = variables_of(service)["endpoint"]
        hint = f"Set {endpoint} to the server's OpenAI-compatible address; it mostly ends in /v1."
        hint = f"Set api={error.api!r}." if error.api else hint
        return Cause("bad-answer", "answered in the form of another interface", hint, str(error))
    if isinstance(error, MalformedAnswerError):
        return Cause("bad-answer", hint=address_hint(service), words=str(error))
    if isinstance(error, openai.APITimeoutError | asyncio.TimeoutError):
        return Cause("timeout")
    if is_unreached(error):
        return unreached(error, service)
    if isinstance(error, httpx2.DecodingError):
        return Cause("bad-answer", words=str(error))
    if isinstance(error, IncompleteReplyError | httpx2.HTTPError):
        return Cause("connection-closed", "broke off its reply")
    if isinstance(error, openai.OpenAIError):
        return Cause("sdk-error", "failed inside the openai SDK", words=server_words(str(error)))
    return Cause("bad-answer")
