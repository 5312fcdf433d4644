"""Waveforms: sound as floats, filtered, and turned into samples that are never louder than full scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.mixing import FULL_SCALE

__all__ = [
    "LOUDEST",
    "amplitude",
    "as_audio",
    "convolve",
    "fit",
    "random_numbers",
    "repeat",
    "rms",
    "waveform",
]

LOUDEST = (FULL_SCALE - 1.0) / FULL_SCALE
"""The loudest sample that is positive, of full scale."""

_LEAST_SIZE = 1 << 14


def waveform(audio: Audio) -> NDArray[np.float64]:
    """Return a sound's samples between -1.0 and 1.0."""
    return audio.samples / FULL_SCALE


def as_audio(values: NDArray[np.float64], sample_rate_hz: int) -> Audio:
    """Return sound of samples; where any would be beyond full scale, all of it is made quieter."""
    excess = max(values.max(initial=0.0) / LOUDEST, -values.min(initial=0.0), 1.0)
    return Audio(np.rint(values * (FULL_SCALE / excess)).astype(np.int16), sample_rate_hz)


def amplitude(decibels: float) -> float:
    """Return the factor of amplitudes that a level in decibels stands for."""
    return float(10.0 ** (decibels / 20.0))


def rms(values: NDArray[np.float64]) -> float:
    """Return the root mean square; 0 of nothing."""
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0


def fit(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the first so many samples, with silence behind them where there are fewer."""
    return np.pad(values[:count], (0, max(0, count - len(values))))


def repeat(values: NDArray[np.float64], count: int, start: int = 0) -> NDArray[np.float64]:
    """Return so many samples from a place on, from the beginning again wherever the end is reached."""
    return np.resize(np.roll(values, -start), count)


def convolve(values: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the convolution of a sound with a kernel, as long as both together (overlap-add)."""
    size = max(_LEAST_SIZE, 1 << (4 * len(kernel)).bit_length())
    step, response = size - len(kernel) + 1, np.fft.rfft(kernel, size)
    out = np.zeros(len(values) + len(kernel) - 1)
    for start in range(0, len(values), step):
        block = values[start : start + step]
        piece = np.fft.irfft(np.fft.rfft(block, size) * response, size)[: len(block) + len(kernel) - 1]
        out[start : start + len(piece)] += piece
    return out


def random_numbers(seed: int, effect: str) -> np.random.RandomState:
    """Return the random numbers of an effect: other effects of the same seed have others.

    NumPy keeps the numbers of `RandomState` as they are for good, and those of newer generators not.
    """
    return np.random.RandomState([seed, *effect.encode()])
