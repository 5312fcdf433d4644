"""Speed: how long it lasts, at what pitch, and where words are."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conditions.spectra import band_db
from voicelab.audio.clip import Audio
from voicelab.conditions.speed import change_speed
from voicelab.conditions.waveform import waveform
from voicelab.recordings import recording
from voicelab.testing import silence, tone

SPEEDS = [0.5, 0.83, 1.2, 2.0]


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_recording_is_as_much_shorter_and_as_loud(speed: float) -> None:
    speech = Audio.from_file(recording("museum"))

    quicker = change_speed(speech, speed)

    assert len(quicker.samples) == round(len(speech.samples) / speed)
    assert quicker.rms_dbfs == pytest.approx(speech.rms_dbfs, abs=1.5)
    assert quicker.sample_rate_hz == speech.sample_rate_hz


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("rate", [8_000, 44_100])
def test_the_pitch_is_kept(speed: float, rate: int) -> None:
    changed = change_speed(tone(seconds=2.0, frequency_hz=440.0, sample_rate_hz=rate), speed)

    assert band_db(changed, 425.0, 455.0) - band_db(changed, 0.0, rate / 2.0) > -0.5


@pytest.mark.parametrize("speed", SPEEDS)
def test_what_sounds_later_sounds_as_much_earlier(speed: float) -> None:
    sound = silence(1.5) + tone(seconds=0.5) + silence(1.0)

    loud = np.flatnonzero(np.abs(waveform(change_speed(sound, speed))) > 0.05) / 16_000

    assert (loud[0], loud[-1]) == pytest.approx((1.5 / speed, 2.0 / speed), abs=0.064)  # a window


def test_a_long_recording_is_handed_over_piece_by_piece() -> None:
    assert len(change_speed(tone(seconds=12.0), 1.5).samples) == 8 * 16_000
