"""Whoever comes in the middle of a turn is told of the turns that wait or run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.exchanges import an_exchange
from tests.players import TimedSink
from voicelab import Session
from voicelab.conversation.open_turns import OpenTurns
from voicelab.event_loop import submit
from voicelab.events import (
    Event,
    ExchangeLogged,
    ReplyDelta,
    TurnWithdrawn,
    UtteranceHeard,
    UtteranceWaiting,
)
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

FIRST, SECOND = "What is the tallest mountain?", "And the longest river?"


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply="One mountain follows the next. " * 10)) as running:
        yield running


def kept(*events: Event) -> tuple[Event, ...]:
    """Return what is kept after these events."""
    turns = OpenTurns()
    for event in events:
        turns.note(event)
    return turns.events


def test_a_turn_that_runs_is_kept_with_its_reply_so_far_and_those_that_wait_behind_it() -> None:
    waiting, heard = UtteranceWaiting(2, SECOND), UtteranceHeard(1, FIRST)
    assert kept(heard, ReplyDelta(1, "One"), waiting, ReplyDelta(1, " mountain")) == (
        heard,
        ReplyDelta(1, "One"),
        ReplyDelta(1, " mountain"),
        waiting,
    )


def test_a_turn_that_begins_waits_no_more() -> None:
    assert kept(UtteranceWaiting(2, SECOND), UtteranceHeard(2, SECOND)) == (UtteranceHeard(2, SECOND),)


def test_a_turn_that_began_ahead_is_kept_with_its_final_transcript_and_all_of_its_reply() -> None:
    predicted, final = UtteranceHeard(1, "what is the tallest", is_final=False), UtteranceHeard(1, FIRST)
    pieces = (ReplyDelta(1, "One"), ReplyDelta(1, " mountain"))
    assert kept(predicted, pieces[0], final, pieces[1]) == (final, *pieces)


def test_a_turn_that_is_withdrawn_is_kept_no_more_and_leaves_nothing_to_the_next_of_its_number() -> None:
    withdrawn = (UtteranceHeard(1, "what is", is_final=False), ReplyDelta(1, "Well"), TurnWithdrawn(1))
    assert kept(*withdrawn) == ()
    again = (UtteranceHeard(1, FIRST), ReplyDelta(1, "One"))
    assert kept(*withdrawn, *again) == again


@pytest.mark.parametrize("begun", [UtteranceWaiting(1, FIRST), UtteranceHeard(1, FIRST)])
def test_a_turn_that_is_logged_is_kept_no_more(begun: Event) -> None:
    assert kept(begun, ExchangeLogged(an_exchange(turn=1)), ReplyDelta(1, "late")) == ()


def test_a_subscriber_that_catches_up_hears_in_order_what_others_heard(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        events = EventRecorder(session)
        submit(session.aask(FIRST, sink=TimedSink()))
        events.wait_state("speaking")
        second = submit(session.aask(SECOND, sink=TimedSink()))
        events.wait(lambda events: UtteranceWaiting(2, SECOND) in events)
        late: list[Event] = []
        session.subscribe(late.append, catch_up=True)
        assert late[0] == UtteranceHeard(1, FIRST)
        assert UtteranceWaiting(2, SECOND) in late
        session.interrupt(drop_waiting=True)
        second.result(15)
        pieces = events.of(ReplyDelta)
        assert [event for event in late if isinstance(event, ReplyDelta)] == pieces
        after: list[Event] = []
        session.subscribe(after.append, catch_up=True)
        assert after == []


def test_what_ends_a_subscription_ends_one_that_caught_up(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        late: list[Event] = []
        session.subscribe(late.append, catch_up=True)()
        session.ask(FIRST)
        assert late == []
