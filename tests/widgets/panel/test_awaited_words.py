"""When more words are said to be waited for, and for how long."""

from __future__ import annotations

import pytest

from tests.widgets.panel.panel_without_page import panel_of, wait_until
from voicelab.conversation import turn_taker
from voicelab.events import (
    EndOfTurnJudged,
    Event,
    HypothesisHeard,
    Notice,
    StateChanged,
    TurnWithdrawn,
    UtteranceHeard,
)
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech
from voicelab.widgets.panel.awaited_words import AwaitedWords

THINKING: tuple[Event, ...] = (HypothesisHeard("i would like to"), EndOfTurnJudged(is_over=False))


def are_awaited(*events: Event, locale: str = "en-US") -> bool:
    """Return what is said after these events."""
    awaited = AwaitedWords()
    for event in events:
        awaited.note(event, (locale,))
    return awaited.are_awaited


@pytest.mark.parametrize("is_over", [True, False])
def test_more_is_awaited_of_who_is_not_done(is_over: bool) -> None:
    assert are_awaited(HypothesisHeard("hello"), EndOfTurnJudged(is_over)) is not is_over


def test_what_is_waited_on_stays_when_its_final_transcript_comes() -> None:
    assert are_awaited(*THINKING, HypothesisHeard("I would like to"), Notice("slow", "Slow."))


def test_the_final_transcript_is_known_in_the_language_that_is_spoken() -> None:
    events = HypothesisHeard("fünfzig prozent"), EndOfTurnJudged(is_over=False), HypothesisHeard("50 %")

    assert are_awaited(*events, locale="de-DE")


@pytest.mark.parametrize(
    "event", [HypothesisHeard("i would like to go"), StateChanged("thinking"), TurnWithdrawn(1)]
)
def test_it_is_over_with_the_next_thing_that_happens(event: Event) -> None:
    assert not are_awaited(*THINKING, event)


def test_nothing_else_is_said_before_the_turn_that_begins_changes_the_state() -> None:
    assert are_awaited(*THINKING, UtteranceHeard(1, "I would like to"))


@pytest.mark.parametrize(
    ("end_of_turn", "before"),
    [(1.0, "listening"), (0.0, "listening: take your time")],
    ids=["done", "not done"],
)
def test_the_panel_says_nothing_between_a_pause_and_that_it_thinks(
    end_of_turn: float, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taker, "_DETECTOR_SECONDS", 5.0)  # on a busy machine
    script = ScriptedEngines(transcripts=["I would like to"], reply="Yes?", end_of_turn=lambda _: end_of_turn)
    patience = {"end_silence_seconds": 0.3, "longest_pause_seconds": 0.5}
    with embedded_services(script) as services, panel_of(services, end_of_turn="words", **patience) as shown:
        said: list[str] = []
        shown.open_page()
        monkeypatch.setattr(shown.heading, "send", lambda message: said.append(message["words"]))
        shown.talk(silence(seconds=0.2) + speech(seconds=0.9) + silence(seconds=1.5))
        wait_until(lambda: "thinking" in said)
    assert said[said.index("thinking") - 1] == before
    assert set(said[: said.index("thinking")]) <= {"listening", before}
