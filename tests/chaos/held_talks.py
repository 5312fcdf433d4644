"""Holds the talk of a schedule, and keeps all that came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.chaos.begun import begun
from tests.chaos.limits import CONNECTING_SECONDS, SPARE_SECONDS
from tests.chaos.schedules import Schedule
from tests.chaos.talks import TIMEOUTS, said
from tests.chaos.user import User
from tests.conversation.event_recorder import EventRecorder
from voicelab import Exchange, Session, SessionLog
from voicelab.events import EndReason, Event, ExchangeLogged, SessionEnded
from voicelab.testing import embedded_services

__all__ = ["HeldTalk", "hold"]

T = TypeVar("T")

_GOOD_SECONDS = 0.5
_GOOD_TURN_SECONDS = CONNECTING_SECONDS + 3 * SPARE_SECONDS
"""How long the turn afterwards may take, one failure that is left over included."""
_CLOSING_SECONDS = 10.0


@dataclass
class HeldTalk:
    """A talk that was held, and a good turn after it."""

    schedule: Schedule
    limit_seconds: float
    """The longest that it may take by its timeouts."""
    seconds: float = 0.0
    """How long it took."""
    reason: EndReason | None = None
    """Why it ended; `None` where an error did."""
    errors: list[BaseException] = field(default_factory=list)
    """What was raised."""
    overdue: list[str] = field(default_factory=list)
    """What did not end in its time."""
    events: list[Event] = field(default_factory=list)
    """Of the talk and what was typed."""
    good: Exchange | None = None
    """The turn after it, when all works again."""
    rows: list[Exchange] = field(default_factory=list)
    """All that stands in the log's file in the end."""
    logged: list[Exchange] = field(default_factory=list)
    """All that was told to be there."""
    key: str = ""

    def within(self, seconds: float, name: str, future: Future[T]) -> T | None:
        """Wait for something that is to end in its time; keep what it raises."""
        try:
            return future.result(max(0.0, seconds))
        except FutureTimeoutError:
            self.overdue.append(f"{name} did not end within {seconds:.0f} s")
        except Exception as error:
            self.errors.append(error)
        return None


def hold(schedule: Schedule, folder: Path) -> HeldTalk:
    """Hold a talk, its log in a folder; whatever comes of it is returned and not raised."""
    plan, disturbance, path = schedule.plan, schedule.disturbance, folder / "log.sqlite"
    held = HeldTalk(schedule, schedule.limit_seconds)
    with embedded_services(plan.script) as embedded, disturbance.begun(embedded) as services:
        held.key = embedded.key
        session = Session(services=services, log=path, timeouts=TIMEOUTS, engine=plan.engine, **plan.settings)
        recorder = EventRecorder(session)
        began = time.monotonic()
        (_talk_live if plan.kind == "live" else _talk_recorded)(held, session, recorder)
        held.seconds = time.monotonic() - began
        held.events = list(recorder.events)
        disturbance.end()
        if not held.overdue:
            held.good = _take_good_turn(held, session)
            if disturbance.is_noticed_late and held.good is not None and held.good.outcome == "failed":
                held.good = _take_good_turn(held, session)
        held.within(_CLOSING_SECONDS, "closing", begun(session.close))
        held.logged = [event.exchange for event in recorder.events if isinstance(event, ExchangeLogged)]
    with SessionLog(path) as log:
        held.rows = list(log.exchanges())
    return held


def _talk_recorded(held: HeldTalk, session: Session, recorder: EventRecorder) -> None:
    inputs = [said(each) if isinstance(each, float) else each for each in held.schedule.plan.questions]
    talk = begun(lambda: session.talk(inputs))
    held.reason = held.within(held.limit_seconds, "the talk", talk)
    if not talk.done():
        _stop(held, session)


def _talk_live(held: HeldTalk, session: Session, recorder: EventRecorder) -> None:
    plan = held.schedule.plan
    ends_by = time.monotonic() + held.limit_seconds
    typed: list[tuple[str, Future[Exchange]]] = []
    with User(microphone=plan.microphone) as user:
        talk = begun(lambda: session.talk(user.source))
        for question in plan.questions:
            wanted = _exchanges(recorder.events) + 1
            if isinstance(question, float):
                user.say(said(question))
            else:
                typed.append((f"{question!r}", begun(_asking(session, question))))
            if plan.waits and not _wait_exchanges(recorder, wanted, held):
                held.overdue.append(f"{question!r} had no exchange within its time")
                break
        user.leave()
        for name, future in typed:
            held.within(ends_by - time.monotonic(), name, future)
        held.reason = held.within(ends_by - time.monotonic(), "the talk", talk)
    if not talk.done():
        _stop(held, session)


def _asking(session: Session, question: str) -> Callable[[], Exchange]:
    return lambda: session.ask(question)


def _wait_exchanges(recorder: EventRecorder, count: int, held: HeldTalk) -> bool:
    """Wait for so many exchanges, or the end of the talk; not for longer than all may take."""

    def is_over(events: list[Event]) -> bool:
        return _exchanges(events) >= count or any(isinstance(event, SessionEnded) for event in events)

    try:
        recorder.wait(is_over, held.limit_seconds)
    except AssertionError:
        return False
    return True


def _exchanges(events: list[Event]) -> int:
    return sum(isinstance(event, ExchangeLogged) for event in events)


def _stop(held: HeldTalk, session: Session) -> None:
    held.within(_CLOSING_SECONDS, "stopping", begun(session.stop().wait))


def _take_good_turn(held: HeldTalk, session: Session) -> Exchange | None:
    """Speak once more, as the talk was held; returns the exchange."""
    if held.schedule.plan.kind == "recorded":
        return held.within(
            _GOOD_TURN_SECONDS, "the good turn", begun(lambda: session.ask(said(_GOOD_SECONDS)))
        )
    with User(microphone=held.schedule.plan.microphone) as user:
        talk = begun(lambda: session.talk(user.source))
        user.say(said(_GOOD_SECONDS))
        user.leave()
        held.within(_GOOD_TURN_SECONDS, "the good talk", talk)
    rows = list(session.log.exchanges())
    return rows[-1] if rows else None
