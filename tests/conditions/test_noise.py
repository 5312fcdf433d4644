"""Noise: its ratio to the speech, and where it comes from."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.conditions.spectra import band_db, difference, white
from voicelab.audio.clip import Audio
from voicelab.conditions.noise import Noise, add_noise
from voicelab.conditions.noises import NOISES
from voicelab.conditions.waveform import rms
from voicelab.recordings import recording
from voicelab.testing import silence, tone


def dbfs(values: float) -> float:
    return 20.0 * math.log10(values)


@pytest.mark.parametrize("noise", [*NOISES, white(0.5), recording("noise")], ids=str)
def test_noise_is_as_far_below_what_sounds_as_is_said(noise: Noise) -> None:
    speech = silence(2.0) + tone(seconds=2.0, level_dbfs=-20.0) + silence(4.0)

    noisy = add_noise(speech, 12.0, noise)

    added = difference(noisy, speech)
    assert dbfs(rms(added)) == pytest.approx(-32.0, abs=0.6)
    assert dbfs(rms(added[-4 * 16_000 :])) == pytest.approx(-32.0, abs=3.0)
    assert (len(noisy.samples), noisy.sample_rate_hz) == (len(speech.samples), 16_000)


def test_noise_without_speech_is_as_far_below_speech_of_the_usual_level() -> None:
    assert add_noise(silence(4.0), 10.0).rms_dbfs == pytest.approx(-36.0, abs=0.1)


def test_noise_that_leaves_no_room_makes_all_of_it_quieter_and_cuts_nothing_off() -> None:
    speech = tone(seconds=1.0, level_dbfs=-3.5)

    noisy = add_noise(speech, 0.0, "white")

    size = np.abs(noisy.samples.astype(int))
    assert size.max() >= 32_767
    assert np.count_nonzero(size >= 32_000) < 5
    # The tone is still there, by as much quieter as everything.
    tone_samples = speech.samples.astype(float)
    share = np.dot(noisy.samples, tone_samples) / np.dot(tone_samples, tone_samples)
    assert 0.2 < share < 0.5


def test_the_same_seed_gives_the_same_noise_and_another_one_other_noise() -> None:
    speech = Audio.from_file(recording("stop"))
    noises: list[Noise] = [*NOISES, white(9.0)]
    for noise in noises:
        assert add_noise(speech, 5.0, noise, seed=3) == add_noise(speech, 5.0, noise, seed=3)
        assert add_noise(speech, 5.0, noise, seed=3) != add_noise(speech, 5.0, noise, seed=4)


def test_a_recording_of_another_rate_goes_round_until_the_end() -> None:
    short = tone(seconds=0.25, frequency_hz=1_000.0, sample_rate_hz=48_000)

    noisy = add_noise(silence(3.0), 0.0, short)

    assert band_db(noisy, 990.0, 1_010.0) - band_db(noisy, 0.0, 8_000.0) > -0.5


def test_a_recording_that_is_silent_is_refused(tmp_path: Path) -> None:
    silence(1.0).save(tmp_path / "quiet.wav")

    for noise, name in ((silence(1.0), "the recording"), (tmp_path / "quiet.wav", r"quiet\.wav")):
        with pytest.raises(ValueError, match=rf"{name} is silent: there is no noise in it"):
            add_noise(tone(), 10.0, noise)


def test_a_recording_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "noise.wav"
    tone(frequency_hz=500.0).save(path)
    low = add_noise(silence(1.0), 0.0, path)
    tone(frequency_hz=2_000.0).save(path)

    assert band_db(add_noise(silence(1.0), 0.0, path), 1_900.0, 2_100.0) > band_db(low, 1_900.0, 2_100.0) + 30
