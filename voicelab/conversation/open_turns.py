"""Open turns: those that wait or run, for whoever comes to a session in the middle of one."""

from __future__ import annotations

from voicelab.events import (
    Event,
    ExchangeLogged,
    ReplyDelta,
    ReplyResumed,
    ReplyRetracted,
    ToolCalled,
    ToolReturned,
    TurnWithdrawn,
    UtteranceHeard,
    UtteranceWaiting,
    WordsSpoken,
)

__all__ = ["OpenTurns"]


_OF_THE_REPLY = ReplyDelta | ToolCalled | ToolReturned | WordsSpoken | ReplyResumed


class OpenTurns:
    """Keeps the events of each turn until its exchange is logged."""

    def __init__(self) -> None:
        self._turns: dict[int, list[Event]] = {}

    @property
    def events(self) -> tuple[Event, ...]:
        """Return those of the turns that wait or run, each turn's in order."""
        return tuple(event for turn in sorted(self._turns) for event in self._turns[turn])

    def note(self, event: Event) -> None:
        """Take note of an event of the session."""
        if isinstance(event, UtteranceWaiting | UtteranceHeard):
            # A turn that begins waits no more, and one that sounds already has its final transcript now.
            reply = [each for each in self._turns.get(event.turn, ()) if isinstance(each, _OF_THE_REPLY)]
            self._turns[event.turn] = [event, *reply]
        elif isinstance(event, _OF_THE_REPLY) and event.turn in self._turns:
            self._turns[event.turn].append(event)
        elif isinstance(event, ReplyRetracted) and event.turn in self._turns:
            events = self._turns[event.turn]
            events[:] = [each for each in events if not isinstance(each, ReplyDelta | WordsSpoken)]
        elif isinstance(event, ExchangeLogged):
            self._turns.pop(event.exchange.turn, None)
        elif isinstance(event, TurnWithdrawn):
            self._turns.pop(event.turn, None)
