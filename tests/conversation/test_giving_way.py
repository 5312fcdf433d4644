"""Speech since the model began to think takes the place of its reply; a stop phrase ends at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.events import HypothesisHeard, Notice, SessionEnded, StateChanged
from voicelab.testing import (
    Delay,
    EmbeddedServices,
    Hang,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

SPOKEN = (silence(seconds=0.1) + speech(seconds=0.6) + silence(seconds=0.8)).to_pcm()
REPLY = "One mountain follows the next. " * 10


def services(*transcripts: str) -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=list(transcripts), reply=REPLY)) as running:
        yield running


@pytest.fixture
def asked_twice() -> Iterator[EmbeddedServices]:
    """Services that hear two questions."""
    yield from services("What is the capital of France?", "And of Spain?")


@pytest.fixture
def asked_and_stopped() -> Iterator[EmbeddedServices]:
    """Services that hear a question and the stop phrase."""
    yield from services("What is the capital of France?", "Stop.")


def test_speech_while_the_model_thinks_replaces_the_turn(asked_twice: EmbeddedServices) -> None:
    asked_twice.faults.add("completion", Hang())
    sink, source = TimedSink(), PushSource()
    with Session(services=asked_twice.services, log=False, barge_in=True) as session:
        events = EventRecorder(session)
        session.start(source, sink)
        source.push(SPOKEN)
        events.wait_state("thinking")
        assert asked_twice.request_log.wait_for(lambda seen: len(seen.chat_requests) == 1, 10)
        source.push(SPOKEN)
        events.wait_state("speaking")
        session.stop().wait()
        asked = asked_twice.request_log.chat_requests[-1]["messages"]

    assert session.log.df["outcome"].tolist() == ["interrupted", "interrupted"]
    assert session.log.df["heard_text"].tolist()[0] == ""
    assert [bool(reply) for reply in sink.replies] == [False, True]
    assert [message["role"] for message in asked] == ["system", "user"]
    assert asked[-1]["content"] == "What is the capital of France?\nAnd of Spain?"
    assert [event.code for event in events.events if isinstance(event, Notice)] == ["barge-in"]


def test_without_barge_in_what_is_said_meanwhile_is_answered_afterwards(
    asked_twice: EmbeddedServices,
) -> None:
    asked_twice.faults.add("completion", Delay(seconds=1.0))
    source = PushSource()
    with Session(services=asked_twice.services, log=False) as session:
        events = EventRecorder(session)
        session.start(source)
        source.push(SPOKEN)
        events.wait_state("thinking")
        source.push(SPOKEN)
        events.wait_exchanges(2)

    assert session.log.df["outcome"].tolist() == ["completed", "completed"]


def test_what_was_said_before_the_model_began_to_think_replaces_nothing(
    asked_twice: EmbeddedServices,
) -> None:
    source = PushSource()
    source.push(SPOKEN + SPOKEN)
    source.end()
    with Session(services=asked_twice.services, log=False, barge_in=True) as session:
        assert session.talk(source) == "end-of-input"

    assert session.log.df["outcome"].tolist() == ["completed", "completed"]


@pytest.mark.parametrize("barge_in", [False, True])
@pytest.mark.parametrize("moment", ["thinking", "speaking"])
def test_a_stop_phrase_ends_the_conversation_at_once(
    asked_and_stopped: EmbeddedServices, moment: str, barge_in: bool
) -> None:
    if moment == "thinking":
        asked_and_stopped.faults.add("completion", Hang())
    sink, source = TimedSink(), PushSource()
    with Session(services=asked_and_stopped.services, log=False, barge_in=barge_in) as session:
        events = EventRecorder(session)
        session.start(source, sink)
        source.push(SPOKEN)
        events.wait_state("thinking" if moment == "thinking" else "speaking")
        said_at = time.monotonic()
        source.push(SPOKEN)
        events.wait(lambda events: SessionEnded("stop-phrase") in events)

        assert time.monotonic() - said_at < 10.0, "the reply takes longer than that"
        assert session.log.df["outcome"].tolist() == ["interrupted"]
        assert events.events[-2:] == [StateChanged("ended"), SessionEnded("stop-phrase")]


def test_a_stop_phrase_silences_a_typed_turn_that_joined_the_conversation() -> None:
    with embedded_services(ScriptedEngines(transcripts=["Stop."], reply=REPLY)) as embedded:
        source = PushSource()
        with Session(services=embedded.services, log=False) as session:
            events = EventRecorder(session)
            session.start(source, TimedSink())
            asking = threading.Thread(target=lambda: session.ask("What is it?"))
            asking.start()
            events.wait_state("speaking")
            source.push(SPOKEN)
            events.wait(lambda events: SessionEnded("stop-phrase") in events)
            asking.join(5)

            assert not asking.is_alive()
            assert session.log.df["outcome"].tolist() == ["interrupted"]


def test_stopping_silences_a_typed_turn_that_joined_the_conversation(asked_twice: EmbeddedServices) -> None:
    with Session(services=asked_twice.services, log=False) as session:
        events = EventRecorder(session)
        session.start(PushSource(), TimedSink())
        asking = threading.Thread(target=lambda: session.ask("What is it?"))
        asking.start()
        events.wait_state("speaking")
        session.stop().wait()
        asking.join(5)

        assert not asking.is_alive()
        assert session.log.df["outcome"].tolist() == ["interrupted"]


def test_stopping_leaves_a_turn_alone_that_sounds_elsewhere(asked_twice: EmbeddedServices) -> None:
    asked_twice.faults.add("completion", Delay(seconds=1.0))
    outcomes: list[str] = []
    with Session(services=asked_twice.services, log=False) as session:
        events = EventRecorder(session)
        session.start(PushSource(), TimedSink())
        elsewhere = TimedSink()
        asking = threading.Thread(
            target=lambda: outcomes.append(session.ask("What is it?", sink=elsewhere).outcome)
        )
        asking.start()
        events.wait_state("thinking")
        session.stop().wait()
        events.wait_state("speaking")
        session.interrupt()
        asking.join(10)

    assert len(elsewhere.replies) == 1


def test_a_murmur_while_the_model_thinks_ends_in_spite_of_a_long_reply() -> None:
    """Nobody is heard while the reply sounds, but recognition's clock goes on: it comes to an end."""
    script = ScriptedEngines(transcripts=["What is it?", "Hm."], reply="A reply. " * 30)
    with embedded_services(script) as embedded:
        embedded.faults.add("completion", Delay(seconds=1.0))
        source, sink = PushSource(), TimedSink("cancelled")
        with Session(services=embedded.services, log=False) as session:
            events = EventRecorder(session)
            session.start(source, sink)
            source.push(SPOKEN)
            events.wait_state("thinking")
            source.push(speech(seconds=0.6).to_pcm())
            events.wait(lambda events: sum(isinstance(event, HypothesisHeard) for event in events) >= 3)
            events.wait_state("speaking")
            source.push(speech(seconds=2.0).to_pcm())
            assert embedded.request_log.wait_for(
                lambda seen: len(seen.sent("recognition", "speech.phrase")) == 2, 10
            )
            session.stop().wait()

        assert "Hm." in embedded.request_log.sent("recognition", "speech.phrase")[1].body
        assert [event for event in events.events if isinstance(event, Notice)] == []


def test_a_reply_that_the_user_repeats_afterwards_is_answered() -> None:
    repeated = "The cat sat on the mat."
    script = ScriptedEngines(
        transcripts=["Say a sentence.", repeated], reply=["Repeat after me: the cat sat on the mat.", "Good."]
    )
    with embedded_services(script) as embedded:
        source = PushSource()
        with Session(services=embedded.services, log=False) as session:
            events = EventRecorder(session)
            session.start(source, TimedSink("cancelled"))
            source.push(SPOKEN)
            events.wait_exchanges(1)
            events.wait_state("listening", times=2)
            source.push(SPOKEN)
            events.wait_exchanges(2)

        assert session.log.df["transcript"].tolist() == ["Say a sentence.", repeated]
        assert [event for event in events.events if isinstance(event, Notice)] == []


def test_who_listens_to_a_long_reply_is_not_told_that_nothing_was_understood() -> None:
    script = ScriptedEngines(transcripts=["What is it?"], reply="A reply of some length, spoken in full.")
    with embedded_services(script) as embedded:
        source = PushSource()
        with Session(services=embedded.services, log=False, initial_silence_seconds=0.5) as session:
            events = EventRecorder(session)
            session.start(source, TimedSink(), end_on_no_match=True)
            source.push(SPOKEN)
            events.wait_state("speaking")
            source.push(silence(seconds=1.0).to_pcm())
            events.wait_exchanges(1)
            assert not any(isinstance(event, SessionEnded) for event in events.events)
            events.wait_state("listening", times=2)
            for _ in range(10):
                source.push(silence(seconds=0.2).to_pcm())
                time.sleep(0.1)
            events.wait(lambda events: SessionEnded("no-match") in events)
