"""StreamResampler: live sound at another sample rate, piece by piece and nearly at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["StreamResampler"]

_TRANSITION = 1 / 16
"""From where sound is kept to where it is gone, as a part of the lower rate: flat to 7.5 kHz at 16 kHz."""
_ATTENUATION_DB = 70.0
_BLOCK = 4_096


class StreamResampler:
    """Converts 16-bit mono sound, 2 ms late at 16 kHz and more.

    A stream of soxr's of such a quality is 15 to 21 ms late, since it computes block by block; for whole
    recordings that costs nothing, and it is the quicker.

    Parameters
    ----------
    from_rate_hz, to_rate_hz
        Sample rates, in Hz.
    """

    def __init__(self, from_rate_hz: int, to_rate_hz: int) -> None:
        divisor = math.gcd(from_rate_hz, to_rate_hz)
        self._up, self._down = to_rate_hz // divisor, from_rate_hz // divisor
        self._filters = _filters(self._up, self._down)
        self._reach = self._filters.shape[1] // 2
        self._dropped = self._taken = self._next = 0
        """Samples of the input that are no longer held, those that came, and those that were returned."""
        self._held = self._silence_ahead()

    def convert(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the samples (shape (n,)) that have become known by these."""
        self._taken += len(samples)
        self._held = np.concatenate([self._held, samples.astype(np.float32)])
        first_unknown = self._dropped + len(self._held) - 2 * self._reach + 1
        return self._samples_until(max(self._next, _ceiling(first_unknown * self._up, self._down)))

    def finish(self) -> NDArray[np.int16]:
        """Return the stream's last samples, and begin another."""
        self._held = np.concatenate([self._held, np.zeros(self._reach, np.float32)])
        last = self._samples_until(_ceiling(self._taken * self._up, self._down))
        self._dropped = self._taken = self._next = 0
        self._held = self._silence_ahead()
        return last

    def _silence_ahead(self) -> NDArray[np.float32]:
        return np.zeros(self._reach - 1, np.float32)

    def _samples_until(self, end: int) -> NDArray[np.int16]:
        """Make the next samples, up to a place in the stream."""
        made = [np.zeros(0, np.int16)]
        for first in range(self._next, end, _BLOCK):
            places = np.arange(first, min(first + _BLOCK, end)) * self._down
            windows = sliding_window_view(self._held, 2 * self._reach)[places // self._up - self._dropped]
            values = np.rint(np.einsum("nk,nk->n", windows, self._filters[places % self._up]))
            made.append(np.clip(values, -32_768, 32_767).astype(np.int16))
        self._next = end
        over = end * self._down // self._up - self._dropped
        self._held, self._dropped = self._held[over:], self._dropped + over
        return np.concatenate(made)


def _filters(up: int, down: int) -> NDArray[np.float32]:
    """Return what makes a sample of those around it, for each place between two: sincs in Kaiser's window."""
    bandwidth = min(1.0, up / down)
    width = (_ATTENUATION_DB - 7.95) / (2.285 * 2 * math.pi * bandwidth * _TRANSITION)
    reach = math.ceil(width / 2)
    distances = np.arange(up)[:, None] / up + reach - 1 - np.arange(2 * reach)
    beta = 0.1102 * (_ATTENUATION_DB - 8.7)
    window = np.i0(beta * np.sqrt(np.clip(1.0 - (distances / reach) ** 2, 0.0, None)))
    filters = np.sinc(bandwidth * distances) * window
    normalised: NDArray[np.float32] = (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)
    return normalised


def _ceiling(number: int, divisor: int) -> int:
    return -(-number // divisor)
