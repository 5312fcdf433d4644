"""Requests: how our events are numbered, so that a refusal says what was asked."""

from __future__ import annotations

import itertools
import re
import secrets
from typing import cast, get_args

from voicelab.realtime.events import Request

__all__ = ["RequestNumbers", "is_gone", "new_item_id", "refused_request"]

_REQUESTS = get_args(Request)
_WORDS: tuple[tuple[Request, re.Pattern[str]], ...] = tuple(
    (request, re.compile(pattern, re.IGNORECASE))
    for request, pattern in cast(
        "tuple[tuple[Request, str], ...]",
        (
            ("respond", r"already.has.an?.active.response|\bresponse\.create\b"),
            ("cancel", r"response[._]cancel|cancell?ation failed"),
            ("truncate", r"item[._]truncate|truncat(e|ing)|already shorter than"),
            ("delete", r"item[._]delete|delet(e|ing) items?\b|item to delete"),
            ("commit", r"buffer[._]commit|committing"),
            ("clear", r"buffer[._]clear"),
            ("add_message", r"item[._]create\b|adding item"),
            ("update", r"\bsession\.(update\b|\w+)|session_update|updat(e|ing) session"),
        ),
    )
)
"""How services word what they refuse."""
_GONE = re.compile(r"not found|does(?: not|n't) exist|no such item|invalid_item_id", re.IGNORECASE)
_UNKNOWN = re.compile(r"\b(?:event|message type|handler|method)\b", re.IGNORECASE)
"""What else may be missing: a server that knows no such request."""


class RequestNumbers:
    """Gives each event of a connection an identifier: ``respond.12``."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self, request: Request) -> str:
        """Return the next one, for an event of a request."""
        return f"{request}.{next(self._numbers)}"


def refused_request(event_id: str | None, words: str) -> Request | None:
    """Return which request an error is about; `None` where neither its identifier nor its words say so.

    Parameters
    ----------
    event_id
        The identifier of our event, which few services but OpenAI's return, and that not always.
    words
        The error's code, parameter and message.
    """
    name = (event_id or "").partition(".")[0]
    if name in _REQUESTS:
        return cast(Request, name)
    found = [(match.start(), name) for name, pattern in _WORDS if (match := pattern.search(words))]
    # The first: who knows no such request may name all that there are behind it.
    return min(found, default=(0, None), key=lambda each: each[0])[1]


def is_gone(words: str) -> bool:
    """Return whether an error about an item says that it is not there."""
    return _GONE.search(words) is not None and _UNKNOWN.search(words) is None


def new_item_id() -> str:
    """Return an identifier for an item of a conversation; services take up to 32 characters."""
    return f"item_{secrets.token_hex(12)}"
