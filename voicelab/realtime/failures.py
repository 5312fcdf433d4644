"""Errors of speech-to-speech services, each with the variable or setting to change.

A websocket is refused by a status, an event by an ``error`` event, a response within its ``response.done``;
all of them in the words that the services use for completions, too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voicelab.completion.answer_events import FailedAnswerError
from voicelab.completion.causes import Cause
from voicelab.completion.failures import failure, without_keys
from voicelab.completion.refusals import code_in, failed_answer
from voicelab.completion.retry_after import retry_after_seconds
from voicelab.error_codes import ERROR_CODES, error_code
from voicelab.errors import CompletionError, VoicelabError
from voicelab.realtime.missing_models import missing_model, unfit_model
from voicelab.realtime.refused_closes import close_refusal
from voicelab.realtime.refused_openings import opening_failure
from voicelab.realtime.setting_names import setting_of
from voicelab.settings.engines import OPENAI_VOICES
from voicelab.text.server_words import server_words

if TYPE_CHECKING:
    from voicelab.realtime.websocket import WebsocketLostError
    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["Failures"]

_EXPIRED = "session_expired"
"""OpenAI closes a session after 60 minutes, Azure after 30."""
_BUSY = re.compile(r"already.has.an?.active.response", re.IGNORECASE)
_NO_REALTIME = re.compile(r"^invalid_model\b|not supported in realtime", re.IGNORECASE)
_STATED_ERROR = re.compile(r"(\w+_error)\.(\w+)")
"""What OpenAI closes with: the error's type and code."""


class Failures:
    """Makes the errors of one connection.

    Parameters
    ----------
    deployment
        The model that it asks for.
    """

    def __init__(self, service: SpeechToSpeechService, deployment: str) -> None:
        self._service = service
        self._deployment = deployment
        # Behind the embedded services a server of the user's may say what is wrong.
        self._answering = service.upstream or service

    def of_code(self, code: str) -> CompletionError:
        """Return the error for a code of `voicelab.error_codes`."""
        return self._of(Cause(code))

    def of_opening(self, error: BaseException) -> CompletionError:
        """Return why no websocket could be opened.

        Parameters
        ----------
        error
            What the SDK raised, or a time-out.
        """
        if isinstance(error, asyncio.TimeoutError):
            return self._of(Cause("timeout"))
        found = opening_failure(error, self._service, self._deployment)
        if found is None:
            return self._of(Cause("sdk-error", words=server_words(str(error))))
        return self._of(
            found.cause,
            details=str(error),
            request_id=found.request_id,
            retry_after_seconds=found.retry_after_seconds,
        )

    def of_event(self, body: Mapping[str, Any]) -> VoicelabError:
        """Return the error that an ``error`` event holds, or a response that failed."""
        code, words = code_in(body), server_words(body)
        if code in ERROR_CODES and body.get("type") == "server_error":  # an engine's of the embedded services
            return CompletionError(words, code=code)
        return failure(
            self._event_cause(body, code, words),
            self._answering,
            self._deployment,
            details=words,
            retry_after_seconds=retry_after_seconds(FailedAnswerError(body)),
        )

    def of_closing(self, lost: WebsocketLostError, *, has_begun: bool = False) -> CompletionError:
        """Return the error for a websocket that the service closed, or that broke; see `close_refusal`."""
        words = server_words(lost.reason)
        if stated := _STATED_ERROR.fullmatch(lost.reason):
            kind, code = stated.groups()
            cause = self._event_cause({"type": kind, "code": code}, code, words)
        else:
            refusal = close_refusal(lost, self._service, self._deployment, has_begun=has_begun)
            cause = refusal or Cause("connection-closed", words=words)
        return self._of(cause, details=f"Close code {lost.code}. {words}".strip())

    def warning(self, words: str) -> str:
        """Return what the service says that hinders nothing, without keys and passwords."""
        warned = f"The model {self._deployment!r} at {self._service.endpoint} warns: {words}"
        return without_keys(warned, self._service, self._deployment)

    def ends_session(self, body: Mapping[str, Any]) -> bool:
        """Return whether an error says that the service closes the connection."""
        return code_in(body) == _EXPIRED

    def _event_cause(self, body: Mapping[str, Any], code: str, words: str) -> Cause:
        if code == _EXPIRED:
            return Cause("connection-closed", "closed the connection, which was open for long", words=words)
        if _BUSY.search(f"{code} {words}"):
            return Cause("service-error", words=words)
        cause = failed_answer(FailedAnswerError(body), self._answering, self._deployment)
        if cause.code == "wrong-api" or _NO_REALTIME.search(f"{code} {words}"):
            return unfit_model(self._service, self._deployment, words)
        if cause.code == "not-found" and self._service.upstream is None:
            return missing_model(self._service, self._deployment, words)
        is_theirs = not error_code(cause.code).is_retryable and cause.code != "bad-request"
        if is_theirs or body.get("type") != "invalid_request_error":
            return cause
        setting = setting_of(str(body.get("param") or ""))
        if setting == "voice":
            voices = f"OpenAI's are {', '.join(OPENAI_VOICES)}"
            if self._service.engine == "voice-live":
                voices = f"session.voices() lists Azure's, {voices}"
            return Cause("unknown-voice", hint=f"Check the voice's name; {voices}.", words=words)
        hint = f"Change the setting {setting}." if setting else "Change the setting that it names."
        return Cause("bad-request", hint=hint, words=words)

    def _of(
        self,
        cause: Cause,
        *,
        details: str = "",
        request_id: str = "",
        retry_after_seconds: float | None = None,
    ) -> CompletionError:
        return failure(
            cause,
            self._service,
            self._deployment,
            details=details,
            request_id=request_id,
            retry_after_seconds=retry_after_seconds,
        )
