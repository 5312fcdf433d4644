"""Loudness: which sound may be speech, for which an answer is due; silence needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_loud", "loud_samples"]

_LOUD = 300
"""Samples beyond this (-41 dBFS) may be speech."""


def is_loud(samples: NDArray[np.int16]) -> bool:
    """Say whether there may be speech in some samples."""
    return bool(len(samples)) and max(int(samples.max()), -int(samples.min())) > _LOUD


def loud_samples(pcm: bytes) -> int:
    """Return how many samples of 16-bit PCM there are up to the last that may be speech; 0 if none may."""
    samples = np.frombuffer(pcm, np.int16)
    if not is_loud(samples):
        return 0
    return int(np.flatnonzero((samples > _LOUD) | (samples < -_LOUD))[-1]) + 1
