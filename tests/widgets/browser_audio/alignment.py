"""Finding a sound in what was heard of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.sources import SAMPLE_RATE_HZ

__all__ = ["aligned"]


def aligned(heard: NDArray[np.float64], sound: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[int]]:
    """Return a sound as it was heard, and by how many samples each tenth of a second of it is off its place.

    Piece by piece, for a busy machine lets the fake microphone stumble by some milliseconds.
    """
    size, start, shift = SAMPLE_RATE_HZ // 10, best_start(heard, sound), 0
    matched, shifts = [], []
    for at in range(0, len(sound), size):
        shift += best_shift(heard, sound[at : at + size], start + at + shift)
        matched.append(heard[start + at + shift :][:size])
        shifts.append(shift)
    return np.concatenate(matched), shifts


def best_start(heard: NDArray[np.float64], sound: NDArray[np.float64]) -> int:
    """Return where in what was heard a sound begins."""
    size = len(heard) + len(sound)
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size)), size)
    return int(np.argmax(product[: len(heard)]))


def best_shift(heard: NDArray[np.float64], piece: NDArray[np.float64], near: int) -> int:
    """Return by how many samples a piece is off its place in what was heard."""

    def likeness(shift: int) -> float:
        return float(np.corrcoef(heard[near + shift :][: len(piece)], piece)[0, 1])

    return max(range(-400, 401, 2), key=likeness)
