"""Mixing: frames of any number of channels and any scale become 16-bit mono samples, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.spool import Spool

__all__ = ["FULL_SCALE", "MOST_CHANNELS", "Frames", "Scale", "to_mono"]

FULL_SCALE = 32_768.0
"""Of 16-bit samples."""

MOST_CHANNELS = 64
"""More of them are no sound: a damaged header, or a table."""

_LOUDEST_FLOAT = 16.0
"""Floats beyond this are no overshoot of a scale of -1 to 1: their scale is that of integers."""
_LOUDEST_16_BIT = 2.0**18
"""Numbers beyond this are of 32 bits: those would be inaudible below it, those of 16 are never so loud."""
_LOUDEST_32_BIT = 2.0**31
_GLITCHES = 1_000
"""One sample in so many, silence apart, may be a glitch, and tells nothing of the scale."""

Scale = Literal["one", "floats", "integers"]

_INVERSE = -0.5
"""Correlation with the loudest channel below which a channel is its inverse: averaged, both would vanish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Frames of sound that can be read more than once."""

    sample_rate_hz: int
    channels: int
    blocks: Callable[[], Iterator[NDArray[Any]]]
    """Gives arrays of shape (n, channels): int16, or floats."""
    scale: Scale = "one"
    """Of floats: -1.0 to 1.0 for sure, or most likely, or that of integers; all but glitches tell."""


def to_mono(frames: Frames) -> NDArray[np.int16]:
    """Return the mean of the channels; one that is the inverse of the loudest is turned over first.

    Raises
    ------
    ValueError
        The samples are not finite, of no scale that is known, or of too many channels.
    """
    if frames.channels > MOST_CHANNELS:
        raise ValueError(f"it has {frames.channels:,} channels, and at most {MOST_CHANNELS} can be mixed")
    scale = 1.0 if frames.scale == "one" else _scale(frames)
    samples, signs = _mix(frames, scale, np.ones(frames.channels))
    return samples if (signs > 0).all() else _mix(frames, scale, signs)[0]


def _scale(frames: Frames) -> float:
    """Return what brings samples into -1.0 to 1.0, as far as all but a few glitches tell."""
    limits = (_LOUDEST_FLOAT, _LOUDEST_16_BIT, _LOUDEST_32_BIT)
    beyond, sounding, loudest, is_whole = np.zeros(len(limits), int), 0, 0.0, True
    for block in frames.blocks():
        size = np.abs(block)
        if not np.isfinite(size).all():
            raise ValueError("the samples hold NaN or infinity")
        beyond += [np.count_nonzero(size > limit) for limit in limits]
        sounding += np.count_nonzero(size)
        loudest = max(loudest, float(size.max(initial=0.0)))
        is_whole = is_whole and bool((size == np.rint(size)).all())
    of_floats, of_16_bits, of_32_bits = (beyond <= sounding // _GLITCHES).tolist()
    if frames.scale == "floats" and (loudest <= _LOUDEST_FLOAT or (of_floats and not is_whole)):
        return 1.0
    if of_16_bits:
        return 1.0 / FULL_SCALE
    if of_32_bits:
        return 1.0 / _LOUDEST_32_BIT
    raise ValueError(
        f"the loudest sample is {loudest:,.0f}: floats should be in -1 to 1, integers of 16 or 32 bits"
    )


def _mix(
    frames: Frames, scale: float, signs: NDArray[np.float64]
) -> tuple[NDArray[np.int16], NDArray[np.float64]]:
    """Return the mean of the channels, and which of them (-1) are inverse to the loudest."""
    spool = Spool()
    likeness = np.zeros((frames.channels, frames.channels))
    for block in frames.blocks():
        if frames.channels == 1 and block.dtype == np.int16:
            spool.write(block[:, 0])
            continue
        values = block.astype(np.float64) * (scale / FULL_SCALE if block.dtype == np.int16 else scale)
        if frames.channels > 1:
            likeness += values.T @ values
            values = values * signs
        mean = values.mean(axis=1)
        scaled = np.clip(np.rint(mean * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1)
        spool.write(scaled.astype(np.int16))
    return spool.samples(), _signs(likeness)


def _signs(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    energy = np.diag(likeness)
    loudest = int(energy.argmax())
    together = np.sqrt(energy * energy[loudest])
    return np.where(likeness[loudest] < _INVERSE * together, -1.0, 1.0)
