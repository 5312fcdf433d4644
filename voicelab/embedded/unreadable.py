"""Requests that cannot be read: refused in a sentence, and nothing that the server logs as its failure."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler

from voicelab.embedded.limits import LARGEST_BODY
from voicelab.embedded.replies import error_response

__all__ = ["http_logger", "unreadable_requests"]

_UNREADABLE = (HttpProcessingError, web.RequestPayloadError)


@web.middleware
async def unreadable_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request whose body is not what its headers say: in parts that are none, or larger than any
    is read.
    """
    try:
        return await handler(request)
    except _UNREADABLE as error:
        refused = error_response(
            400, message=f"The body cannot be read. {' '.join(str(error).split())[:300]}"
        )
        refused.force_close()  # where its rest ends is not known
        return refused
    except web.HTTPRequestEntityTooLarge:
        return error_response(
            413,
            "RequestEntityTooLarge",
            f"The body is larger than {LARGEST_BODY // 2**20} MB, the most that these services read.",
        )


def http_logger() -> logging.Logger:
    """Return the logger of the HTTP server, which has answered 400 where a request cannot be read."""
    found = logging.getLogger("voicelab.embedded.http")
    if _is_failure not in found.filters:
        found.addFilter(_is_failure)
    return found


def _is_failure(record: logging.LogRecord) -> bool:
    return record.exc_info is None or not isinstance(record.exc_info[1], _UNREADABLE)
