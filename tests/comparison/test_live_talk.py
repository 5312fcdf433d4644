"""What a live talk takes: time, and replies."""

from __future__ import annotations

from pathlib import Path

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.comparison.live_talk import LIVE_SETTINGS, LiveTalk
from voicelab.testing import EmbeddedServices, silence, speech

PAUSING = silence(0.5) + speech(1.0) + silence(0.3) + speech(1.0) + silence(0.7) + speech(1.0) + silence(0.9)


def test_the_pauses_of_a_recording_lie_within_its_speech() -> None:
    assert LiveTalk.of(PAUSING).pause_seconds == pytest.approx((0.3, 0.7), abs=0.05)
    assert LiveTalk.of(silence(1.0)).pause_seconds == ()


def test_each_pause_in_which_a_turn_may_end_may_take_a_reply() -> None:
    talk = LiveTalk.of(PAUSING)
    assert talk.most_replies(vl.Settings(end_of_turn="silence", end_silence_seconds=0.5)) == 2
    assert talk.most_replies(vl.Settings(end_of_turn="silence", end_silence_seconds=1.0)) == 1
    for judged in ({"end_of_turn": "words"}, {"speculate": True}, {"segmentation": "semantic"}):
        assert (
            talk.most_replies(vl.Settings(end_of_turn="silence", end_silence_seconds=1.0).replace(**judged))
            == 3
        )


def test_silence_follows_until_the_turn_is_over_for_sure() -> None:
    talk = LiveTalk.of(PAUSING)
    by_silence = vl.Settings(end_of_turn="silence", end_silence_seconds=0.5, longest_pause_seconds=4.0)
    assert talk.seconds(by_silence) == pytest.approx(PAUSING.duration_seconds + 1.5)
    by_words = by_silence.replace(end_of_turn="words")
    assert talk.seconds(by_words) == pytest.approx(PAUSING.duration_seconds + 5.0)


def test_a_speech_to_speech_service_ends_turns_by_its_own_turn_detection() -> None:
    talk = LiveTalk.of(PAUSING)
    by_silence = vl.Settings(engine="realtime", end_silence_seconds=0.5, end_of_turn="words")
    by_words = by_silence.replace(turn_detection="semantic_vad", eagerness="low")
    assert (talk.most_replies(by_silence), talk.most_replies(by_words)) == (2, 3)
    assert talk.seconds(by_silence) == pytest.approx(PAUSING.duration_seconds + 1.5)
    assert talk.seconds(by_words) == pytest.approx(PAUSING.duration_seconds + 9.0)


def test_the_docs_name_the_settings_of_live_talks() -> None:
    page = (Path(__file__).parents[2] / "docs" / "compare.md").read_text("utf-8")
    assert LIVE_SETTINGS
    assert [name for name in LIVE_SETTINGS if f"`{name}`" not in page] == []


def test_a_plan_says_how_long_the_talks_take_and_what_they_may_cost(embedded: EmbeddedServices) -> None:
    plans = [
        compared(embedded, PAUSING, run=False, end_silence_seconds=given) for given in ([0.5], [0.5, 1.0])
    ]
    assert [str(plan).partition("with a result")[2] for plan in plans] == [
        ">",
        ", 14 s of live talk to come>",
    ]
    whole, live = (plan.estimate.tokens for plan in plans)
    assert live > 3 * whole, "two replies in the first cell, one in the second"
