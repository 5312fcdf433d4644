"""A sink whose listener leaves in mid-reply, as a page that is closed does."""

from __future__ import annotations

import threading

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Session
from voicelab.event_loop import submit
from voicelab.events import UtteranceWaiting
from voicelab.testing import ScriptedEngines, embedded_services

LONG = "One mountain follows the next. " * 10
FIRST, SECOND, ELSEWHERE = "What is the tallest mountain?", "And the longest river?", "And the deepest lake?"


class LeftSink(TimedSink):
    """One whose listener leaves when a part of the reply, in seconds, was heard."""

    def __init__(self, heard_seconds: float) -> None:
        super().__init__()
        self.left, self.is_cut_off = threading.Event(), False
        self._heard_seconds = heard_seconds

    async def drain(self) -> None:
        self.is_cut_off = self.left.wait(30)

    @property
    def heard_seconds(self) -> float | None:
        return self._heard_seconds

    @property
    def first_heard_at(self) -> float | None:
        return self._started if self._heard_seconds else None


@pytest.mark.parametrize("heard_seconds", [0.0, 1.5])
def test_a_reply_that_nobody_hears_to_its_end_is_interrupted_and_what_waits_is_dropped(
    heard_seconds: float,
) -> None:
    with (
        embedded_services(ScriptedEngines(reply=LONG)) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        events, sink = EventRecorder(session), LeftSink(heard_seconds)
        asked = submit(session.aask(FIRST, sink=sink))
        events.wait_state("speaking")
        waiting = submit(session.aask(SECOND, sink=sink))
        elsewhere = submit(session.aask(ELSEWHERE))
        events.wait(lambda events: UtteranceWaiting(2, SECOND) in events)
        sink.left.set()
        exchange = asked.result(15)

        assert exchange.outcome == "interrupted"
        assert exchange.heard_text is not None
        assert LONG.startswith(exchange.heard_text)
        assert bool(exchange.heard_text) == bool(heard_seconds)
        assert (exchange.latency.heard_seconds is None) == (not heard_seconds)
        assert waiting.result(15).outcome == "dropped"
        assert elsewhere.result(15).outcome == "completed", "it sounds in another sink"
