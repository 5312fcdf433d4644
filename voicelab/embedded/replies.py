"""Error replies over HTTP, in Azure's shape."""

from __future__ import annotations

import math
from typing import Any

from aiohttp import web

from voicelab.embedded.fault_kinds import Refuse
from voicelab.error_codes import error_code
from voicelab.errors import VoicelabError
from voicelab.inner_error import inner_error
from voicelab.text.json_objects import MOST_VALUES

__all__ = ["engine_failure", "error_response", "no_json_object", "not_offered", "refusal"]

_ASK_NO_MORE = {"x-should-retry": "false"}
"""So OpenAI's SDKs are told what is not worth another try: by the status alone they ask three times."""

_USUAL = {
    400: ("BadRequest", "The request is malformed."),
    401: (
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid "
        "key for an active subscription and use a correct regional API endpoint for your resource.",
    ),
    403: ("403", "Access denied due to Virtual Network/Firewall rules."),
    404: ("404", "Resource not found"),
    408: ("Timeout", "The operation was timeout."),
    429: ("429", "Requests have exceeded the call rate limit of the current tier."),
    500: ("InternalServerError", "The server had an error while processing the request."),
    503: ("ServiceUnavailable", "The service is temporarily unable to process the request."),
}
_BY_CODE = {
    "DeploymentNotFound": (
        "The API deployment for this resource does not exist. If you created the deployment within the "
        "last 5 minutes, please wait a moment and try again."
    ),
}


def error_response(
    status: int,
    code: str = "",
    message: str = "",
    *,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> web.Response:
    """Return an error as Azure words it: ``{"error": {"code", "message", …}}``."""
    usual_code, usual_message = _USUAL.get(status, (str(status), "The request failed."))
    error = {"code": code or usual_code, "message": message or _BY_CODE.get(code, usual_message), **more}
    return web.json_response({"error": error}, status=status, headers=headers)


def engine_failure(error: VoicelabError) -> web.Response:
    """Return an engine's error as a reply: the client's fault where it asked for what nobody knows."""
    is_the_clients = error_code(error.code).remedy == "settings"
    headers = {"x-should-retry": "true"} if error.is_transient else _ASK_NO_MORE
    return error_response(
        400 if is_the_clients else 503, message=str(error), headers=headers, innererror=inner_error(error)
    )


def no_json_object() -> web.Response:
    """Return the refusal of a body that is not what `json_object` reads."""
    message = f"The body is not a JSON object of at most {MOST_VALUES:,} values."
    return error_response(400, "BadRequest", message)


def not_offered(message: str) -> web.Response:
    """Return the refusal of what these services do not do, however often they are asked."""
    return error_response(501, "NotImplemented", message, headers=_ASK_NO_MORE)


def refusal(fault: Refuse) -> web.Response:
    """Return what a `Refuse` fault wants answered."""
    headers = {}
    if fault.retry_after_seconds is not None:
        headers["Retry-After"] = str(math.ceil(fault.retry_after_seconds))
        headers["retry-after-ms"] = str(math.ceil(fault.retry_after_seconds * 1000))
    if fault.body is not None:
        return web.Response(status=fault.status, text=fault.body, content_type="text/html", headers=headers)
    return error_response(fault.status, fault.code, fault.message, headers=headers)
