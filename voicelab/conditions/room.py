"""Rooms: how speech sounds from some metres away, and where a wall throws it back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.conditions.waveform import amplitude, as_audio, convolve, random_numbers, waveform

__all__ = ["add_echo", "add_reverberation", "room_response"]

_ROOM_CUBIC_METRES = 50.0
"""A living room: 5 by 4 by 2.5 metres."""
_DIRECTIVITY = 2.0
"""Of somebody who speaks towards the microphone, in place of to all sides."""


def room_response(
    sample_rate_hz: int, distance_metres: float, rt60_seconds: float, *, seed: int = 0
) -> NDArray[np.float64]:
    """Return the impulse response of a room, the sound that comes straight being its first sample.

    What comes from the walls is noise that dies away (Polack's statistical model): 60 dB in the
    reverberation time, and as loud as the direct sound at the critical distance of a room of 50 m³.

    Returns
    -------
    Samples whose energy is 1: sound is as loud as it was.
    """
    count = max(1, round(rt60_seconds * sample_rate_hz))
    decay = 10.0 ** (-3.0 * np.arange(1, count + 1) / (rt60_seconds * sample_rate_hz))
    tail = random_numbers(seed, "room").standard_normal(count) * decay
    critical_metres = 0.1 * math.sqrt(_DIRECTIVITY * _ROOM_CUBIC_METRES / (math.pi * rt60_seconds))
    tail *= distance_metres / critical_metres / math.sqrt(float(np.sum(tail**2)))
    response = np.concatenate([[1.0], tail])
    return response / math.sqrt(float(np.sum(response**2)))


def add_reverberation(
    audio: Audio, distance_metres: float, rt60_seconds: float = 0.5, *, seed: int = 0
) -> Audio:
    """Return a recording as it sounds from some metres away in a room: as long, words where they were.

    Parameters
    ----------
    distance_metres
        From the mouth to the microphone, in metres.
    rt60_seconds
        How long sound takes to die away by 60 dB, in seconds: 0.3 in furnished rooms, 1 in bare ones.
    seed
        Another one is another place in the room.
    """
    response = room_response(audio.sample_rate_hz, distance_metres, rt60_seconds, seed=seed)
    return as_audio(convolve(waveform(audio), response)[: len(audio.samples)], audio.sample_rate_hz)


def add_echo(audio: Audio, echo_db: float, echo_seconds: float = 0.2) -> Audio:
    """Return a recording with one echo, as long as it was.

    Parameters
    ----------
    echo_db
        How loud it comes back, in dB: -6 is half as high.
    echo_seconds
        When, in seconds.
    """
    values, delay = waveform(audio), round(echo_seconds * audio.sample_rate_hz)
    back = np.concatenate([np.zeros(delay), values])[: len(values)]
    return as_audio(values + amplitude(echo_db) * back, audio.sample_rate_hz)
