"""Websocket: what a connection needs of an SDK's own, and how it is said to be lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

__all__ = ["CLOSE_SECONDS", "PING_SECONDS", "Websocket", "WebsocketLostError"]

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
        """Close it, within `CLOSE_SECONDS`; may be called again."""
        ...
