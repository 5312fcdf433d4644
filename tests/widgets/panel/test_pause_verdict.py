"""What is said of a pause, and for how long."""

from __future__ import annotations

import pytest

from voicelab.events import EndOfTurnJudged, Event, HypothesisHeard, Notice, StateChanged, TurnWithdrawn
from voicelab.widgets.panel.pause_verdict import PauseVerdict

THINKING: tuple[Event, ...] = (HypothesisHeard("i would like to"), EndOfTurnJudged(is_over=False))


def judged(*events: Event, locale: str = "en-US") -> bool | None:
    """Return what is said after these events."""
    pause = PauseVerdict()
    for event in events:
        pause.note(event, (locale,))
    return pause.is_over


@pytest.mark.parametrize("is_over", [True, False])
def test_a_pause_is_judged(is_over: bool) -> None:
    assert judged(HypothesisHeard("hello"), EndOfTurnJudged(is_over)) is is_over


def test_what_is_waited_on_stays_a_pause_when_its_final_transcript_comes() -> None:
    assert judged(*THINKING, HypothesisHeard("I would like to"), Notice("slow", "Slow.")) is False


def test_the_final_transcript_is_known_in_the_language_that_is_spoken() -> None:
    events = HypothesisHeard("fünfzig prozent"), EndOfTurnJudged(is_over=False), HypothesisHeard("50 %")

    assert judged(*events, locale="de-DE") is False


@pytest.mark.parametrize(
    "event", [HypothesisHeard("i would like to go"), StateChanged("thinking"), TurnWithdrawn(1)]
)
def test_a_pause_is_over_with_the_next_thing_that_happens(event: Event) -> None:
    assert judged(*THINKING, event) is None
