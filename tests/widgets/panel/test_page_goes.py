"""A page that goes while somebody talks: nobody is there to be answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widgets.panel.panel_without_page import PanelWithoutPage, panel_of, wait_until
from voicelab.conversation import turn_taker
from voicelab.events import Event, HypothesisHeard
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech

WORDS = "I would like to"
SPOKEN = silence(seconds=0.2) + speech(seconds=0.9)
SCRIPT = ScriptedEngines(transcripts=[WORDS], reply="Yes?", end_of_turn=lambda _: 0.0)


def say_goodbye(shown: PanelWithoutPage) -> None:
    """Have the page go."""
    shown.sound(type="state", state="page-gone", detail="")


def take_its_place(shown: PanelWithoutPage) -> None:
    """Have another page come while nothing is known of the first, as after a crash."""
    shown.sound(page="another", type="talk")
    shown.sound(page="another", type="stop")


@pytest.mark.parametrize("go", [say_goodbye, take_its_place])
def test_what_waits_for_more_words_is_dropped_as_at_stop(
    go: Callable[[PanelWithoutPage], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taker, "_DETECTOR_SECONDS", 5.0)  # on a busy machine
    patient = {"end_of_turn": "words", "end_silence_seconds": 0.3, "longest_pause_seconds": 30.0}
    with embedded_services(SCRIPT) as services, panel_of(services, **patient) as shown:
        shown.open_page()
        shown.talk(SPOKEN + silence(seconds=1.5))
        wait_until(lambda: shown.heading.words == "listening: take your time")
        go(shown)
        wait_until(lambda: shown.session.state == "ended")
        rows = [(each.transcript, each.outcome) for each in shown.session.log.exchanges()]
        assert services.request_log.chat_requests == []
    assert rows == [(WORDS, "dropped")]


def test_what_is_still_being_said_is_no_turn() -> None:
    heard: list[Event] = []
    with embedded_services(SCRIPT) as services, panel_of(services) as shown:
        shown.session.subscribe(
            lambda event: heard.append(event) if isinstance(event, HypothesisHeard) else None
        )
        shown.open_page()
        shown.talk(SPOKEN)
        wait_until(lambda: bool(heard))
        say_goodbye(shown)
        wait_until(lambda: shown.session.state == "ended")
        assert services.request_log.chat_requests == []
        assert len(shown.session.log) == 0
