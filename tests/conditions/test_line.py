"""Lines: the telephone's band and coding, gain, lost packets."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conditions.spectra import band_db, difference, lag_samples, white
from voicelab.audio.clip import Audio
from voicelab.audio.wav_files import LAWS
from voicelab.conditions.line import (
    PACKET_SECONDS,
    TELEPHONE_LAWS,
    change_gain,
    lose_packets,
    send_by_telephone,
)
from voicelab.conditions.waveform import rms, waveform
from voicelab.recordings import recording
from voicelab.testing import tone


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_a_telephone_lets_its_band_through_and_nothing_else(rate: int) -> None:
    sound = white(sample_rate_hz=rate)

    sent = send_by_telephone(sound)

    def kept_db(low_hz: float, high_hz: float) -> float:
        return band_db(sent, low_hz, high_hz) - band_db(sound, low_hz, high_hz)

    assert kept_db(400.0, 3_300.0) == pytest.approx(0.0, abs=0.3)
    assert kept_db(0.0, 200.0) < -30.0
    assert kept_db(3_500.0, 4_000.0) < -30.0
    if rate > 8_000:
        assert kept_db(4_100.0, rate / 2.0) < -50.0
    assert (len(sent.samples), sent.sample_rate_hz) == (len(sound.samples), rate)


@pytest.mark.parametrize("law", TELEPHONE_LAWS)
def test_each_sample_is_one_of_the_256_that_the_law_has_and_the_nearest(law: str) -> None:
    sound = tone(seconds=1.0, frequency_hz=1_000.0, sample_rate_hz=8_000, level_dbfs=-15.0)

    sent = send_by_telephone(sound, law)

    assert set(sent.samples.tolist()) <= set(LAWS[TELEPHONE_LAWS[law]].tolist())
    middle = slice(800, -800)
    noise = difference(sent, sound)[middle]
    signal_to_noise_db = 20.0 * np.log10(rms(waveform(sound)[middle]) / rms(noise))
    assert 35.0 < signal_to_noise_db < 42.0  # that of ITU-T G.711


def test_words_are_where_they_were_behind_a_telephone() -> None:
    speech = Audio.from_file(recording("museum"))

    assert lag_samples(send_by_telephone(speech), speech) == 0


def test_a_telephone_keeps_silence_silent() -> None:
    assert send_by_telephone(Audio.silence(0.5)) == Audio.silence(0.5)


def test_gain_makes_louder_and_cuts_off_what_is_beyond_full_scale() -> None:
    sound = tone(level_dbfs=-20.0)

    assert change_gain(sound, -12.0).rms_dbfs == pytest.approx(-32.0, abs=0.05)
    assert change_gain(sound, 12.0).rms_dbfs == pytest.approx(-8.0, abs=0.05)
    loudest = change_gain(sound, 40.0).samples
    assert (loudest.min(), loudest.max()) == (-32_768, 32_767)
    assert np.count_nonzero(np.abs(loudest.astype(int)) >= 32_767) > 0.8 * len(loudest)


def test_packets_are_lost_whole_as_often_as_is_said_and_two_at_once_in_the_mean() -> None:
    sound = Audio(np.full(16_000 * 400, 1_000, np.int16), 16_000)

    packets = lose_packets(sound, 10.0).samples.reshape(-1, round(PACKET_SECONDS * 16_000))

    is_lost = ~packets.any(axis=1)
    assert ((packets == 1_000).all(axis=1) | is_lost).all()
    assert is_lost.mean() == pytest.approx(0.10, abs=0.01)
    bursts = np.count_nonzero(np.diff(is_lost.astype(int)) == 1)
    assert is_lost.sum() / bursts == pytest.approx(2.0, abs=0.15)


def test_another_seed_loses_other_packets() -> None:
    sound = white(2.0)

    assert lose_packets(sound, 20.0, seed=1) == lose_packets(sound, 20.0, seed=1)
    assert lose_packets(sound, 20.0, seed=1) != lose_packets(sound, 20.0, seed=2)
