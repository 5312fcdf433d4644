"""Scores of the spoken reply."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.fields import Word
from voicelab.testing import silence, tone

CASE = Case(input="What is the tallest mountain?")


def spoken(audio: vl.Audio | None, **changes: Any) -> vl.Exchange:
    return an_exchange(spoken_audio=audio, **{"words": (), **changes})


def test_how_long_a_reply_is_includes_its_pauses() -> None:
    assert vl.scores.spoken_seconds(spoken(silence(1.5)), CASE) == 1.5


def test_words_a_minute_are_those_between_the_first_and_the_last_where_their_times_are_known() -> None:
    words = tuple(Word(text="one", start_seconds=1.0 + n, duration_seconds=0.5) for n in range(3))

    assert vl.scores.words_per_minute(spoken(silence(9.0), words=words), CASE) == pytest.approx(3 / 2.5 * 60)
    assert vl.scores.words_per_minute(spoken(silence(3.0), spoken_text="one two three"), CASE) == 60.0


def test_words_a_minute_are_unknown_of_very_short_and_interrupted_replies() -> None:
    assert vl.scores.words_per_minute(spoken(silence(0.9), spoken_text="Yes."), CASE) is None
    assert vl.scores.words_per_minute(spoken(silence(3.0), outcome="interrupted"), CASE) is None


def test_loudness_is_that_of_the_standard_and_silence_has_none() -> None:
    assert vl.scores.loudness(spoken(tone(1.0, 997.0, level_dbfs=-20.0)), CASE) == pytest.approx(
        -20.0, abs=0.1
    )
    assert vl.scores.loudness(spoken(silence(1.0)), CASE) is None


def test_clipped_is_what_stays_at_full_scale_and_not_a_single_peak() -> None:
    samples = np.zeros(100, dtype=np.int16)
    samples[10], samples[20:23], samples[30:37] = 32_767, -32_768, 32_767

    assert vl.scores.clipping(spoken(vl.Audio(samples, 16_000)), CASE) == pytest.approx(0.1)
    assert vl.scores.clipping(spoken(tone(0.5, level_dbfs=-6.0)), CASE) == 0.0
    assert vl.scores.clipping(spoken(tone(0.5, level_dbfs=3.0)), CASE) > 0.1  # type: ignore[operator]
    assert vl.scores.clipping(spoken(vl.Audio(samples[10:11], 16_000)), CASE) == 0.0


def test_without_sound_nothing_is_known_of_it() -> None:
    scores = [vl.scores.spoken_seconds, vl.scores.loudness, vl.scores.clipping]

    assert {score(spoken(None), CASE) for score in scores} == {None}
