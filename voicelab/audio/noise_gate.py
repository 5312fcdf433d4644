"""A gate at the microphone: what is quieter than speech goes on as silence."""

from __future__ import annotations

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ

__all__ = ["NoiseGate"]

_HOLD_SECONDS = 0.3
"""How long the gate stays open after the last loud sound, in seconds: words end softly."""


class NoiseGate:
    """Lets speech through, and makes silence of what is quieter than a level.

    Sound keeps its length, so that times stay right. It counts samples and reads no clock.
    """

    def __init__(self) -> None:
        self._open_samples = 0

    def pass_on(self, pcm: bytes, level_dbfs: float | None) -> bytes:
        """Return a chunk of 16-bit mono PCM as it is, or as silence of the same length.

        Parameters
        ----------
        level_dbfs
            The loudness from which on sound counts as speech, in decibels of full scale; `None` lets all
            through.
        """
        if level_dbfs is None or not pcm:
            return pcm
        samples = len(pcm) // 2
        if Audio.from_pcm(pcm, SAMPLE_RATE_HZ).rms_dbfs >= level_dbfs:
            self._open_samples = round(_HOLD_SECONDS * SAMPLE_RATE_HZ)
            return pcm
        if self._open_samples > 0:
            self._open_samples -= samples
            return pcm
        return np.zeros(samples, dtype="<i2").tobytes()
