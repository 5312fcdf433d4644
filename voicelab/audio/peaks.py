"""Peaks: a sound's outline, as it is drawn."""

from __future__ import annotations

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.mixing import FULL_SCALE

__all__ = ["QUIET_RATIO", "peaks", "sounding"]

QUIET_RATIO = 0.1
"""What is 20 dB below the loudest is silence."""


def peaks(audio: Audio, count: int) -> tuple[float, ...]:
    """Return the largest sample of each of so many equal parts of a sound, 0 to 1 of full scale.

    Parameters
    ----------
    count
        How many, 1 or more; fewer where the sound has fewer samples. Long sound is read piece by piece.

    Examples
    --------
    >>> peaks(Audio.from_array([0.0, 0.5, -1.0, 0.25], 16_000), 2)
    (0.5, 1.0)
    """
    total = len(audio.samples)
    count = min(count, total)
    starts = np.arange(count) * total // max(count, 1)
    ends = np.append(starts[1:], total)
    found = (
        np.max(np.abs(audio.samples[start:end].astype(np.int32)))
        for start, end in zip(starts, ends, strict=False)
    )
    return tuple(float(peak) / FULL_SCALE for peak in found)


def sounding(outline: tuple[float, ...]) -> tuple[float, float]:
    """Return where a sound begins and ends to sound, as shares of its length; all of it if it is silent.

    Examples
    --------
    >>> sounding((0.0, 0.5, 0.4, 0.01))
    (0.25, 0.75)
    """
    loudest = max(outline, default=0.0)
    loud = [place for place, peak in enumerate(outline) if peak > QUIET_RATIO * loudest]
    return (loud[0] / len(outline), (loud[-1] + 1) / len(outline)) if loud else (0.0, 1.0)
