"""The active speech level: how loud somebody speaks, pauses left out."""

from __future__ import annotations

import math

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.conditions.waveform import convolve, waveform

__all__ = ["active_speech_dbfs"]

# ITU-T P.56, method B.
_SMOOTHING_SECONDS = 0.03
_HANGOVER_SECONDS = 0.2
"""Pauses that are shorter are part of speech."""
_MARGIN_DB = 15.9
"""How far below the level of speech something still is speech."""
_THRESHOLDS = 2.0 ** np.arange(-15, 0)

_SMOOTHED_SECONDS = 20 * _SMOOTHING_SECONDS
"""Beyond that, what is left of a sample is below 16 bits."""


def active_speech_dbfs(audio: Audio) -> float:
    """Return the level of speech, where there is any, as ITU-T P.56 (method B) measures it.

    Returns
    -------
    Root mean square in decibels of full scale, over the time in which somebody speaks; -inf for silence.

    Examples
    --------
    >>> from voicelab.testing import silence, tone
    >>> round(active_speech_dbfs(tone(seconds=2.0, level_dbfs=-20.0) + silence(seconds=6.0)))
    -20
    """
    if not len(audio.samples):
        return -math.inf
    values = waveform(audio)
    values = values - values.mean()  # an offset is not heard
    energy = float(np.sum(values**2))
    if not energy:
        return -math.inf
    # Two smoothings, one behind the other, are one filter.
    steps = np.arange(round(_SMOOTHED_SECONDS * audio.sample_rate_hz))
    decay = math.exp(-1.0 / (_SMOOTHING_SECONDS * audio.sample_rate_hz))
    envelope = convolve(np.abs(values), (1.0 - decay) ** 2 * (steps + 1) * decay**steps)[: len(values)]
    hangover = round(_HANGOVER_SECONDS * audio.sample_rate_hz)
    below: tuple[float, float] | None = None
    level = -math.inf
    for threshold in _THRESHOLDS:
        reached = np.append(np.flatnonzero(envelope >= threshold), len(values))
        if len(reached) == 1:
            break
        active = int(np.minimum(np.diff(reached), hangover + 1).sum())
        level = 10.0 * math.log10(energy / active)
        distance = level - 20.0 * math.log10(threshold)
        if distance <= _MARGIN_DB:
            if below is None:
                return level
            share = (below[1] - _MARGIN_DB) / (below[1] - distance)
            return below[0] + share * (level - below[0])
        below = level, distance
    return level if below is not None else 10.0 * math.log10(energy / len(values))
