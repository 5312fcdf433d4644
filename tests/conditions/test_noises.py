"""The kinds of noise: their spectra, and how steady they are."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conditions.spectra import band_db
from voicelab.audio.clip import Audio
from voicelab.conditions.noise import add_noise
from voicelab.testing import silence

OCTAVES = [(125.0 * 2**n, 250.0 * 2**n) for n in range(5)]


def noise(kind: str, rate: int = 16_000) -> Audio:
    return add_noise(silence(8.0, rate), 0.0, kind)


@pytest.mark.parametrize(("kind", "an_octave_db"), [("white", 3.0), ("pink", 0.0)])
def test_noise_grows_by_octaves_as_its_name_says(kind: str, an_octave_db: float) -> None:
    levels = [band_db(noise(kind), *octave) for octave in OCTAVES]

    assert np.diff(levels) == pytest.approx([an_octave_db] * 4, abs=0.5)


def test_pink_noise_begins_again_without_a_seam() -> None:
    long = add_noise(silence(70.0), 0.0, "pink").samples.astype(int)
    steps, seam = np.abs(np.diff(long)), (1 << 20) - 1

    assert (long[: len(long) - (1 << 20)] == long[1 << 20 :]).all()
    assert steps[seam] < np.quantile(steps, 0.999)


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_hum_is_of_the_mains_and_its_harmonics(rate: int) -> None:
    hum = noise("hum", rate)
    lines = sum(10.0 ** (band_db(hum, hz - 1.0, hz + 1.0) / 10.0) for hz in range(50, 1_001, 50))

    assert 10.0 * np.log10(lines) == pytest.approx(band_db(hum, 0.0, rate / 2.0), abs=0.1)
    assert band_db(hum, 49.0, 51.0) > band_db(hum, 99.0, 101.0) + 5.0


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_babble_has_the_spectrum_of_speech_and_no_pauses(rate: int) -> None:
    babble = noise("babble", rate)
    frames = (babble.samples[: 80 * (rate // 10)] / 32_768.0).reshape(80, -1)
    levels = 10.0 * np.log10((frames**2).mean(axis=1))

    assert band_db(babble, 100.0, 1_000.0) > band_db(babble, 1_000.0, 4_000.0) + 3.0
    assert np.ptp(levels) < 20.0
    assert np.std(levels) > 1.0  # it is no steady noise, either
