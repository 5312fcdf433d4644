"""Live conversations with sources and sinks that are odd in what they raise, swallow or lack."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.conversation import listener, live
from voicelab.errors import DeviceError
from voicelab.event_loop import submit
from voicelab.events import Failed, Notice, SessionEnded
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    """Services that understand one question."""
    with embedded_services(ScriptedEngines(transcripts=["What is it?"], reply="It is this.")) as running:
        yield running


class StubbornSource:
    """Goes on though it is cancelled: at the next sound, or never.

    Parameters
    ----------
    is_silent
        Whether it gives nothing more.
    """

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent = is_silent

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        until = time.monotonic() + 3.0
        while time.monotonic() < until:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.5)
            if not self._is_silent:
                yield silence(seconds=0.02).to_pcm()


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_source_that_does_not_let_itself_be_cancelled_holds_up_no_end(
    embedded: EmbeddedServices, is_silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_SOURCE_SECONDS", 1.0)
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        session.start(StubbornSource(is_silent=is_silent))
        events.wait_state("listening")
        began = time.monotonic()
        session.stop().wait(10)
        assert time.monotonic() - began < 2.5
        assert session.talk(["What is it?"]) == "end-of-input"

    assert SessionEnded("stopped") in events.events


class CancelledSource:
    """Awaits what somebody cancelled."""

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        yield utterances(1).to_pcm()
        cancelled = asyncio.ensure_future(asyncio.sleep(9))
        cancelled.cancel()
        await cancelled


def test_a_source_that_is_cancelled_from_within_has_failed(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        with pytest.raises(DeviceError, match="The source cancelled itself"):
            session.talk(CancelledSource())

        assert session.log.df["outcome"].tolist() == ["completed", "failed"]
    assert [event.error.code for event in events.events if isinstance(event, Failed)] == ["source-failed"]


class BareSink:
    """Has the four methods and nothing else."""

    def __init__(self) -> None:
        self.written = 0

    async def begin(self, sample_rate_hz: int) -> None:
        pass

    async def write(self, pcm: bytes) -> None:
        self.written += len(pcm)

    async def drain(self) -> None:
        pass

    async def flush(self) -> None:
        pass


class FailingFacts(BareSink):
    """Fails to say how much was heard."""

    echo = "loud"
    first_heard_at = "now"

    @property
    def heard_seconds(self) -> float:
        raise OSError("the device is gone")


@pytest.mark.parametrize("kind", [BareSink, FailingFacts])
@pytest.mark.parametrize("barge_in", [False, True])
def test_a_sink_that_says_nothing_of_itself_plays_all_the_same(
    embedded: EmbeddedServices, kind: type[BareSink], barge_in: bool
) -> None:
    sink: Any = kind()
    source = PushSource()
    source.push(utterances(2).to_pcm())
    source.end()
    with Session(services=embedded.services, log=False, barge_in=barge_in) as session:
        assert session.talk(source, sink) == "end-of-input"
        outcomes = set(session.log.df["outcome"])
        assert outcomes <= {"completed", "interrupted"}
        assert all(exchange.latency.first_heard_seconds is None for exchange in session.log.exchanges())
    assert sink.written > 0


def test_a_source_without_any_sound_is_told(scripted: EmbeddedServices) -> None:
    source = PushSource()
    source.end()
    with Session(services=scripted.services, log=False) as session:
        events = EventRecorder(session)
        assert session.talk(source) == "end-of-input"
        with pytest.raises(DeviceError, match="this source has ended; make a new one"):
            session.talk(source)
    [notice] = [event for event in events.events if isinstance(event, Notice)]
    assert (notice.code, notice.message[:36]) == ("no-sound", "The source ended and gave no sound. ")


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


def test_a_source_that_ends_by_being_stopped_needs_no_notice(scripted: EmbeddedServices) -> None:
    class Muted:
        ends_by_user = True

        async def chunks(self) -> AsyncGenerator[bytes, None]:
            for nothing in list[bytes]():
                yield nothing

    with Session(services=scripted.services, log=False) as session:
        events = EventRecorder(session)
        source = PushSource()
        session.start(source)
        submit(_until(lambda: source._is_read)).result(10)
        stopping = session.stop()
        source.end()
        stopping.wait()
        assert session.talk(Muted()) == "end-of-input"
    assert [event for event in events.events if isinstance(event, Notice)] == []


def test_stop_ends_a_conversation_that_waits_for_the_last_to_end(scripted: EmbeddedServices) -> None:
    first, second = PushSource(), PushSource()
    with Session(services=scripted.services, log=False) as session:
        events = EventRecorder(session)
        session.start(first)
        session.stop()
        waiting = submit(session.atalk(second))
        session.stop().wait()
        assert waiting.result(10) == "stopped"
        reasons = [event.reason for event in events.events if isinstance(event, SessionEnded)]
        assert reasons == ["stopped", "stopped"]


def test_a_source_that_waits_for_another_event_loop_is_told(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_SILENT_SECONDS", 0.1)

    async def waiting() -> AsyncGenerator[bytes, None]:
        await asyncio.Event().wait()
        yield b""

    with Session(services=scripted.services, log=False) as session:
        events = EventRecorder(session)
        session.start(waiting())
        events.wait(lambda seen: any(isinstance(event, Notice) for event in seen))
        session.stop().wait()
    [notice] = [event for event in events.events if isinstance(event, Notice)]
    assert "await atalk or astart there, or push the sound into a PushSource" in notice.message
