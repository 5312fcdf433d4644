"""A low-pass filter: speech without its high frequencies sounds dull."""

from __future__ import annotations

import math

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.conditions.waveform import as_audio, convolve, fit, waveform

__all__ = ["low_pass"]

_KAISER_BETA = 6.0
_REJECTION_DB = 63.0
"""What a Kaiser window of that shape gives."""
_TRANSITION = 1.0 / 7.0
"""From what passes to what does not, as a share of the highest frequency: 0.5 kHz of 3.5, as ITU-R BS.1534
has it of its anchor."""


def low_pass(audio: Audio, highest_hz: float) -> Audio:
    """Return a sound without what is above a frequency: from a seventh above it on it is 60 dB quieter.

    It has its rate and its length afterwards, and words are where they were.

    Parameters
    ----------
    highest_hz
        The highest frequency that passes as it is, in Hz.
    """
    rate = audio.sample_rate_hz
    transition = highest_hz * _TRANSITION
    if not len(audio.samples) or highest_hz + transition >= rate / 2.0:
        return audio  # it has nothing above
    half = math.ceil((_REJECTION_DB - 7.95) / (2.0 * 2.285 * 2.0 * math.pi * transition / rate))
    edge = 2.0 * (highest_hz + transition / 2.0) / rate
    kernel = edge * np.sinc(edge * np.arange(-half, half + 1)) * np.kaiser(2 * half + 1, _KAISER_BETA)
    return as_audio(fit(convolve(waveform(audio), kernel)[half:], len(audio.samples)), rate)
