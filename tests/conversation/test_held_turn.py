"""Push-to-talk: what is said from the press to the release is one turn, answered at the release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversation.event_recorder import EventRecorder, utterances
from tests.players import TimedSink
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.events import ExchangeLogged, HypothesisHeard, Notice, SessionEnded, UtteranceHeard
from voicelab.testing import Drop, EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

WORD = speech(seconds=0.6)
PAUSE = silence(seconds=1.2)
QUESTIONS = ["What is the capital", "of France?", "And of Spain?"]


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    """Services that hear a question with a pause in it, and another."""
    script = ScriptedEngines(transcripts=QUESTIONS, reply="It is this one. " * 3)
    with embedded_services(script) as running:
        yield running


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    """A session that keeps its log in memory."""
    with Session(services=embedded.services, log=False) as session:
        yield session


@pytest.fixture
def source() -> PushSource:
    """What the page's microphone gives."""
    return PushSource()


def transcripts(session: Session) -> list[str]:
    return list(session.log.df["transcript"])


def hold_over_a_pause(events: EventRecorder, source: PushSource) -> None:
    """Hold the key, say one part of a question, and begin another after a pause that ends an utterance."""
    source.begin_turn()
    source.push((WORD + PAUSE + WORD).to_pcm())
    events.wait(lambda events: HypothesisHeard(f"{QUESTIONS[0]} of") in events)


def test_a_hold_over_a_pause_is_one_turn_answered_at_the_release(
    session: Session, source: PushSource
) -> None:
    events = EventRecorder(session)
    session.start(source)
    hold_over_a_pause(events, source)
    assert not events.of(UtteranceHeard)
    source.end_turn()
    events.wait_exchanges(1)

    (exchange,) = session.log.exchanges()
    assert exchange.transcript == "What is the capital of France?"
    assert exchange.heard is not None
    assert exchange.heard.duration_seconds > 1.2
    assert exchange.usage.recognised_seconds == pytest.approx(2.4, abs=0.1)
    assert exchange.latency.transcript_seconds is not None
    assert events.of(UtteranceHeard) == [UtteranceHeard(1, "What is the capital of France?")]


def test_one_hold_follows_the_other(session: Session, source: PushSource) -> None:
    events = EventRecorder(session)
    session.start(source)
    hold_over_a_pause(events, source)
    source.end_turn()
    events.wait_exchanges(1)
    source.begin_turn()
    source.push(WORD.to_pcm())
    source.end_turn()
    events.wait_exchanges(2)

    assert transcripts(session) == ["What is the capital of France?", "And of Spain?"]
    assert session.log.df["outcome"].tolist() == ["completed", "completed"]


def test_holds_that_come_before_recognition_is_open_are_turns_of_their_own(
    session: Session, source: PushSource
) -> None:
    for said in (WORD + PAUSE + WORD, WORD):
        source.begin_turn()
        source.push(said.to_pcm())
        source.end_turn()
    source.end()

    assert session.talk(source) == "end-of-input"
    assert transcripts(session) == ["What is the capital of France?", "And of Spain?"]


def test_a_hold_in_which_nothing_is_said_is_no_turn(session: Session, source: PushSource) -> None:
    source.begin_turn()
    source.push(silence(seconds=0.3).to_pcm())
    source.end_turn()
    source.begin_turn()
    source.push(WORD.to_pcm())
    source.end_turn()
    source.end()

    assert session.talk(source) == "end-of-input"
    assert transcripts(session) == QUESTIONS[:1]


def test_a_source_that_ends_ends_the_hold(session: Session, source: PushSource) -> None:
    source.begin_turn()
    source.push((WORD + PAUSE + WORD).to_pcm())
    source.end()

    assert session.talk(source) == "end-of-input"
    assert transcripts(session) == ["What is the capital of France?"]


def test_hands_free_goes_on_after_a_hold(session: Session, source: PushSource) -> None:
    source.begin_turn()
    source.push((WORD + PAUSE + WORD).to_pcm())
    source.end_turn()
    source.push(utterances(1).to_pcm())
    source.end()

    assert session.talk(source) == "end-of-input"
    assert transcripts(session) == ["What is the capital of France?", "And of Spain?"]


def test_recognition_that_fails_during_a_hold_loses_nothing_of_it(source: PushSource) -> None:
    with (
        embedded_services(ScriptedEngines(transcripts=lambda _: "Again.")) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        events = EventRecorder(session)
        session.start(source)
        source.begin_turn()
        source.push((WORD + PAUSE).to_pcm())
        events.wait(lambda events: HypothesisHeard("Again.") in events)
        embedded.faults.add("recognition", Drop(after_messages=0, times=2))
        session.settings = session.settings.replace(end_silence_seconds=0.4)
        source.push(WORD.to_pcm())
        source.end_turn()
        events.wait_exchanges(1)

        assert transcripts(session) == ["Again. Again."]


@pytest.mark.parametrize("state", ["thinking", "speaking"])
def test_the_press_silences_a_reply_and_all_that_is_said_is_heard(
    embedded: EmbeddedServices, source: PushSource, state: str
) -> None:
    with Session(services=embedded.services, log=False) as session:
        events = EventRecorder(session)
        session.start(source, TimedSink("open"))
        hold_over_a_pause(events, source)
        source.end_turn()
        events.wait_state("thinking" if state == "thinking" else "speaking")
        source.begin_turn()
        source.push(WORD.to_pcm())
        events.wait_exchanges(1)
        source.end_turn()
        events.wait_exchanges(2)

    assert session.log.df["outcome"].tolist() == ["interrupted", "completed"]
    assert transcripts(session) == ["What is the capital of France?", "And of Spain?"]
    assert [event.code for event in events.events if isinstance(event, Notice)] == ["barge-in"]


def test_the_stop_phrase_is_known_at_the_release(source: PushSource) -> None:
    with (
        embedded_services(ScriptedEngines(transcripts=["Stop.", "Please."])) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        events = EventRecorder(session)
        session.start(source)
        source.begin_turn()
        source.push((WORD + PAUSE + WORD).to_pcm())
        events.wait(lambda events: HypothesisHeard("Stop. please") in events)
        assert not events.of(SessionEnded)
        source.end_turn()
        events.wait(lambda events: SessionEnded("stop-phrase") in events)

    assert not events.of(ExchangeLogged)
