"""Sent requests: whoever asks for one is told when it goes out, which is later than it is asked for."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

__all__ = ["note_sending", "on_sending"]

_listener: contextvars.ContextVar[Callable[[], None] | None] = contextvars.ContextVar(
    "listener", default=None
)


@contextlib.contextmanager
def on_sending(listener: Callable[[], None] | None) -> Iterator[None]:
    """Have a listener called whenever a request that is asked for within the block goes out.

    A request whose connection cannot be made, or that is given up before, never does.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


async def note_sending(request: httpx2.Request) -> None:
    """Follow a request on its way; a hook of the HTTP client."""
    listener = _listener.get()
    if listener is None:
        return

    async def trace(event: str, info: dict[str, Any]) -> None:
        # Its headers are sent by then; a proxy is asked for its connection by a request of its own.
        if event.endswith("send_request_body.started") and info["request"].method != b"CONNECT":
            listener()

    request.extensions = {**request.extensions, "trace": trace}
