"""How soon a reply is silent that the user speaks over, and whether the next one pays for it."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field

from benchmarks.clients.client import Place, Reply
from benchmarks.clients.microphone import Microphone
from benchmarks.clients.voicelab_live import VoicelabClient
from benchmarks.document import milliseconds, put, table
from benchmarks.services import ServicesApart
from benchmarks.summary import Summary
from benchmarks.utterance import question
from voicelab.audio.sinks import NullSink
from voicelab.events import Event, HypothesisHeard

_HEARD_SECONDS = 0.5
"""How much of a reply is heard before the user speaks over it."""


@dataclass
class _Times:
    """Seconds, turn by turn."""

    silent_after: list[float] = field(default_factory=list)
    """From the hypothesis that cuts to the sink's being asked to be silent."""
    last_sample_after: list[float] = field(default_factory=list)
    """From the same to the last sample that the sink was handed."""
    undisturbed: list[float] = field(default_factory=list)
    """From the end of speech to the first sample of a reply, the one before having ended by itself."""
    after_a_cut: list[float] = field(default_factory=list)
    """The same, the one before having been cut."""


class _Speaker(NullSink):
    """Is busy with a reply until it is asked to be silent, and notes what it is given when."""

    def __init__(self) -> None:
        self.holds = True
        self.begun: asyncio.Queue[float] = asyncio.Queue()
        self.last_write_at = self.silent_at = 0.0
        self._first = True

    def bind(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def begin(self, sample_rate_hz: int) -> None:
        self._first, self._held, self._silent = True, self.holds, asyncio.Event()

    async def write(self, pcm: bytes) -> None:
        now = time.monotonic()
        if self._first:
            self._first = False
            self._loop.call_soon_threadsafe(self.begun.put_nowait, now)
        if self._held:
            self.last_write_at = now

    async def drain(self) -> None:
        if self._held:
            await self._silent.wait()

    async def flush(self) -> None:
        self.silent_at = time.monotonic()
        self._silent.set()


class _Interrupter(VoicelabClient):
    def __init__(self) -> None:
        super().__init__(barge_in=True)
        self.sink = self.speaker = _Speaker()
        self.hypothesis_at: float | None = None

    def expect(self, *, holds: bool) -> None:
        """Get ready for a reply, with which the speaker is busy until it is cut, or only while it comes."""
        self.reply, self.speaker.holds, self.hypothesis_at = Reply(), holds, None

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        if isinstance(event, HypothesisHeard) and self.hypothesis_at is None:
            self.hypothesis_at = time.monotonic()


async def _interrupt(place: Place, turns: int) -> _Times:
    client, times, speech = _Interrupter(), _Times(), question().to_pcm()
    client.speaker.bind()
    await client.open(place)
    async with Microphone(client.hear) as microphone:
        for _ in range(turns):
            client.expect(holds=True)
            ended_at = await microphone.say(speech)
            times.undisturbed.append(await client.speaker.begun.get() - ended_at)
            await asyncio.sleep(_HEARD_SECONDS)
            client.expect(holds=False)
            cutting = asyncio.ensure_future(microphone.say(speech))
            began_at, ended_at = await client.speaker.begun.get(), await cutting
            assert client.hypothesis_at is not None
            times.silent_after.append(client.speaker.silent_at - client.hypothesis_at)
            times.last_sample_after.append(max(0.0, client.speaker.last_write_at - client.hypothesis_at))
            times.after_a_cut.append(began_at - ended_at)
            await client.reply.until_over()
    await client.close()
    return times


def main(turns: int) -> None:
    with ServicesApart() as services, tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        times = asyncio.run(_interrupt(Place(**services.place), turns))
    rows = []
    for name, measured in (
        ("hypothesis to silence ordered", times.silent_after),
        ("hypothesis to the last sample handed out", times.last_sample_after),
        ("end of speech to first audio, undisturbed", times.undisturbed),
        ("end of speech to first audio, after a cut", times.after_a_cut),
    ):
        summary = Summary.of(measured)
        rows.append([name, milliseconds(summary.median), milliseconds(summary.p95)])
    head = ["", "median, ms", "p95, ms"]
    print(table(head, rows))
    put("barge-in", table(head, rows))
