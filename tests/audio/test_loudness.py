"""Loudness by ITU-R BS.1770, with the signals of EBU Tech 3341."""

from __future__ import annotations

import pytest

from voicelab.audio.loudness import integrated_loudness
from voicelab.testing import silence, tone


@pytest.mark.parametrize("sample_rate_hz", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_sine_has_the_loudness_that_the_standard_says_at_any_rate(sample_rate_hz: int) -> None:
    # A sine of 997 Hz at full scale, whose level is -3.01 dBFS, has -3.01 LUFS.
    sound = tone(1.0, 997.0, sample_rate_hz, level_dbfs=-3.0103)

    assert integrated_loudness(sound) == pytest.approx(-3.01, abs=0.05)


def test_neither_silence_nor_what_is_much_softer_counts() -> None:
    # Of EBU Tech 3341, case 3 and 4: one channel of them, so 3 dB less than with both.
    soft, loud = tone(10.0, 1_000.0, level_dbfs=-39.01), tone(60.0, 1_000.0, level_dbfs=-26.01)

    assert integrated_loudness(soft + loud + soft) == pytest.approx(-26.0, abs=0.1)
    assert integrated_loudness(silence(5.0) + loud + silence(20.0)) == pytest.approx(-26.0, abs=0.1)


def test_low_tones_are_softer_to_people_and_high_ones_louder() -> None:
    middle, low, high = (
        integrated_loudness(tone(1.0, frequency, 48_000)) for frequency in (1_000.0, 25.0, 5_000.0)
    )

    assert middle is not None
    assert low is not None
    assert high is not None
    assert low < middle - 8.0
    assert middle + 3.0 < high < middle + 4.0


@pytest.mark.parametrize("sound", [silence(1.0), tone(0.3), tone(1.0, level_dbfs=-75.0), silence(0.0)])
def test_there_is_none_of_silence_and_of_too_short_a_sound(sound: object) -> None:
    assert integrated_loudness(sound) is None  # type: ignore[arg-type]
