"""Log-mel spectrograms as Whisper's encoder reads them, and so does smart-turn's."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["BANDS", "HOP_SAMPLES", "RATE_HZ", "log_mel"]

RATE_HZ = 16_000
HOP_SAMPLES = 160
BANDS = 80

_WINDOW_SAMPLES = 400
_LEAST_POWER = 1e-10
_RANGE_DECADES = 8.0
_KNEE_HZ, _KNEE_MEL = 1_000.0, 15.0
"""Slaney's mel scale is linear up to here, with 15 mel at 1 kHz, and logarithmic above."""
_MEL_PER_OCTAVE = 27.0 / np.log2(6.4)


def log_mel(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the spectrogram of a sound (16 kHz), a column each 10 ms, shape (80, samples // 160).

    Its values lie within 2.0 of each other, that is 80 dB.
    """
    padded = np.pad(sound, _WINDOW_SAMPLES // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::HOP_SAMPLES]
    power = np.abs(np.fft.rfft(frames[: len(sound) // HOP_SAMPLES] * _hann(), axis=1)) ** 2
    decades = np.log10(np.maximum(power @ _filters(), _LEAST_POWER)).T
    decades = np.maximum(decades, decades.max() - _RANGE_DECADES)
    scaled: NDArray[np.float32] = ((decades + 4.0) / 4.0).astype(np.float32)
    return scaled


@cache
def _hann() -> NDArray[np.float64]:
    return np.hanning(_WINDOW_SAMPLES + 1)[:-1]


@cache
def _filters() -> NDArray[np.float64]:
    """Return the bands' triangles over the frequencies, shape (201, 80), each of the same area."""
    frequencies = np.linspace(0.0, RATE_HZ / 2, _WINDOW_SAMPLES // 2 + 1)[:, np.newaxis]
    corners = _hertz(np.linspace(0.0, _mel(RATE_HZ / 2), BANDS + 2))
    low, centre, high = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (frequencies - low) / (centre - low), (high - frequencies) / (high - centre)
    triangles: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (high - low)
    return triangles


def _mel(hertz: float) -> float:
    """Return a frequency above the knee in mel."""
    return float(_KNEE_MEL + np.log2(hertz / _KNEE_HZ) * _MEL_PER_OCTAVE)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mel * _KNEE_HZ / _KNEE_MEL
    return np.where(mel < _KNEE_MEL, linear, _KNEE_HZ * 2.0 ** ((mel - _KNEE_MEL) / _MEL_PER_OCTAVE))
