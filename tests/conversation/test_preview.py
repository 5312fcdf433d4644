"""A preview shares the speaker with replies, and is not taken for the user."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from tests.players import TimedSink
from voicelab import Session
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import PushSource
from voicelab.errors import ConfigurationError, DeviceError
from voicelab.events import HypothesisHeard, StateChanged
from voicelab.testing import ScriptedEngines, embedded_services


@pytest.fixture
def session() -> Iterator[Session]:
    """A session whose log is in memory."""
    script = ScriptedEngines(reply="A reply, spoken in full.")
    with embedded_services(script) as embedded, Session(services=embedded.services, log=False) as session:
        yield session


def preview_in_background(session: Session, sink: TimedSink) -> threading.Thread:
    previewing = threading.Thread(target=lambda: session.preview(sink=sink))
    previewing.start()
    return previewing


def test_a_preview_sounds_and_is_no_turn(session: Session) -> None:
    events, sink = EventRecorder(session), TimedSink()
    sample = session.preview(text="Hello there.", sink=sink)

    assert sink.replies == [sample.to_pcm()]
    assert events.events == [StateChanged("speaking"), StateChanged("idle")]
    assert len(session.log) == 0


def test_the_microphone_does_not_hear_a_preview(session: Session) -> None:
    events, source, sink = EventRecorder(session), PushSource(), TimedSink("cancelled")
    session.settings = session.settings.replace(barge_in=True)
    session.start(source, sink)
    previewing = preview_in_background(session, sink)
    events.wait_state("speaking")
    source.push(utterances(1).to_pcm())
    previewing.join(10)
    source.end()
    events.wait_state("ended")

    assert not events.of(HypothesisHeard)
    assert len(session.log) == 0


def test_a_reply_waits_for_the_preview_and_a_preview_for_the_reply(session: Session) -> None:
    events, sink = EventRecorder(session), TimedSink()
    previewing = preview_in_background(session, sink)
    events.wait_state("speaking")
    asking = threading.Thread(target=lambda: session.ask("What is it?", sink=sink))
    asking.start()
    events.wait_state("speaking", times=2)
    previewing.join(0)
    assert not previewing.is_alive()
    again = preview_in_background(session, sink)
    asking.join(20)
    again.join(20)

    assert sink.flushed_at == []
    lengths = [len(reply) for reply in sink.replies]
    assert lengths[0] == lengths[2] != lengths[1]
    assert session.log.df["outcome"].tolist() == ["completed"]


@pytest.mark.parametrize("end", [Session.interrupt, Session.close])
def test_a_preview_is_cut_by_what_cuts_a_reply(session: Session, end: Any) -> None:
    events, sink = EventRecorder(session), TimedSink()
    previewing = preview_in_background(session, sink)
    events.wait_state("speaking")
    end(session)
    previewing.join(5)

    assert not previewing.is_alive()
    assert len(sink.flushed_at) == 1


def test_a_preview_on_a_sink_that_fails_is_told_and_holds_up_nothing(session: Session) -> None:
    class FailingSink(NullSink):
        async def write(self, pcm: bytes) -> None:
            raise OSError("unplugged")

    with pytest.raises(DeviceError, match="OSError: unplugged"):
        session.preview(sink=FailingSink())
    with pytest.raises(ValueError, match="a sink has the methods"):
        session.preview(sink="speaker")  # type: ignore[arg-type]
    assert session.ask("What is it?").outcome == "completed"


async def test_a_preview_that_waits_is_refused_by_a_session_that_is_closed(session: Session) -> None:
    events, sink = EventRecorder(session), TimedSink()
    asking = asyncio.ensure_future(session.aask("What is it?", sink=sink))
    await asyncio.to_thread(events.wait_state, "speaking")
    previewing = asyncio.ensure_future(session.apreview(sink=sink))
    await asyncio.sleep(0.5)
    await session.aclose()
    await asking
    with pytest.raises(ConfigurationError, match="closed"):
        await previewing
    assert len(sink.replies) == 1
