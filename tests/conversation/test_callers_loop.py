"""In the asynchronous methods other people's sources and sinks run on the loop of who awaits them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from voicelab import Session
from voicelab.audio.sinks import NullSink
from voicelab.errors import DeviceError
from voicelab.events import Failed, SessionEnded
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

SOUND = utterances(1).to_pcm()


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=lambda _: "What is it?")) as embedded:
        yield embedded


@pytest.fixture
async def session(running: EmbeddedServices) -> AsyncIterator[Session]:
    session = Session(services=running.services, log=False)
    yield session
    await session.aclose()


class QueuedSource:
    """Gives what comes by a queue of the test's loop, as from a websocket."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.closed_on: list[asyncio.AbstractEventLoop] = []

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        try:
            while (chunk := await self.queue.get()) is not None:
                yield chunk
        finally:
            self.closed_on.append(asyncio.get_running_loop())


class QueuedSink(NullSink):
    """Hands what sounds to a player on the test's loop, by a short queue, and waits until that has it."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=2)
        self.threads: list[threading.Thread] = []
        self.calls: list[str] = []

    async def begin(self, sample_rate_hz: int) -> None:
        self.calls.append("begin")
        self.threads.append(threading.current_thread())

    async def write(self, pcm: bytes) -> None:
        await self.queue.put(pcm)

    async def drain(self) -> None:
        await self.queue.join()
        self.calls.append("drain")

    async def flush(self) -> None:
        self.calls.append("flush")

    async def play(self) -> None:
        while await self.queue.get():
            self.queue.task_done()


@contextlib.asynccontextmanager
async def played() -> AsyncIterator[QueuedSink]:
    sink = QueuedSink()
    player = asyncio.create_task(sink.play())
    yield sink
    player.cancel()


async def test_a_source_and_a_sink_may_wait_for_queues_of_the_callers_loop(session: Session) -> None:
    source = QueuedSource()
    async with played() as sink:
        talk = asyncio.create_task(session.atalk(source, sink))
        await asyncio.sleep(0.05)
        for start in range(0, len(SOUND), 6_400):
            source.queue.put_nowait(SOUND[start : start + 6_400])
            await asyncio.sleep(0)
        source.queue.put_nowait(None)
        assert await talk == "end-of-input"

    (exchange,) = session.log.exchanges()
    assert (exchange.outcome, exchange.error_message) == ("completed", None)
    assert source.closed_on == [asyncio.get_running_loop()]
    assert sink.threads == [threading.current_thread()]
    assert sink.calls == ["begin", "drain"]


async def test_what_is_asked_in_a_conversation_sounds_on_the_loop_of_its_sink(session: Session) -> None:
    async with played() as sink:
        await session.astart(QueuedSource(), sink)
        assert (await asyncio.to_thread(session.ask, "What is it?")).outcome == "completed"
        assert (await session.aask("What is it?", sink=sink)).outcome == "completed"
        await session.apreview(text="Hello.", sink=sink)
        await session.stop()

    assert sink.threads == [threading.current_thread()] * 3
    assert sink.calls == ["begin", "drain"] * 3


async def test_a_plain_method_on_that_loop_is_told_to_be_awaited(session: Session) -> None:
    async with played() as sink:
        await session.astart(QueuedSource(), sink)
        began = time.monotonic()
        exchange = session.ask("What is it?")
        assert time.monotonic() - began < 5
        assert exchange.error_code == "sink-failed"
        assert exchange.error_message is not None
        assert "its event loop is at rest" in exchange.error_message
        assert "await the asynchronous form, such as `aask`" in exchange.error_message
        assert (await session.aask("And then?")).outcome == "completed"
        assert sink.calls == ["begin", "flush", "begin", "drain"], "it is told what it missed"


async def test_a_plain_close_on_that_loop_waits_for_no_source_of_it(session: Session) -> None:
    source = QueuedSource()
    await session.astart(source)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    session.close()
    assert time.monotonic() - began < 4
    while not source.closed_on:
        await asyncio.sleep(0.01)
    assert source.closed_on == [asyncio.get_running_loop()]


async def test_a_talk_that_is_cancelled_closes_its_source(session: Session) -> None:
    source = QueuedSource()
    talk = asyncio.create_task(session.atalk(source))
    await asyncio.sleep(0.1)
    talk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await talk
    assert source.closed_on == [asyncio.get_running_loop()]
    assert session.state == "ended"


async def blocking() -> AsyncGenerator[bytes, None]:
    while True:
        time.sleep(0.02)
        yield bytes(640)


async def greedy() -> AsyncGenerator[bytes, None]:
    while True:
        yield bytes(64_000)


@pytest.mark.parametrize("source", [blocking, greedy])
async def test_a_source_that_never_awaits_gives_way_after_each_chunk(session: Session, source: Any) -> None:
    await session.astart(source())
    for _ in range(5):
        await asyncio.sleep(0.01)  # comes back only if the loop is given way
    await session.stop()
    assert session.state == "ended"


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, OSError, asyncio.CancelledError])
async def test_what_a_source_raises_ends_its_talk_and_not_the_loop(
    session: Session, error: type[BaseException]
) -> None:
    async def failing() -> AsyncGenerator[bytes, None]:
        yield bytes(640)
        raise error("unplugged")

    with pytest.raises(DeviceError) as raised:
        await session.atalk(failing())
    assert raised.value.code == "source-failed"
    assert (await session.aask("What is it?")).outcome == "completed"


class FailingSink(NullSink):
    """Raises what it is given, at the first piece of a reply."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    async def write(self, pcm: bytes) -> None:
        raise self._error


@pytest.mark.parametrize("error", [SystemExit(1), OSError("unplugged"), asyncio.CancelledError()], ids=repr)
async def test_what_a_sink_raises_fails_its_turn_and_not_the_loop(
    session: Session, error: BaseException
) -> None:
    assert (await session.aask("What is it?", sink=FailingSink(error))).error_code == "sink-failed"


def test_a_conversation_whose_loop_has_ended_says_so(running: EmbeddedServices) -> None:
    with Session(services=running.services, log=False) as session:
        events = EventRecorder(session)

        async def begin_and_leave() -> None:
            await session.astart(QueuedSource(), NullSink())
            await asyncio.sleep(0.05)

        asyncio.run(begin_and_leave())
        events.wait(lambda seen: SessionEnded("failed") in seen)
        [error] = [event.error for event in events.events if isinstance(event, Failed)]

    assert "look what it waits for, and if its loop goes on" in str(error)


def test_a_plain_method_gives_a_sink_a_thread_of_its_own(running: EmbeddedServices) -> None:
    sink = NotingSink()
    with Session(services=running.services, log=False) as session:
        asyncio.run(session.aask("What is it?", sink=sink))
        assert session.ask("What is it?", sink=sink).outcome == "completed"
    assert [thread.name for thread in sink.threads] == [threading.main_thread().name, "voicelab-sink"]


class NotingSink(NullSink):
    """Notes on which threads it was begun."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    async def begin(self, sample_rate_hz: int) -> None:
        self.threads.append(threading.current_thread())
