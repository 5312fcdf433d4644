"""The events of a session, kept and waited for; and speech that makes them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from voicelab import Audio, Session
from voicelab.events import Event, ExchangeLogged, State, StateChanged
from voicelab.testing import silence, speech

E = TypeVar("E", bound=Event)

__all__ = ["EventRecorder", "utterances"]


class EventRecorder:
    """Keeps a session's events and waits for them."""

    def __init__(self, session: Session) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()
        session.subscribe(self._record)

    def _record(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, condition: Callable[[list[Event]], object], seconds: float = 15.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.events), seconds), self.events

    def wait_state(self, state: State, times: int = 1) -> None:
        self.wait(lambda events: sum(e == StateChanged(state) for e in events) >= times)

    def wait_exchanges(self, count: int, seconds: float = 15.0) -> None:
        self.wait(lambda events: sum(isinstance(e, ExchangeLogged) for e in events) >= count, seconds)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


def utterances(count: int) -> Audio:
    """Return so many utterances, each with a second of silence after it."""
    one = speech(seconds=0.6) + silence(seconds=1.0)
    whole = silence(seconds=0.1)
    for _ in range(count):
        whole = whole + one
    return whole
