"""Sinks that play like a loudspeaker: as long as it would, or only so much."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from voicelab import Exchange, Session
from voicelab.audio.sinks import Echo, NullSink


class TimedSink:
    """Plays in real time, silently, and knows how much of each reply was heard."""

    def __init__(self, echo: Echo = "none") -> None:
        self.echo: Echo = echo
        self.replies: list[bytes] = []
        self.flushed_at: list[float] = []
        self.written_after_flush = 0
        self._rate = 24_000
        self._started: float | None = None
        self._stopped: float | None = None

    async def begin(self, sample_rate_hz: int) -> None:
        self._rate, self._started, self._stopped = sample_rate_hz, None, None
        self.replies.append(b"")

    async def write(self, pcm: bytes) -> None:
        if self._stopped is not None:
            self.written_after_flush += len(pcm)
            return
        if self._started is None:
            self._started = time.monotonic()
        self.replies[-1] += pcm

    async def drain(self) -> None:
        if self._started is not None:
            left = self._started + self._written_seconds - time.monotonic()
            await asyncio.sleep(max(0.0, left))

    async def flush(self) -> None:
        self._stopped = time.monotonic()
        self.flushed_at.append(self._stopped)

    @property
    def heard_seconds(self) -> float | None:
        if self._started is None:
            return 0.0
        until = self._stopped if self._stopped is not None else time.monotonic()
        return min(self._written_seconds, until - self._started)

    @property
    def first_heard_at(self) -> float | None:
        return self._started

    @property
    def _written_seconds(self) -> float:
        return len(self.replies[-1]) / (2 * self._rate) if self.replies else 0.0


class StuckSink(NullSink):
    """Plays so much of a reply, and then no more."""

    def __init__(self, heard_seconds: float) -> None:
        self.heard_seconds = heard_seconds
        self.is_given = threading.Event()

    async def write(self, pcm: bytes) -> None:
        self.is_given.set()

    async def drain(self) -> None:
        await asyncio.Event().wait()


def interrupted_reply(session: Session, text: str, heard_seconds: float) -> Exchange:
    """Ask for a reply, and interrupt it when so much of it was heard."""
    sink = StuckSink(heard_seconds)
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(session.ask, text, sink=sink)
        assert sink.is_given.wait(30.0)
        session.interrupt()
        return asking.result(30.0)
