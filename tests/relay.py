"""A relay: passes connections on to a port, and counts them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from typing import Any

__all__ = ["relay_to"]


@contextlib.asynccontextmanager
async def relay_to(
    port: int,
    *,
    silent: int = 0,
    flowing: asyncio.Event | None = None,
    stalled: Collection[Any] = (),
) -> AsyncIterator[tuple[int, list[Any]]]:
    """Pass connections on to a port; give the port that does, and the connections that were made.

    Parameters
    ----------
    silent
        How many of the first connections are taken and never answered.
    flowing
        While it is not set, nothing is read at either end.
    stalled
        Of the connections: what comes over these goes nowhere, and neither end is told.
    """
    connections: list[Any] = []

    async def copy(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None, connection: Any = None
    ) -> None:
        with contextlib.suppress(ConnectionError):  # either end may leave as it likes
            while data := await reader.read(65_536):
                if flowing is not None:
                    await flowing.wait()
                if writer is not None and connection not in stalled:
                    writer.write(data)
        if writer is not None:
            await close(writer)

    async def close(writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        connections.append(connection)
        if len(connections) <= silent:
            await copy(reader, None)
            await close(writer)
            return
        back, forth = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, forth, connection), copy(back, writer, connection))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], connections
        await asyncio.gather(*connections)
