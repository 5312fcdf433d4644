"""Loudness as people hear it: integrated loudness by ITU-R BS.1770-4, which EBU R 128 uses, too."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from voicelab.audio.mixing import FULL_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicelab.audio.clip import Audio

__all__ = ["integrated_loudness"]

_STEPS_A_SECOND = 10
_STEPS_IN_BLOCK = 4
"""Blocks of 400 ms begin every 100 ms."""
_HISTORY_STEPS = 3
"""How long the filter remembers, in steps: its slowest part, at 38 Hz, has died away by e⁻⁷⁰ then."""
_STEPS_AT_ONCE = 97
_OFFSET_DB = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0


def integrated_loudness(audio: Audio) -> float | None:
    """Return the loudness of mono sound, in LUFS; silence between words does not count.

    A sine of 997 Hz has as many LUFS as its level in dBFS (root mean square). `None` where there are less
    than 0.4 s of sound, or none of it is louder than -70 LUFS.

    Examples
    --------
    >>> from voicelab.testing import tone
    >>> round(integrated_loudness(tone(2.0, 997.0, level_dbfs=-23.0)), 1)
    -23.0
    """
    powers = np.fromiter(_step_powers(audio), dtype=np.float64)
    if len(powers) < _STEPS_IN_BLOCK:
        return None
    blocks = np.convolve(powers, np.full(_STEPS_IN_BLOCK, 1.0 / _STEPS_IN_BLOCK), "valid")
    loud = blocks[blocks > _power(_ABSOLUTE_GATE)]
    if not len(loud):
        return None
    gated = loud[loud > loud.mean() * 10.0 ** (_RELATIVE_GATE / 10.0)]
    return _OFFSET_DB + 10.0 * math.log10(float(gated.mean()))


def _power(loudness: float) -> float:
    return float(10.0 ** ((loudness - _OFFSET_DB) / 10.0))


def _step_powers(audio: Audio) -> Iterator[float]:
    """Yield the mean square of each whole step of 100 ms, weighted as people hear it."""
    step = round(audio.sample_rate_hz / _STEPS_A_SECOND)
    size, kept = step * _STEPS_AT_ONCE, step * _HISTORY_STEPS
    history: NDArray[np.float64] = np.zeros(kept)
    for block in audio.blocks(size):
        samples = np.concatenate([history, block / FULL_SCALE])
        # Twice the history of room: what goes around at the end falls on the history, which is thrown away.
        length = 2 ** math.ceil(math.log2(size + 2 * kept))
        spectrum = np.fft.rfft(samples, length) * _weighting(audio.sample_rate_hz, length)
        heard = np.fft.irfft(spectrum, length)[kept : len(samples)]
        whole = len(heard) // step * step
        yield from (heard[:whole].reshape(-1, step) ** 2).mean(axis=1)
        history = samples[-kept:]


@functools.lru_cache(maxsize=8)
def _weighting(sample_rate_hz: int, length: int) -> NDArray[np.complex128]:
    """Return the frequency response of the standard's two filters, K-weighting, at any sample rate.

    The standard gives their coefficients at 48 kHz; these are the analogue filters that they stand for.
    """
    delay = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    gain = 10.0 ** (3.999843853973347 / 20.0)
    at_corner = gain**0.4996667741545416
    k, q = math.tan(math.pi * 1681.974450955533 / sample_rate_hz), 0.7071752369554196
    shelf = (gain + at_corner * k / q + k * k) + 2.0 * (k * k - gain) * delay
    shelf = shelf + (gain - at_corner * k / q + k * k) * delay**2
    shelf /= _poles(k, q, delay)
    k, q = math.tan(math.pi * 38.13547087602444 / sample_rate_hz), 0.5003270373238773
    # As in the standard, the second filter is normalised by its poles alone.
    high_pass = (1.0 - 2.0 * delay + delay**2) * (1.0 + k / q + k * k) / _poles(k, q, delay)
    response: NDArray[np.complex128] = shelf * high_pass
    return response


def _poles(k: float, q: float, delay: NDArray[np.complex128]) -> NDArray[np.complex128]:
    poles: NDArray[np.complex128] = (
        (1.0 + k / q + k * k) + 2.0 * (k * k - 1.0) * delay + (1.0 - k / q + k * k) * delay**2
    )
    return poles
