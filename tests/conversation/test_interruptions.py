"""Interruptions at odd moments lose no row, and spoil no turn after them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from tests.players import TimedSink
from voicelab import Services, Session, SpeechService
from voicelab.audio.sources import PushSource
from voicelab.errors import ConfigurationError
from voicelab.events import Event, ExchangeLogged, Failed, SessionEnded, UtteranceHeard
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services, speech

LONG = "One mountain follows the next. " * 20


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    """Services that take half a minute to say their reply."""
    with embedded_services(ScriptedEngines(transcripts=["What is it?"], reply=LONG)) as running:
        yield running


def test_turns_after_a_double_interruption_have_all_their_sound(embedded: EmbeddedServices) -> None:
    sink = TimedSink()
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        whole = session.ask("Tell me.").spoken
        assert whole is not None
        for count in range(2, 12, 2):
            asking = threading.Thread(target=lambda: session.ask("Tell me.", sink=sink))
            asking.start()
            events.wait_state("speaking", times=count)
            session.interrupt()
            session.interrupt()
            asking.join(10)
            after = session.ask("Tell me.")
            events.wait_state("speaking", times=count + 1)
            assert (after.outcome, after.error_code) == ("completed", None)
            assert after.spoken is not None
            assert after.spoken.duration_seconds == pytest.approx(whole.duration_seconds, rel=0.05)


async def test_a_turn_that_is_cancelled_while_it_is_logged_is_logged(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    path = tmp_path / "log.sqlite"
    with Session(services=embedded.services, log=path) as session:
        events = EventRecorder(session)
        with contextlib.closing(sqlite3.connect(path)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            asking = asyncio.ensure_future(session.aask("Tell me."))
            await asyncio.to_thread(events.wait_state, "speaking")
            await asyncio.sleep(0.5)  # the reply is made, and its row waits for the other writer
            asking.cancel()
            await asyncio.sleep(0.1)
            writer.rollback()
        await asyncio.to_thread(events.wait_exchanges, 1)
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert len(session.log) == len(session.history) == 1
        assert sum(isinstance(event, ExchangeLogged) for event in events.events) == 1


def test_closing_while_inputs_are_read_begins_nothing(embedded: EmbeddedServices) -> None:
    may_read, failures = threading.Event(), []

    def inputs() -> Iterator[str]:
        may_read.wait(10)
        yield "What is it?"

    session = Session(services=embedded.services, log=False)
    events = EventRecorder(session)

    def talk() -> None:
        try:
            session.talk(inputs())
        except ConfigurationError as error:
            failures.append(error.code)

    talking = threading.Thread(target=talk)
    talking.start()
    session.close()
    may_read.set()
    talking.join(10)

    assert failures == ["closed"]
    assert events.events == []


def test_a_conversation_goes_on_though_its_session_is_held_by_nobody(embedded: EmbeddedServices) -> None:
    source = PushSource()

    def begin() -> tuple[weakref.ref[Session], EventRecorder]:
        session = Session(services=embedded.services, log=False)
        events = EventRecorder(session)
        session.start(source)
        return weakref.ref(session), events

    session, events = begin()
    gc.collect()
    source.push(utterances(1).to_pcm())
    events.wait_exchanges(1)
    kept = session()
    assert kept is not None
    source.end()
    events.wait(lambda events: SessionEnded("end-of-input") in events)
    kept.close()


def test_an_error_that_ends_a_recorded_conversation_is_emitted_once(embedded: EmbeddedServices) -> None:
    embedded.faults.add("recognition", Refuse(status=401, times=None))
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        assert session.talk([speech(seconds=0.6)]) == "failed"

    assert [event.error.code for event in events.events if isinstance(event, Failed)] == ["authentication"]


def test_recognition_that_cannot_even_begin_leaves_a_row_with_the_sound(embedded: EmbeddedServices) -> None:
    nowhere = SpeechService(host="ws://127.0.0.1:1", key="key")
    object.__setattr__(nowhere, "host", "no address")  # which the SDK refuses when it is to begin
    services = Services(speech=nowhere, completion=embedded.services.completion)
    sound = speech(seconds=0.6)
    with Session(services=services, log=False) as session:
        exchange = session.ask(sound)

    assert exchange.outcome == "failed"
    assert exchange.error_code
    assert exchange.heard == sound


def test_unsubscribing_twice_is_once(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False) as session:
        unsubscribe = session.subscribe(print)
        unsubscribe()
        unsubscribe()


def test_a_plain_method_in_a_subscriber_is_refused(embedded: EmbeddedServices) -> None:
    refusals: list[str] = []
    with Session(services=embedded.services, log=False) as session:

        def talk(event: Event) -> None:
            if isinstance(event, UtteranceHeard):
                with pytest.raises(RuntimeError) as raised:
                    session.talk(["And then?"])
                refusals.append(str(raised.value))

        session.subscribe(talk)
        session.ask("Tell me.")

    assert refusals == ["a plain method was called on the session's thread; await its asynchronous form"]
