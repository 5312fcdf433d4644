"""Loud sound: what may be speech, for which an answer is due; silence needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_loud", "loud_until"]

_LOUD = 300
"""Samples beyond this (-41 dBFS) may be speech."""


def is_loud(samples: NDArray[np.int16]) -> bool:
    """Say whether there may be speech in some samples."""
    return bool(len(samples)) and max(int(samples.max()), -int(samples.min())) > _LOUD


def loud_until(pcm: bytes) -> int:
    """Return where the last of what may be speech ends in 16-bit PCM, in samples; 0 if none may be."""
    samples = np.frombuffer(pcm, np.int16)
    if not is_loud(samples):
        return 0
    return int(np.flatnonzero((samples > _LOUD) | (samples < -_LOUD))[-1]) + 1
