"""Requests: how our events are numbered, so that a refusal says what was asked."""

from __future__ import annotations

import itertools
import secrets
from typing import cast, get_args

from voicelab.realtime.events import Request

__all__ = ["RequestNumbers", "new_item_id", "request_of"]

_REQUESTS = get_args(Request)


class RequestNumbers:
    """Gives each event of a connection an identifier: ``respond.12``."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self, request: Request) -> str:
        """Return the next one, for an event of a request."""
        return f"{request}.{next(self._numbers)}"


def request_of(event_id: str | None) -> Request | None:
    """Return what was asked by an event of ours; `None` for an identifier that is none of ours."""
    name = (event_id or "").partition(".")[0]
    return cast(Request, name) if name in _REQUESTS else None


def new_item_id() -> str:
    """Return an identifier for an item of a conversation; services take up to 32 characters."""
    return f"item_{secrets.token_hex(12)}"
