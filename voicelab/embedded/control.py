"""Routes beside the three stages: access tokens, the errors behind close reasons, and faults."""

from __future__ import annotations

from aiohttp import web

from voicelab.embedded.admission import credentials_of, json_body
from voicelab.embedded.host import Host
from voicelab.embedded.replies import engine_failure, error_response, no_json_object
from voicelab.inner_error import ERRORS_PATH

__all__ = ["control_routes"]


def control_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes; those of the faults only where the server accepts faults."""

    async def issue_token(request: web.Request) -> web.Response:
        if not any(map(host.is_key, credentials_of(request))):
            return error_response(401, message="An access token is issued for the key alone: present that.")
        return web.Response(text=host.issue_token(), content_type="application/jwt")

    async def find_error(request: web.Request) -> web.Response:
        error = host.close_reasons.find(request.query.get("reason", ""))
        return error_response(404) if error is None else engine_failure(error)

    async def add_fault(request: web.Request) -> web.Response:
        values = await json_body(request)
        if values is None:
            return no_json_object()
        try:
            host.faults.add_from_dict(values)
        except ValueError as error:
            return error_response(400, "BadRequest", str(error))
        return web.Response(status=204)

    async def clear_faults(_request: web.Request) -> web.Response:
        host.faults.clear()
        return web.Response(status=204)

    routes = [
        web.post("/sts/v1.0/issueToken", issue_token),
        web.post("/sts/v1.0/issuetoken", issue_token),
        web.get(ERRORS_PATH, find_error),
    ]
    if host.accepts_faults:
        routes += [web.post("/_voicelab/faults", add_fault), web.delete("/_voicelab/faults", clear_faults)]
    return routes
