"""Every error that voicelab raises.

::

    VoicelabError
    ├── ConfigurationError    a variable, key, endpoint or name is missing or wrong
    ├── DeviceError           this machine's microphone or speaker cannot be used
    ├── ModelError            a local model cannot be fetched or loaded
    ├── LogError              a log file cannot be opened
    ├── ConversationError     a session is in a conversation already; a `RuntimeError`, too
    ├── CheckError            a comparison does not come up to its checks; an `AssertionError`, too
    └── ServiceError          a service refused, failed or fell silent
        ├── RecognitionError
        ├── CompletionError
        └── SynthesisError

A mistake in a caller's arguments stays a `ValueError` or `TypeError`.
Each error says what happened, to which thing, and in `hint` what to do about it; `code` is a stable
kebab-case word for the log, one of `voicelab.error_codes`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ClassVar

from voicelab.error_codes import error_code
from voicelab.printable import printable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = [
    "CheckError",
    "CompletionError",
    "ConfigurationError",
    "ConversationError",
    "DeviceError",
    "LogError",
    "ModelError",
    "RecognitionError",
    "ServiceError",
    "SynthesisError",
    "VoicelabError",
    "described",
    "unexpected",
]


class VoicelabError(Exception):
    """What went wrong, and what to do about it.

    Parameters
    ----------
    message
        One sentence: what happened, to which thing. Never holds a credential.
    code
        A stable kebab-case word, one of `voicelab.error_codes`; by default the class's own. Kept in the log's
        `error_code` column.
    hint
        One sentence: what to do. Part of ``str(error)``.

    Raises
    ------
    ValueError
        The code is not declared.
    """

    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, code: str | None = None, hint: str = "") -> None:
        # A server, a model or a file's name may be quoted in it, and Python prints errors as they are.
        self.message = printable(message)
        super().__init__(self.message)
        self.code = error_code(code or self.default_code).name
        self.hint = printable(hint)

    @property
    def is_retryable(self) -> bool:
        """Whether the same may well succeed if it is tried again at once."""
        return error_code(self.code).is_retryable

    @property
    def is_transient(self) -> bool:
        """Whether the same may well succeed later."""
        return error_code(self.code).is_transient

    @property
    def is_permanent(self) -> bool:
        """Whether nothing succeeds until settings or set-up are changed."""
        return error_code(self.code).is_permanent

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigurationError(VoicelabError):
    """A variable, key, endpoint or name is missing or wrong."""

    default_code = "configuration"


class DeviceError(VoicelabError):
    """This machine's microphone or speaker cannot be used."""

    default_code = "device"


class ModelError(VoicelabError):
    """A local model cannot be fetched or loaded."""

    default_code = "model"


class LogError(VoicelabError):
    """A log file cannot be opened, or was written by a newer release."""

    default_code = "log"


class ConversationError(VoicelabError, RuntimeError):
    """A session is in a conversation already."""

    default_code = "in-conversation"


class CheckError(VoicelabError, AssertionError):
    """A comparison does not come up to its checks."""

    default_code = "check-failed"


class ServiceError(VoicelabError):
    """A service refused, failed or fell silent.

    Parameters
    ----------
    details
        What the service itself said, credentials removed; empty if it said nothing.
    request_id
        The service's own name for the request, for support tickets; empty where unknown.
    retry_after_seconds
        How long the service asked to be left alone, in seconds; `None` where it did not say.
    """

    stage: ClassVar[str] = "service"
    default_code = "service-error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str = "",
        details: str = "",
        request_id: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.details = printable(details)
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds

    @classmethod
    def of_engine(cls, error: VoicelabError, *, details: str = "", request_id: str = "") -> Self:
        """Return the error of an engine behind a service as one of the stage that asked it."""
        return cls(error.message, code=error.code, hint=error.hint, details=details, request_id=request_id)


class RecognitionError(ServiceError):
    """Speech could not be turned into text."""

    stage = "recognition"


class CompletionError(ServiceError):
    """The model gave no reply, or not all of it."""

    stage = "completion"
    filter_category: str | None = None
    """What the content filter stopped, such as ``violence``; `None` if nothing."""
    filter_severity: str | None = None
    """How grave it was: ``low``, ``medium``, ``high`` or ``detected``."""


class SynthesisError(ServiceError):
    """Text could not be spoken."""

    stage = "synthesis"


def described(error: BaseException) -> str:
    """Return an error of anybody's as its type and its text, if it has any, on one line."""
    try:
        text = str(error)
    except Exception as failure:  # others wrote it
        text = f"its text cannot be read ({type(failure).__name__})"
    return ": ".join(filter(None, (type(error).__name__, " ".join(printable(text).split()))))


def unexpected(failure: BaseException) -> VoicelabError:
    """Return a failure as an error that can be shown and kept.

    What is no `VoicelabError` is a fault of this program, whose traceback is logged.
    """
    if isinstance(failure, VoicelabError):
        return failure
    logging.getLogger("voicelab").error("an unexpected failure", exc_info=failure)
    return VoicelabError(
        f"Something failed inside voicelab: {described(failure)}.",
        code="internal",
        hint="This is a fault of voicelab; please report it with the traceback that was logged.",
    )
