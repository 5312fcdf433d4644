"""What was typed or said and waits for its turn: it is told, and logged if it is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.event_loop import submit
from voicelab.events import (
    Event,
    ExchangeLogged,
    HypothesisHeard,
    SessionEnded,
    UtteranceHeard,
    UtteranceWaiting,
)
from voicelab.testing import (
    EmbeddedServices,
    Hang,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

SPOKEN = (silence(seconds=0.1) + speech(seconds=0.6) + silence(seconds=0.8)).to_pcm()
LONG = "One mountain follows the next. " * 10
FIRST, SECOND, SAID = "What is the tallest mountain?", "And the longest river?", "And the deepest lake?"


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=[SAID], reply=LONG)) as embedded:
        yield embedded


@pytest.fixture
def services(running: EmbeddedServices) -> EmbeddedServices:
    running.faults.clear()
    return running


class Asked:
    """Questions that are typed one after the other, none of which is waited for."""

    def __init__(self, session: Session, sink: TimedSink | None = None) -> None:
        self._session, self._sink = session, sink
        self._events = EventRecorder(session)
        self.first = submit(session.aask(FIRST, sink=sink))
        self._events.wait_state("speaking")
        self.second = submit(session.aask(SECOND, sink=sink))
        self._events.wait(lambda events: UtteranceWaiting(2, SECOND) in events)


def told(events: EventRecorder) -> list[Event]:
    """Return what subscribers heard of the beginnings and ends of turns, ends by their outcomes."""
    return [event for event in events.events if isinstance(event, UtteranceWaiting | UtteranceHeard)]


def rows(session: Session) -> list[tuple[int, str, str]]:
    return [(each.turn, each.transcript, each.outcome) for each in session.log.exchanges()]


def test_a_question_asked_while_a_reply_sounds_is_told_at_once_and_has_its_turn_later(
    services: EmbeddedServices,
) -> None:
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        asked = Asked(session, TimedSink())
        session.interrupt()
        events.wait(lambda events: UtteranceHeard(2, SECOND) in events)
        session.interrupt()
        asked.second.result(15)

        assert told(events) == [
            UtteranceHeard(1, FIRST),
            UtteranceWaiting(2, SECOND),
            UtteranceHeard(2, SECOND),
        ]
        assert rows(session) == [(1, FIRST, "interrupted"), (2, SECOND, "interrupted")]


def test_a_question_that_begins_at_once_is_not_said_to_wait(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        session.ask(FIRST)

        assert told(events) == [UtteranceHeard(1, FIRST)]


ENDINGS: dict[str, Callable[[Session], object]] = {
    "stopped": lambda session: session.stop().wait(),
    "interrupted": lambda session: session.interrupt(drop_waiting=True),
    "closed": lambda session: session.close(),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_question_that_still_waits_when_all_is_stopped_is_logged_as_dropped(
    services: EmbeddedServices, ending: str
) -> None:
    asked_before = len(services.request_log.chat_requests)
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        session.start(PushSource(), TimedSink())
        asked = Asked(session)
        ENDINGS[ending](session)
        exchange = asked.second.result(15)

        assert (exchange.turn, exchange.outcome, exchange.reply) == (2, "dropped", "")
        assert rows(session) == [(1, FIRST, "interrupted"), (2, SECOND, "dropped")]
        assert len(services.request_log.chat_requests) - asked_before == 1
        assert len(session.history) == 1
        assert told(events)[-1] == UtteranceWaiting(2, SECOND)


def test_a_question_that_nobody_waits_for_any_more_is_logged_as_dropped(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        asked = Asked(session, TimedSink())
        asked.second.cancel()
        events.wait_exchanges(1)

        assert rows(session) == [(2, SECOND, "dropped")]


def test_the_stop_phrase_drops_a_question_that_waits() -> None:
    with (
        embedded_services(ScriptedEngines(transcripts=["Stop."], reply=LONG)) as services,
        Session(services=services.services, log=False) as session,
    ):
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        asked = Asked(session)
        source.push(SPOKEN)
        events.wait(lambda events: SessionEnded("stop-phrase") in events)
        asked.second.result(15)

        assert rows(session) == [(1, FIRST, "interrupted"), (2, SECOND, "dropped")]


def test_speech_over_a_reply_leaves_a_question_that_waits_to_be_answered_first(
    services: EmbeddedServices,
) -> None:
    with Session(services=services.services, log=False, barge_in=True) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        asked = Asked(session)
        source.push(silence(seconds=0.1).to_pcm() + speech(seconds=1.0).to_pcm())
        events.wait_exchanges(1)
        assert events.of(HypothesisHeard)
        assert UtteranceHeard(2, SECOND) not in events.events, "the user is still speaking"
        source.push(silence(seconds=0.8).to_pcm())
        events.wait(lambda events: UtteranceWaiting(3, SAID) in events)
        events.wait_state("speaking", times=2)
        session.interrupt()
        assert asked.second.result(15).spoken_text
        events.wait_state("speaking", times=3)
        session.stop().wait()

        assert [turn for turn, _, _ in rows(session)] == [1, 2, 3]
        assert [text for _, text, _ in rows(session)] == [FIRST, SECOND, SAID]
        assert "dropped" not in session.log.df["outcome"].tolist()


def test_what_was_said_and_waits_is_not_begun_while_the_user_speaks(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False, barge_in=True) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        asked = Asked(session)
        source.push(SPOKEN)
        events.wait(lambda events: UtteranceWaiting(3, SAID) in events)
        events.wait_state("speaking", times=2)
        source.push(silence(seconds=0.1).to_pcm() + speech(seconds=1.0).to_pcm())
        assert asked.second.result(15).outcome == "interrupted"
        hypotheses = len(events.of(HypothesisHeard))
        source.push(speech(seconds=0.6).to_pcm())
        events.wait(lambda _: len(events.of(HypothesisHeard)) > hypotheses)
        assert UtteranceHeard(3, SAID) not in events.events
        source.push(silence(seconds=0.8).to_pcm())
        events.wait(lambda events: UtteranceWaiting(4, SAID) in events)
        events.wait_state("speaking", times=3)
        session.stop().wait()

        assert [each.outcome for each in session.log.exchanges()] == [*["interrupted"] * 3, "dropped"]


def test_what_was_said_in_one_hold_is_not_begun_in_the_next(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        source.begin_turn()
        source.push(SPOKEN)
        events.wait(lambda _: events.of(HypothesisHeard))
        source.end_turn()
        source.begin_turn()
        events.wait(lambda events: UtteranceWaiting(1, SAID) in events)
        assert UtteranceHeard(1, SAID) not in events.events
        source.push(SPOKEN)
        source.end_turn()
        events.wait_state("speaking")
        events.wait(lambda events: UtteranceWaiting(2, SAID) in events)
        session.stop().wait()

        assert [each.outcome for each in session.log.exchanges()] == ["interrupted", "dropped"]


def test_a_source_that_falls_silent_in_mid_word_holds_up_no_question(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        source.push(silence(seconds=0.1).to_pcm() + speech(seconds=1.0).to_pcm())
        events.wait(lambda _: events.of(HypothesisHeard))
        asked = submit(session.aask(FIRST))
        events.wait_state("speaking")
        session.stop().wait()

        assert asked.result(15).spoken_text


def test_a_key_held_over_a_reply_leaves_a_question_that_waits_until_it_is_released(
    services: EmbeddedServices,
) -> None:
    with Session(services=services.services, log=False) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        asked = Asked(session)
        source.begin_turn()
        source.push(SPOKEN)
        events.wait_exchanges(1)
        events.wait(lambda _: events.of(HypothesisHeard))
        assert UtteranceHeard(2, SECOND) not in events.events
        source.end_turn()
        events.wait(lambda events: UtteranceWaiting(3, SAID) in events)
        events.wait_state("speaking", times=2)
        session.stop().wait()

        assert asked.second.result(15).spoken_text
        assert [(turn, text) for turn, text, _ in rows(session)] == [(1, FIRST), (2, SECOND), (3, SAID)]


def test_what_was_said_and_waits_is_not_begun_while_a_key_is_held(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events, source = EventRecorder(session), PushSource()
        session.start(source, TimedSink())
        asked = Asked(session)
        for turn in (3, 4):
            source.begin_turn()
            source.push(SPOKEN)
            events.wait_exchanges(turn - 2)
            assert UtteranceHeard(turn - 1, SAID) not in events.events
            source.end_turn()
            events.wait(lambda events: UtteranceWaiting(3, SAID) in events)
            events.wait_state("speaking", times=turn - 1)
        events.wait(lambda events: UtteranceWaiting(4, SAID) in events)
        session.stop().wait()

        assert asked.second.result(15).outcome == "interrupted"
        assert [each.outcome for each in session.log.exchanges()] == [*["interrupted"] * 3, "dropped"]


def test_what_was_said_and_waits_when_the_conversation_is_stopped_is_logged_as_dropped(
    services: EmbeddedServices,
) -> None:
    services.faults.add("completion", Hang())
    source = PushSource()
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        session.start(source)
        source.push(SPOKEN)
        events.wait_state("thinking")
        source.push(SPOKEN)
        events.wait(lambda events: UtteranceWaiting(2, SAID) in events)
        session.stop().wait()
        ends = [event for event in events.events if isinstance(event, ExchangeLogged | SessionEnded)]

        assert rows(session) == [(1, SAID, "interrupted"), (2, SAID, "dropped")]
        assert isinstance(ends[-1], SessionEnded), "nothing comes after the end"
        assert [exchange.heard is not None for exchange in session.log.exchanges()] == [True, True]


def test_what_was_said_and_waits_when_a_turn_fails_for_good_is_logged_as_dropped(
    services: EmbeddedServices,
) -> None:
    services.faults.add("completion", Hang())
    source = PushSource()
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        session.start(source)
        source.push(SPOKEN)
        events.wait_state("thinking")
        source.push(SPOKEN + SPOKEN)
        events.wait(lambda events: UtteranceWaiting(3, SAID) in events)
        services.faults.add("completion", Refuse(status=401, times=None))
        session.interrupt()
        events.wait(lambda events: SessionEnded("failed") in events)

        assert rows(session) == [(1, SAID, "interrupted"), (2, SAID, "failed"), (3, SAID, "dropped")]


def test_a_question_asked_within_a_conversation_of_recordings_waits_and_is_dropped_with_it(
    services: EmbeddedServices,
) -> None:
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        session.start([FIRST, SAID], TimedSink())
        events.wait_state("speaking")
        second = submit(session.aask(SECOND))
        events.wait(lambda events: UtteranceWaiting(2, SECOND) in events)
        session.stop().wait()
        second.result(15)

        assert rows(session) == [(1, FIRST, "interrupted"), (2, SECOND, "dropped")]
