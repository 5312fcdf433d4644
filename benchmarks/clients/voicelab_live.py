"""voicelab: a live conversation from a pushed microphone, measured at the sink."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from benchmarks.clients.client import Client, Place, serve
from voicelab import Session
from voicelab.audio.sinks import NullSink, Sink
from voicelab.audio.sources import PushSource
from voicelab.events import Event, ExchangeLogged
from voicelab.exchange.fields import Usage
from voicelab.services.services import Services


class VoicelabClient(Client):
    """A session as a notebook has it: with its history and its log on disk. Settings: as JSON."""

    def __init__(self, **settings: Any) -> None:
        self._settings = settings
        self.sink: Sink = _Sink(self)

    async def open(self, place: Place) -> None:
        services = Services.at_port(place.port, key=place.key, model=place.deployment)
        await self.start(services)

    async def start(self, services: Services) -> None:
        """Begin to talk with the services."""
        self._loop = asyncio.get_running_loop()
        self._session = Session(services=services, log="exchanges.sqlite", **self._settings)
        self._session.subscribe(self.on_event)
        self._source = PushSource()
        self._session.start(self._source, self.sink)
        # A person needs a moment between pressing Talk and speaking; connections open meanwhile.
        await asyncio.sleep(0.5)

    async def hear(self, pcm: bytes) -> None:
        self._source.push(pcm)

    async def close(self) -> None:
        await self._session.aclose()

    def interrupt(self) -> None:
        """Cut the running reply short."""
        self._session.interrupt()

    def on_event(self, event: Event) -> None:
        """Handle an event of the session, on its thread."""
        if isinstance(event, ExchangeLogged):
            self._loop.call_soon_threadsafe(self._end, event.exchange.usage)

    def _end(self, usage: Usage) -> None:
        self.reply.tokens += usage.completion_tokens or 0
        self.reply.discarded_tokens += usage.discarded_tokens or 0
        self.reply.end()


class _Sink(NullSink):
    def __init__(self, client: VoicelabClient) -> None:
        self._client = client

    async def write(self, pcm: bytes) -> None:
        self._client.reply.add_audio(pcm)

    async def flush(self) -> None:
        self._client.reply.cut()


if __name__ == "__main__":
    serve(VoicelabClient(**json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")))
