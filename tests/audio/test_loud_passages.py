from __future__ import annotations

import pytest

from voicelab.audio.loud_passages import LoudPassages
from voicelab.testing import silence, speech


@pytest.fixture
def passages() -> LoudPassages:
    """Speech from 0.2 to 0.8 s, and from 1.4 to 1.8 s."""
    passages = LoudPassages()
    sound = silence(0.2) + speech(0.6) + silence(0.6) + speech(0.4) + silence(0.5)
    passages.feed(sound.to_pcm())
    return passages


def test_speech_begins_where_it_is_loud_and_goes_on_in_the_middle_of_it(passages: LoudPassages) -> None:
    assert passages.began(0.0) == pytest.approx(0.2)
    assert passages.began(0.5) == pytest.approx(0.5)
    assert passages.began(0.9) == pytest.approx(1.4)
    assert passages.began(2.0) is None


def test_speech_ends_where_it_falls_silent_and_no_later_than_is_asked(passages: LoudPassages) -> None:
    assert passages.ended(2.3) == pytest.approx(1.8)
    assert passages.ended(1.3) == pytest.approx(0.8)
    assert passages.ended(0.5) == pytest.approx(0.5)
    assert passages.ended(0.1) is None


def test_loud_sound_is_counted_between_two_places(passages: LoudPassages) -> None:
    assert passages.seconds(0.0, 2.3) == pytest.approx(1.0)
    assert passages.seconds(0.7, 1.5) == pytest.approx(0.2)
    assert passages.seconds(0.9, 1.3) == 0.0


def test_silence_that_is_fed_piece_by_piece_is_no_speech() -> None:
    passages = LoudPassages()
    for _ in range(10):
        passages.feed(silence(0.1).to_pcm())
    assert passages.began(0.0) is None
