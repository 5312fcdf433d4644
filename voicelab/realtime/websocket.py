"""Websocket: what a connection needs of an SDK's own, and how it is said to be lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from voicelab.event_loop import within

__all__ = ["CLOSE_SECONDS", "PING_SECONDS", "Websocket", "WebsocketLostError", "close_in_time"]

CLOSE_SECONDS = 1.0
"""How long the other side may take to answer a close, in seconds; then the connection is cut."""

PING_SECONDS = 60.0
"""How often an idle connection is used, so that no router forgets it, in seconds.

Rarely, and an answer may take long: a ping waits behind the sound of a recording, in both directions."""


class WebsocketLostError(Exception):
    """The websocket is closed or broken.

    Parameters
    ----------
    code
        The close code; 1006 where it broke.
    reason
        What the other side said of it; some SDKs do not hand it on.
    """

    def __init__(self, code: int = 1006, reason: str = "") -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code
        self.reason = reason


class Websocket(Protocol):
    """A websocket that an SDK opened. All but `close` raise a `WebsocketLostError` once it is lost."""

    async def send(self, event: Mapping[str, object]) -> None:
        """Send an event; those of several tasks go in the order in which they begin."""
        ...

    async def receive(self) -> bytes:
        """Return the next message."""
        ...

    async def close(self) -> None:
        """Close it, within a few seconds; may be called again."""
        ...


async def close_in_time(close: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Close a connection of an SDK's, whatever the other side does.

    The SDKs say goodbye behind all that is still to be sent, and wait for that without an end. A second close
    cuts the connection.

    Parameters
    ----------
    seconds
        How long the other side may take.
    """
    try:
        await within(2.0 * seconds, close())  # its own bound is `seconds`, once all is sent
    except asyncio.TimeoutError:
        await close()
