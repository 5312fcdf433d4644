"""Connections that keep the server waiting, and more of them than it holds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.embedded.clients import engines
from voicelab.embedded.limits import ServerLimits
from voicelab.embedded.server import EmbeddedServer

_SOON = 10.0
HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
VOICES = "GET /cognitiveservices/voices/list HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@contextlib.asynccontextmanager
async def serving(limits: ServerLimits) -> AsyncIterator[EmbeddedServer]:
    server = EmbeddedServer(engines(), limits=limits)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def answer_to(server: EmbeddedServer, *pieces: str, every: float = 0.05) -> bytes:
    """Send pieces, one after the other; return all that comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)

    async def send() -> None:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece.encode())
                await writer.drain()
                await asyncio.sleep(every)

    sending = asyncio.ensure_future(send())
    try:
        return await asyncio.wait_for(all_of(reader), _SOON)
    finally:
        sending.cancel()
        writer.close()


async def all_of(reader: asyncio.StreamReader) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65_536):
            received += piece
    return received


async def test_headers_that_do_not_come_end_the_connection() -> None:
    async with serving(ServerLimits(head_seconds=0.15)) as server:
        assert await answer_to(server) == b""
        assert await answer_to(server, HEAD, *["X: y\r\n"] * 1_000) == b""


async def test_the_headers_of_a_later_request_are_waited_for_as_long_as_those_of_the_first() -> None:
    async with serving(ServerLimits(head_seconds=0.15)) as server:
        first = VOICES + f"api-key: {server.key}\r\n\r\n"
        received = await answer_to(server, first, "G", *["E"] * 1_000)
        assert received.startswith(b"HTTP/1.1 200")


async def test_a_connection_may_be_silent_between_its_requests() -> None:
    async with serving(ServerLimits(head_seconds=0.2)) as server:
        request = VOICES + f"api-key: {server.key}\r\n"
        received = await answer_to(server, request + "\r\n", request + "Connection: close\r\n\r\n", every=0.4)
        assert received.count(b"HTTP/1.1 200") == 2


async def test_a_body_that_does_not_come_ends_the_connection() -> None:
    async with serving(ServerLimits(body_seconds=0.15)) as server:
        head = HEAD + f"api-key: {server.key}\r\nContent-Length: 100\r\n\r\n"
        assert await answer_to(server, head, *["{"] * 50) == b""


async def test_without_the_key_no_body_is_waited_for_and_no_connection_kept() -> None:
    async with serving(ServerLimits()) as server:
        received = await answer_to(server, HEAD + "Content-Length: 100\r\n\r\n{")
        assert received.startswith(b"HTTP/1.1 401")


async def test_a_client_that_reads_nothing_is_cut() -> None:
    async with serving(ServerLimits(unread_seconds=0.15)) as server:
        _reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1)
        requests = (VOICES + f"api-key: {server.key}\r\n\r\n") * 100

        async def ask_on() -> None:
            while True:
                writer.write(requests.encode())
                await writer.drain()

        with pytest.raises(ConnectionError):
            await asyncio.wait_for(ask_on(), _SOON)
        writer.close()


async def test_a_websocket_on_which_nothing_is_sent_is_closed_with_a_reason() -> None:
    async with serving(ServerLimits(idle_seconds=0.15)) as server, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{server.port}/cognitiveservices/websocket/v1"
        async with session.ws_connect(address, headers={"api-key": server.key}) as socket:
            closed = await asyncio.wait_for(socket.receive(), _SOON)
            assert (closed.data, closed.extra) == (1001, "Nothing was sent for 0 s: the connection was idle.")


@pytest.mark.parametrize("behind", ["", "GET / HT"], ids=["nothing", "the beginning of another request"])
async def test_a_connection_on_which_nothing_more_is_sent_behind_a_request_ends(behind: str) -> None:
    async with serving(ServerLimits(idle_seconds=0.15)) as server:
        received = await answer_to(server, f"{VOICES}api-key: {server.key}\r\n\r\n{behind}")
        assert received.startswith(b"HTTP/1.1 200")


async def test_a_connection_too_many_is_answered_429_and_another_one_is_taken_later() -> None:
    async with serving(ServerLimits(connections=1)) as server:
        request = VOICES + f"api-key: {server.key}\r\n"
        _, held = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(0.05)
        received = await answer_to(server, request + "\r\n")
        assert received.startswith(b"HTTP/1.1 429 Too Many Requests")
        assert b"\r\nRetry-After: 1\r\n" in received
        assert b"Too many connections are open" in received
        held.close()
        await held.wait_closed()
        await asyncio.sleep(0.05)
        received = await answer_to(server, request + "Connection: close\r\n\r\n")
        assert received.startswith(b"HTTP/1.1 200")
