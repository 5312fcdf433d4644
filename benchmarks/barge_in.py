"""How soon a reply is silent that the user speaks over, by engine, and whether the next one pays for it."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field

from benchmarks.clients.client import Reply
from benchmarks.clients.microphone import Microphone
from benchmarks.clients.voicelab_live import VoicelabClient
from benchmarks.document import milliseconds, put, table
from benchmarks.services import FOUND_SECONDS, ServicesApart, kind_of
from benchmarks.summary import Summary
from benchmarks.utterance import question
from voicelab.audio.sinks import Echo, NullSink, Sink, first_heard_at_of, heard_seconds_of
from voicelab.exchange.fields import Usage
from voicelab.services.services import Services
from voicelab.settings.speech_to_speech import ENGINES

_HEARD_SECONDS = 0.5
"""How much of a reply is heard before the user speaks over it."""


@dataclass
class Interruptions:
    """Seconds, turn by turn."""

    silent_after: list[float] = field(default_factory=list)
    """From the first sample of what is said over a reply to the sink's being silent."""
    undisturbed: list[float] = field(default_factory=list)
    """From the end of speech to the first sample of a reply, the one before having ended by itself."""
    after_a_cut: list[float] = field(default_factory=list)
    """The same, the one before having been cut."""


class BusySink(NullSink):
    """Is busy with a reply until it is asked to be silent, where it is to be."""

    holds = True

    async def begin(self, sample_rate_hz: int) -> None:
        self._held, self._silent = self.holds, asyncio.Event()

    async def drain(self) -> None:
        if self._held:
            await self._silent.wait()

    async def flush(self) -> None:
        self._silent.set()


class WatchedSink:
    """Notes when another sink is given the first sound of a reply, and when it is silent."""

    echo: Echo = "none"
    """As with headphones: what is said over a reply is heard."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._first = True
        self.begun: asyncio.Queue[float] = asyncio.Queue()
        self.silent_at: float | None = None

    @property
    def heard_seconds(self) -> float | None:
        return heard_seconds_of(self._sink)

    @property
    def first_heard_at(self) -> float | None:
        return first_heard_at_of(self._sink)

    async def begin(self, sample_rate_hz: int) -> None:
        self._first = True
        await self._sink.begin(sample_rate_hz)

    async def write(self, pcm: bytes) -> None:
        if self._first:
            self._first = False
            self._loop.call_soon_threadsafe(self.begun.put_nowait, time.monotonic())
        await self._sink.write(pcm)

    async def drain(self) -> None:
        await self._sink.drain()

    async def flush(self) -> None:
        await self._sink.flush()
        self.silent_at = self.silent_at or time.monotonic()


class _Interrupter(VoicelabClient):
    def __init__(self, sink: Sink, engine: str) -> None:
        super().__init__(barge_in=True, engine=engine)
        self.busy = sink if isinstance(sink, BusySink) else None
        self.sink = self.speaker = WatchedSink(sink)
        self.logged: asyncio.Queue[Usage] = asyncio.Queue()

    def expect(self, *, holds: bool) -> None:
        """Get ready for a reply, with which the speaker is busy until it is cut, or only while it comes."""
        self.reply, self.speaker.silent_at = Reply(), None
        if self.busy is not None:
            self.busy.holds = holds

    def _end(self, usage: Usage) -> None:
        super()._end(usage)
        self.logged.put_nowait(usage)


async def interrupt(services: Services, sink: Sink, engine: str, turns: int) -> Interruptions:
    """Speak over as many replies."""
    client, times, speech = _Interrupter(sink, engine), Interruptions(), question().to_pcm()
    await client.start(services)
    async with Microphone(client.hear) as microphone:
        for _ in range(turns):
            client.expect(holds=True)
            ended_at = await microphone.say(speech)
            times.undisturbed.append(await client.speaker.begun.get() - ended_at)
            await asyncio.sleep(_HEARD_SECONDS)
            client.expect(holds=False)
            ended_at = await microphone.say(speech)
            began_at = await client.speaker.begun.get()
            assert client.speaker.silent_at is not None
            times.silent_after.append(client.speaker.silent_at - (ended_at - len(speech) / 32_000))
            times.after_a_cut.append(began_at - ended_at)
            if client.busy is None:
                await asyncio.to_thread(client.interrupt)
            for _ in range(2):
                await client.logged.get()
    await client.close()
    return times


def main(turns: int) -> None:
    rows = []
    for engine in ENGINES:
        kind = kind_of(engine)
        with ServicesApart(kind=kind) as services, tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            place = services.place
            where = Services.at_port(place["port"], key=place["key"], model="scripted")
            times = asyncio.run(interrupt(where, BusySink(), engine, turns))
        beyond = [seconds - FOUND_SECONDS[kind] for seconds in times.silent_after]
        measured = (times.silent_after, beyond, times.undisturbed, times.after_a_cut)
        summaries = [Summary.of(seconds) for seconds in measured]
        shown = (f"{milliseconds(each.median)} / {milliseconds(each.p95)}" for each in summaries)
        rows.append([f"`{engine}`", *shown])
        print(rows[-1], flush=True)
    head = [
        "median / p95, ms",
        "first sound over it to silence",
        "of it since the service's word",
        "end of speech to first audio, undisturbed",
        "the same, after a cut",
    ]
    print(table(head, rows))
    put("barge-in", table(head, rows))
