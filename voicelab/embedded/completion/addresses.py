"""Where models are asked: Azure's addresses, with a deployment and a dated version, and those without."""

from __future__ import annotations

import re

from aiohttp import web

__all__ = ["DEPLOYMENT", "UNDATED", "names_no_version"]

DEPLOYMENT = "/openai/deployments/{deployment}"
"""What the addresses begin with that name a deployment; their version stands in the query."""
UNDATED = ("/openai/v1", "/v1")
"""What those begin with that have no dated version: Azure's, and those of other servers."""

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?|v1|latest|preview")


def names_no_version(request: web.Request) -> bool:
    """Return whether a route wants its version in the query, and has none there."""
    path = f"/{request.path.lstrip('/')}"
    is_dated = path.startswith("/openai/") and not path.startswith("/openai/v1/")
    return is_dated and not _VERSION.fullmatch(request.query.get("api-version", ""))
