"""A page that goes while somebody talks: nobody is there to be answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widgets.panel.panel_without_page import PanelWithoutPage, panel_of, wait_until
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.events import Event, HypothesisHeard
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech

WORDS = "I would like to"
SCRIPT = ScriptedEngines(transcripts=[WORDS], reply="Yes?", end_of_turn=lambda _: 0.0)


def say_goodbye(shown: PanelWithoutPage) -> None:
    """Have the page go."""
    shown.sound(type="state", state="page-gone", detail="")


def take_its_place(shown: PanelWithoutPage) -> None:
    """Have another page come while nothing is known of the first, as after a crash."""
    shown.sound(page="another", type="talk")
    shown.sound(page="another", type="stop")


def talk(shown: PanelWithoutPage, seconds_behind: float) -> None:
    """Press Talk and say something, with some silence behind it."""
    shown.open_page()
    shown.sound(type="talk")
    shown.sound(type="capture", sample_rate_hz=SAMPLE_RATE_HZ)
    pcm = (silence(seconds=0.2) + speech(seconds=0.9) + silence(seconds=seconds_behind)).to_pcm()
    frame = {"type": "frame", "page": "page", "capture": 1, "number": 0, "captured_at": None}
    shown.audio._handle_custom_msg(frame, [memoryview(pcm)])


@pytest.mark.parametrize("go", [say_goodbye, take_its_place])
def test_what_waits_for_more_words_is_dropped_as_at_stop(go: Callable[[PanelWithoutPage], None]) -> None:
    patient = {"end_of_turn": "words", "end_silence_seconds": 0.3, "longest_pause_seconds": 30.0}
    with embedded_services(SCRIPT) as services, panel_of(services, **patient) as shown:
        talk(shown, seconds_behind=1.5)
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
        talk(shown, seconds_behind=0.1)
        wait_until(lambda: bool(heard))
        say_goodbye(shown)
        wait_until(lambda: shown.session.state == "ended")
        assert services.request_log.chat_requests == []
        assert len(shown.session.log) == 0
