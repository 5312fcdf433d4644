"""Departures: clients that leave before they are answered, which is no failure of a server's."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

__all__ = ["departures"]

_CLIENT_LEFT = 499
"""What proxies write in their logs for it; nobody receives it."""


@web.middleware
async def departures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a client go that leaves before it is answered."""
    try:
        return await handler(request)
    except ConnectionError:
        if request.transport is not None and not request.transport.is_closing():
            raise
        return web.Response(status=_CLIENT_LEFT)
