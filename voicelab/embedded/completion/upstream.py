"""What the server that replies says where it refuses, and what is said where it gives no answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from voicelab.embedded.engines import Engines
from voicelab.errors import VoicelabError
from voicelab.inner_error import inner_error
from voicelab.redirects import redirect_words
from voicelab.secret import Secret
from voicelab.text.server_words import server_words

__all__ = ["UpstreamError", "no_answer", "redacted", "redirected", "too_long_words", "unreached"]

_VARIABLE = "VOICELAB_COMPLETION_URL"
_ADDRESS = f"Set {_VARIABLE} to the server's OpenAI-compatible address; it mostly ends in /v1."
_RESTART = "Restart the kernel or the program."

_PASSED_ON = ("retry-after", "retry-after-ms", "x-should-retry")
_TOO_LONG = re.compile(r"request \((\d+) tokens\) exceeds the available context size \((\d+) tokens\)")


class UpstreamError(Exception):
    """The server that replies refused, in its own words; those of llama.cpp are put as Azure puts them.

    Parameters
    ----------
    own
        Whether a model of our own refused.
    """

    def __init__(
        self, status: int, text: str, *, own: bool, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text[:500])
        self.status = status
        self.headers = {name: value for name, value in (headers or {}).items() if name.lower() in _PASSED_ON}
        self.code, self.message, self.more = str(status), server_words(text) or text[:500], _fields(None)
        try:
            error: dict[str, Any] = json.loads(text)["error"]
            self.code, self.message = str(error.get("code") or status), str(error.get("message") or text)
            self.more = _fields(error)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass
        if own and 400 <= status < 500:
            self._word()

    def _word(self) -> None:
        self.status, self.code = 400, "invalid_value"
        self.more = {"type": "invalid_request_error", "param": None}
        if "JSON schema" in self.message:
            self.more["param"] = "response_format"
            self.message = self.message[self.message.index("JSON schema") :]
        if too_long := _TOO_LONG.search(self.message):
            self.code, self.more["param"] = "context_length_exceeded", "messages"
            self.message = too_long_words(too_long.group(2), too_long.group(1))


def too_long_words(most_tokens: int | str, tokens: int | str) -> str:
    """Return what Azure says of messages that are longer than the model's context."""
    return (
        f"This model's maximum context length is {most_tokens} tokens. However, your messages "
        f"resulted in {tokens} tokens. Please reduce the length of the messages."
    )


def unreached(url: str, error: Exception, *, own: bool) -> VoicelabError:
    """Return the error of a server that replies and is not there.

    Parameters
    ----------
    own
        Whether it is that of a model of our own.
    """
    if own:
        message, hint = "The model that replies is not running", _RESTART
    else:
        place = urlsplit(url).netloc.rpartition("@")[2]
        message = f"The server that replies is not running at {place}, or cannot be reached"
        hint = f"Start it, or set {_VARIABLE} to where it is."
    return VoicelabError(f"{message}: {error}.", code="connection-failed", hint=hint)


def no_answer(url: str, what: str, *, own: bool, code: str = "bad-answer", hint: str = "") -> UpstreamError:
    """Return the error of a server that replies, where what came from it is no answer.

    Parameters
    ----------
    url
        The address that was asked, whole.
    what
        What it did or sent, behind its name.
    """
    message = "The model that replies" if own else f"The server that replies at {url.partition('?')[0]}"
    hint = _RESTART if own else hint or _ADDRESS
    error = VoicelabError(f"{message} {what.rstrip('.')}.", code=code, hint=hint)
    found = UpstreamError(502, str(error), own=own, headers={"x-should-retry": _word(error.is_retryable)})
    found.message, found.more = str(error), {"innererror": inner_error(error)}
    return found


def redacted(text: str, engines: Engines) -> str:
    """Return what a server says without its key, which it may quote."""
    return Secret(engines.completion_key).redact(
        text, urlsplit(engines.completion_url).netloc, engines.completion_model
    )


def redirected(url: str, location: str, base: str, *, own: bool) -> UpstreamError:
    """Return the error of a server that replies and sends elsewhere.

    Parameters
    ----------
    url, base
        The address that was asked, whole, and the one that is set.
    """
    meaning, hint = redirect_words(url, location, base, _VARIABLE)
    return no_answer(url, meaning, own=own, code="not-found", hint=hint)


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


def _fields(error: dict[str, Any] | None) -> dict[str, Any]:
    """Return the type and the parameter that an error names."""
    return {name: error[name] for name in ("type", "param") if error and name in error}
