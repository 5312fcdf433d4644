"""The low-pass filter."""

from __future__ import annotations

import pytest

from tests.conditions.spectra import band_db, lag_samples, white
from voicelab.audio.clip import Audio
from voicelab.conditions.low_pass import low_pass


@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_what_is_below_passes_and_what_is_above_does_not(rate: int) -> None:
    sound = white(sample_rate_hz=rate)
    filtered = low_pass(sound, 3_500.0)

    def kept_db(low_hz: float, high_hz: float) -> float:
        return band_db(filtered, low_hz, high_hz) - band_db(sound, low_hz, high_hz)

    assert kept_db(50.0, 3_500.0) == pytest.approx(0.0, abs=0.1)
    assert kept_db(4_000.0, 4_500.0) < -25.0
    assert kept_db(4_500.0, rate / 2.0) < -50.0
    assert (len(filtered.samples), filtered.sample_rate_hz) == (len(sound.samples), rate)
    assert lag_samples(filtered, sound) == 0


def test_sound_that_has_nothing_above_stays_as_it_is() -> None:
    narrow = white(sample_rate_hz=8_000)
    assert low_pass(narrow, 3_500.0) == narrow
    assert low_pass(Audio.silence(0.0), 3_500.0) == Audio.silence(0.0)
