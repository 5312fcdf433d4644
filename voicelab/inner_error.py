"""Inner errors: how an engine's error reaches a client whole, its code and what to do included.

Over HTTP it stands in the body, as Azure's own more particular errors do: an ``innererror`` within the error.
A websocket is closed with a reason, which holds 123 bytes: that begins with the code, and what did not fit is
kept for those who ask for it (``GET /_voicelab/errors``).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from voicelab.error_codes import ERROR_CODES
from voicelab.errors import VoicelabError

__all__ = ["ERRORS_PATH", "CloseReasons", "error_in_body", "fitted_reason", "inner_error"]

ERRORS_PATH = "/_voicelab/errors"
"""Where the error behind a close reason is asked for, which stands in the query."""

_LONGEST_REASON = 123
_KEPT = 64
_FOLDERS = re.compile(r"(?<=')[^']*[/\\](?=[^'/\\]+')")
"""Of a path in quotes, the folders."""


class CloseReasons:
    """The errors with whose codes websockets were closed lately."""

    def __init__(self) -> None:
        self._errors: OrderedDict[str, VoicelabError] = OrderedDict()

    def add(self, error: VoicelabError) -> str:
        """Return the reason to close a websocket with for an error; the error is found by it from now on."""
        reason = f"[{error.code}] {' '.join(str(error).split())}"
        if len(reason.encode()) > _LONGEST_REASON:
            reason = fitted_reason(_FOLDERS.sub("…/", reason))
        self._errors[reason] = error
        self._errors.move_to_end(reason)
        if len(self._errors) > _KEPT:
            self._errors.popitem(last=False)
        return reason

    def find(self, reason: str) -> VoicelabError | None:
        """Return the error behind a reason."""
        return self._errors.get(reason)


def fitted_reason(reason: str) -> str:
    """Return as many words of a reason as a close frame holds."""
    data = reason.encode()
    if len(data) <= _LONGEST_REASON:
        return reason
    end = " …"
    words = data[: _LONGEST_REASON - len(end.encode())].decode("utf-8", "ignore")
    return (words.rpartition(" ")[0] or words) + end


def inner_error(error: VoicelabError) -> dict[str, Any]:
    """Return an error as it stands in another one's body."""
    return {"code": error.code, "message": error.message, "hint": error.hint}


def error_in_body(body: Any) -> VoicelabError | None:
    """Return the error that a body holds, with the object around it or without; `None` if it holds none."""
    if not isinstance(body, Mapping):
        return None
    within = body.get("error", body)
    inner = within.get("innererror") if isinstance(within, Mapping) else None
    if not isinstance(inner, Mapping):
        return None
    name, message, hint = (str(inner.get(field, "")) for field in ("code", "message", "hint"))
    return VoicelabError(message, code=name, hint=hint) if message and name in ERROR_CODES else None
