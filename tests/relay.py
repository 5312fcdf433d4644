"""A relay: passes connections on to a port, and counts them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

__all__ = ["relay_to"]


@contextlib.asynccontextmanager
async def relay_to(
    port: int, *, silent: int = 0, flowing: asyncio.Event | None = None
) -> AsyncIterator[tuple[int, list[Any]]]:
    """Pass connections on to a port; give the port that does, and the connections that were made.

    Parameters
    ----------
    silent
        How many of the first connections are taken and never answered.
    flowing
        While it is not set, nothing is read at either end.
    """
    connections: list[Any] = []

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
        with contextlib.suppress(ConnectionError):  # either end may leave as it likes
            while data := await reader.read(65_536):
                if flowing is not None:
                    await flowing.wait()
                if writer is not None:
                    writer.write(data)
        if writer is not None:
            await close(writer)

    async def close(writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.current_task())
        if len(connections) <= silent:
            await copy(reader, None)
            await close(writer)
            return
        back, forth = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, forth), copy(back, writer))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], connections
        await asyncio.gather(*connections)
