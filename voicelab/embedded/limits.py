"""Limits: how much one client, and all of them together, may ask of the embedded services.

Sizes are module constants; what a test needs otherwise is a field of `ServerLimits`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "LARGEST_BODY", "RETRY_SECONDS", "ServerLimits"]

LARGEST_BODY = 8 * 1024 * 1024
"""Of a request, in bytes; files to transcribe may be larger."""

RETRY_SECONDS = 1
"""When whoever is refused for want of room may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """How many connections there may be, and how long they may keep the server waiting."""

    connections: int = 512
    """Open ones. A session has about six; whoever comes beyond them is told to come back later."""
    head_seconds: float = 20.0
    """From the opening of a connection, or the first byte of a later request, until its headers are there."""
    body_seconds: float = 150.0
    """From then on until the body is there; 60 s of speech may be sent as they are spoken."""
    unread_seconds: float = 60.0
    """How long a client may leave unread what waits for it."""
    idle_seconds: float = 1_800.0
    """How long a websocket's client may send nothing."""


DEFAULT_LIMITS = ServerLimits()
