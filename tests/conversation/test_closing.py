"""What a session leaves behind when it is closed, or when nobody holds it any more."""

from __future__ import annotations

import gc
import weakref

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.errors import ConfigurationError
from voicelab.events import SessionEnded, StateChanged
from voicelab.testing import EmbeddedServices


def test_a_closed_session_says_so(scripted: EmbeddedServices) -> None:
    session, closed = Session(services=scripted.services, log=False), list[str]()
    session.on_close(lambda: closed.append("told"))
    session.on_close(lambda: closed.append("no longer wanted"))()
    session.ask("What is it?")
    assert closed == []
    session.close()
    session.close()
    session.on_close(lambda: closed.append("told late"))

    assert closed == ["told", "told late"]
    assert session.state == "closed"
    assert repr(session) == f"<Session {session.id}: closed, 1 exchanges>"
    with pytest.raises(ConfigurationError, match="This session is closed"):
        session.ask("What is it?")


def test_nothing_comes_after_the_end_of_a_conversation_that_closing_ends(scripted: EmbeddedServices) -> None:
    session = Session(services=scripted.services, log=False)
    events = EventRecorder(session)
    session.start(PushSource())
    session.close()

    assert events.events[-2:] == [StateChanged("ended"), SessionEnded("stopped")]


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
