"""What the server that replies says where it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["UpstreamError"]

_TOO_LONG = re.compile(r"request \((\d+) tokens\) exceeds the available context size \((\d+) tokens\)")


class UpstreamError(Exception):
    """The server that replies refused, in its own words; those of llama.cpp are put as Azure puts them.

    Parameters
    ----------
    own
        Whether a model of our own refused.
    """

    def __init__(self, status: int, text: str, *, own: bool) -> None:
        super().__init__(text[:500])
        self.status = status
        self.code, self.message, self.more = str(status), text[:500], _fields(None)
        try:
            error: dict[str, Any] = json.loads(text)["error"]
            self.code, self.message = str(error.get("code") or status), str(error.get("message") or text)
            self.more = _fields(error)
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        if own and 400 <= status < 500:
            self._word()

    def _word(self) -> None:
        self.status, self.code = 400, "invalid_value"
        self.more = {"type": "invalid_request_error", "param": None}
        if "JSON schema" in self.message:
            self.more["param"] = "response_format"
        if too_long := _TOO_LONG.search(self.message):
            self.code, self.more["param"] = "context_length_exceeded", "messages"
            self.message = (
                f"This model's maximum context length is {too_long.group(2)} tokens. However, your messages "
                f"resulted in {too_long.group(1)} tokens. Please reduce the length of the messages."
            )


def _fields(error: dict[str, Any] | None) -> dict[str, Any]:
    """Return the type and the parameter that an error names."""
    return {name: error[name] for name in ("type", "param") if error and name in error}
