"""A sound's outline."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voicelab.audio.clip import Audio
from voicelab.audio.peaks import peaks, sounding


def test_each_part_has_its_largest_sample_whichever_its_sign() -> None:
    audio = Audio(np.array([0, 100, -32_768, 5, 16_384, 0], dtype=np.int16), 16_000)
    assert peaks(audio, 3) == (100 / 32_768, 1.0, 0.5)


@given(st.integers(1, 5_000), st.integers(1, 60), st.data())
def test_every_sample_is_in_one_part(length: int, count: int, data: st.DataObject) -> None:
    samples = np.zeros(length, dtype=np.int16)
    samples[data.draw(st.integers(0, length - 1))] = 32_767
    outline = peaks(Audio(samples, 16_000), count)
    assert len(outline) == min(count, length)
    assert sum(peak > 0 for peak in outline) == 1


def test_a_sound_without_samples_has_no_outline() -> None:
    assert peaks(Audio.silence(0.0), 100) == ()


def test_what_is_20_db_below_the_loudest_does_not_sound() -> None:
    assert sounding((0.02, 0.5, 0.0, 0.3, 0.05, 0.0, 0.0, 0.0)) == (0.125, 0.5)


def test_of_a_silent_sound_all_is_taken() -> None:
    assert sounding((0.0, 0.0)) == (0.0, 1.0)
    assert sounding(()) == (0.0, 1.0)
