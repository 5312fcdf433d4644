"""The active speech level: pauses do not count."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.conditions.speech_level import active_speech_dbfs
from voicelab.recordings import recording
from voicelab.testing import silence, tone


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_the_level_is_that_of_what_sounds_however_long_the_pauses_are(rate: int) -> None:
    sounding = tone(seconds=2.0, sample_rate_hz=rate, level_dbfs=-23.0)
    paused = silence(3.0, rate) + sounding + silence(5.0, rate)

    assert active_speech_dbfs(sounding) == pytest.approx(-23.0, abs=0.2)
    assert active_speech_dbfs(paused) == pytest.approx(-23.0, abs=0.6)
    assert paused.rms_dbfs < -28.0


def test_speech_that_is_made_quieter_is_as_much_quieter() -> None:
    speech = Audio.from_file(recording("museum"))
    quieter = Audio.from_array(speech.samples / 32_768.0 / 8.0, speech.sample_rate_hz)

    assert active_speech_dbfs(speech) > speech.rms_dbfs
    assert active_speech_dbfs(speech) - active_speech_dbfs(quieter) == pytest.approx(18.06, abs=0.2)


def test_an_offset_is_no_speech() -> None:
    sounding = tone(seconds=2.0, level_dbfs=-30.0)
    offset = Audio((sounding.samples + np.int16(3_000)).astype(np.int16), sounding.sample_rate_hz)

    assert active_speech_dbfs(offset) == pytest.approx(-30.0, abs=0.2)


def test_silence_has_no_level() -> None:
    assert [active_speech_dbfs(silence(seconds)) for seconds in (0.0, 1.0)] == [-math.inf, -math.inf]
