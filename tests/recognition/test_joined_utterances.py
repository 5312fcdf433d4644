"""Utterances as one, while more may come and at the end."""

from __future__ import annotations

import time

import numpy as np
import pytest

from voicelab import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.exchange.fields import Word
from voicelab.recognition.fed_audio import FedAudio
from voicelab.recognition.joined_utterances import as_hypothesis, joined_hypothesis, joined_utterances
from voicelab.recognition.recognizer import Utterance


def said(language: str | None) -> Utterance:
    return Utterance(
        text="So.",
        audio=Audio.silence(0.1),
        ended_at=1.0,
        arrived_at=1.0,
        fed_seconds=0.1,
        language=language,
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"), [("en-US", "de-DE", "en-US"), (None, "de-DE", "de-DE"), (None, None, None)]
)
def test_a_turn_that_switches_its_language_has_the_same_one_before_its_transcript_and_with_it(
    first: str | None, last: str | None, expected: str | None
) -> None:
    parts, rest = [said(first)], said(last)
    hypothesis = joined_hypothesis(parts, as_hypothesis(rest))
    assert (hypothesis.language, joined_utterances([*parts, rest]).language) == (expected, expected)


def heard(fed: FedAudio, start_seconds: float, word: str, at: float, *, is_kept: bool = True) -> Utterance:
    """Return what was said for half a second of what was fed, at a moment."""
    audio, _, fed_seconds = fed.answer(start_seconds, start_seconds + 0.5, time.monotonic())
    return Utterance(
        text=word,
        audio=audio,
        began_at=at,
        ended_at=at + 0.5,
        arrived_at=at + 1.0,
        fed_seconds=fed_seconds,
        words=(Word(text=word, start_seconds=0.2, duration_seconds=0.5),),
        passage=fed.passage(start_seconds, start_seconds + 0.5) if is_kept else None,
    )


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_pause_between_two_utterances_belongs_to_their_sound(is_kept: bool) -> None:
    fed = FedAudio()
    fed.add(np.arange(6 * SAMPLE_RATE_HZ).astype(np.int16).tobytes())
    parts = [
        heard(fed, start, word, 100.0 + start, is_kept=is_kept)
        for start, word in [(1.0, "What"), (4.0, "Germany?")]
    ]
    whole = joined_utterances(parts)
    assert round(whole.audio.duration_seconds, 3) == 3.9
    assert [round(word.start_seconds, 3) for word in whole.words] == [0.2, 3.2]
    assert (whole.audio == fed.sound(0.8, 4.7)) == is_kept


def test_utterances_that_follow_at_once_have_no_sound_twice() -> None:
    fed = FedAudio()
    fed.add(np.arange(3 * SAMPLE_RATE_HZ).astype(np.int16).tobytes())
    parts = [heard(fed, start, "so", 100.0 + start) for start in (0.5, 1.1)]
    assert joined_utterances(parts).audio == fed.sound(0.3, 1.8)
