"""Spectrograms against those that Whisper's own models are given."""

from __future__ import annotations

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

from voicelab.audio.clip import Audio
from voicelab.embedded.local.turn_detection.log_mel import BANDS, log_mel
from voicelab.recordings import recording


def test_a_spectrogram_is_that_of_whisper() -> None:
    sound = Audio.from_wav(recording("story")).samples.astype(np.float32) / np.float32(32_768.0)

    found = log_mel(sound)

    assert found.shape == (BANDS, len(sound) // 160)
    np.testing.assert_allclose(found, FeatureExtractor(feature_size=BANDS)(sound, padding=0), atol=1e-3)
