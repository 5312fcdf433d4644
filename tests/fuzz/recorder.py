"""Recorder: passes on to the server what clients send, and keeps it as seeds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

__all__ = ["Request", "Talk", "recorder"]

_OWN = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "upgrade"}
_SOCKET_OWN = (
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-extensions",
    "sec-websocket-protocol",
)
_SOCKET_ENDS = (
    aiohttp.WSMsgType.CLOSE,
    aiohttp.WSMsgType.CLOSING,
    aiohttp.WSMsgType.CLOSED,
    aiohttp.WSMsgType.ERROR,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a client sends it; connection and length are left to who sends it."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Talk:
    """A websocket: its upgrade, and the frames that the client sent."""

    upgrade: Request
    frames: list[str | bytes] = field(default_factory=list)


@contextlib.asynccontextmanager
async def recorder(port: int) -> AsyncIterator[tuple[int, list[Request], list[Talk]]]:
    """Pass on to a port; give the port that does, and what was sent to it, in order."""
    requests, talks = list[Request](), list[Talk]()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", auto_decompress=False) as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _OWN]
            seed = Request(request.method, request.raw_path, tuple(headers), await request.read())
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await _talk(session, request, seed, talks)
            requests.append(seed)
            async with session.request(seed.method, seed.target, headers=headers, data=seed.body) as upstream:
                response = web.StreamResponse(status=upstream.status)
                response.content_type = upstream.content_type
                await response.prepare(request)
                async for piece in upstream.content.iter_any():
                    await response.write(piece)
                await response.write_eof()
            return response

        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/{anything:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield runner.addresses[0][1], requests, talks
        finally:
            await runner.cleanup()


async def _talk(
    session: aiohttp.ClientSession, request: web.Request, seed: Request, talks: list[Talk]
) -> web.WebSocketResponse:
    asked = request.headers.get("Sec-WebSocket-Protocol", "")
    protocols = [name.strip() for name in asked.split(",") if name.strip()]
    headers = {name: value for name, value in seed.headers if name.lower() not in _SOCKET_OWN}
    talk = Talk(Request(seed.method, seed.target, (*headers.items(), ("Sec-WebSocket-Protocol", asked))))
    talks.append(talk)
    socket = web.WebSocketResponse(protocols=protocols, max_msg_size=1 << 26)
    await socket.prepare(request)

    async def forth() -> None:
        while (raw := await socket.receive()).type not in _SOCKET_ENDS:
            talk.frames.append(raw.data)
            await (upstream.send_str if isinstance(raw.data, str) else upstream.send_bytes)(raw.data)
        await upstream.close()

    async with session.ws_connect(
        seed.target, headers=headers, protocols=protocols, max_msg_size=0
    ) as upstream:
        sending = asyncio.ensure_future(forth())
        with contextlib.suppress(ConnectionError):
            while (raw := await upstream.receive()).type not in _SOCKET_ENDS:
                await (socket.send_str if isinstance(raw.data, str) else socket.send_bytes)(raw.data)
        await socket.close(code=upstream.close_code or 1000)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    return socket
