"""Connections of the tests: to the embedded services, by the SDK of each engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TypeVar, cast

from voicelab.realtime.events import RealtimeEvent
from voicelab.realtime.opening import open_connection
from voicelab.realtime.websocket_connection import WebsocketConnection
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices

WAIT_SECONDS = 15.0

E = TypeVar("E", bound=RealtimeEvent)


class Events:
    """A connection, and every event that came over it, in order."""

    def __init__(self, connection: WebsocketConnection) -> None:
        self.connection = connection
        self.all: list[RealtimeEvent] = []

    @property
    def order(self) -> list[type]:
        """The kinds of the events that came, each once, in the order of their first."""
        return list(dict.fromkeys(type(event) for event in self.all))

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.all if isinstance(event, kind)]

    async def until(self, kind: type[E]) -> E:
        """Return the next event of a kind; those ahead of it are kept."""
        while True:
            event = await asyncio.wait_for(self.connection.next(), WAIT_SECONDS)
            self.all.append(event)
            if isinstance(event, kind):
                return event


@contextlib.asynccontextmanager
async def connected(
    embedded: EmbeddedServices, settings: Settings, *, listens: bool = False
) -> AsyncIterator[Events]:
    """Open a connection, and have its session be as the settings say."""
    opened = await open_connection(embedded.services, settings, Timeouts())
    connection = cast(WebsocketConnection, opened)
    try:
        await connection.update(settings, listens=listens)
        yield Events(connection)
    finally:
        await connection.close()
