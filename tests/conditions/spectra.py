"""What tests measure of sounds: levels, bands, likeness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.conditions.waveform import waveform

__all__ = ["band_db", "difference", "lag_samples", "white"]


def white(seconds: float = 4.0, sample_rate_hz: int = 16_000, level: float = 0.05) -> Audio:
    """Return white noise."""
    count = round(seconds * sample_rate_hz)
    return Audio.from_array(level * np.random.RandomState(7).standard_normal(count), sample_rate_hz)


def band_db(audio: Audio, low_hz: float, high_hz: float) -> float:
    """Return the energy between two frequencies, in decibels."""
    energy = np.abs(np.fft.rfft(waveform(audio))) ** 2
    frequencies = np.fft.rfftfreq(len(audio.samples), 1.0 / audio.sample_rate_hz)
    return float(10.0 * np.log10(energy[(frequencies >= low_hz) & (frequencies < high_hz)].sum()))


def difference(audio: Audio, other: Audio) -> NDArray[np.float64]:
    """Return what one sound has that the other has not."""
    return waveform(audio) - waveform(other)


def lag_samples(audio: Audio, other: Audio) -> int:
    """Return how much later the first is than the other, where both are most alike."""
    size = len(audio.samples) + len(other.samples)
    spectrum = np.fft.rfft(waveform(audio), size) * np.conj(np.fft.rfft(waveform(other), size))
    likeness = np.fft.irfft(spectrum, size)
    place = int(likeness.argmax())
    return place if place < size // 2 else place - size
