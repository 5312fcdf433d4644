"""What a session leaves behind when it is closed, or when nobody holds it any more."""

from __future__ import annotations

import gc
import weakref

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.errors import ConfigurationError
from voicelab.events import StateChanged
from voicelab.testing import EmbeddedServices


def test_a_closed_session_says_so(scripted: EmbeddedServices) -> None:
    session = Session(services=scripted.services, log=False)
    events = EventRecorder(session)
    session.ask("What is it?")
    session.close()
    session.close()

    assert session.state == "closed"
    assert repr(session) == f"<Session {session.id}: closed, 1 exchanges>"
    assert events.events[-1] == StateChanged("closed")
    assert events.events.count(StateChanged("closed")) == 1
    with pytest.raises(ConfigurationError, match="This session is closed"):
        session.ask("What is it?")


def test_closing_in_a_conversation_ends_it_first(scripted: EmbeddedServices) -> None:
    session = Session(services=scripted.services, log=False)
    events = EventRecorder(session)
    session.start(PushSource())
    session.close()

    states = [event.state for event in events.events if isinstance(event, StateChanged)]
    assert states == ["listening", "ended", "closed"]


def connections_of_a_dropped_session(embedded: EmbeddedServices) -> weakref.ref[Session]:
    """Converse in a session, and let go of it without closing it."""
    session = Session(services=embedded.services, log=False)
    events, source = EventRecorder(session), PushSource()
    session.start(source)
    source.push(utterances(1).to_pcm())
    events.wait_exchanges(1)
    session.stop().wait()
    return weakref.ref(session)


def test_a_session_that_nobody_holds_lets_go_of_its_connections(scripted: EmbeddedServices) -> None:
    dropped = connections_of_a_dropped_session(scripted)
    gc.collect()

    assert dropped() is None
    assert scripted.request_log.wait_for(lambda seen: not any(seen.open_connections.values()), 10)
