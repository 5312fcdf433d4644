"""Noises: white, pink, babble, hum, each of any length, and the same for the same random numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.conditions.waveform import repeat, rms, waveform
from voicelab.recordings.recordings import recording, transcripts

__all__ = ["NOISES"]

_LOWEST_HZ = 20.0
"""Pink noise gets no louder below: that would not be heard, and take all the loudness."""
_SHORTEST, _LONGEST = 1 << 10, 1 << 20
"""Samples of pink noise until it begins again, without a seam: a minute at the rate of recognition."""

_MAINS_HZ, _HARMONICS = 50.0, 20

_RECORDED_HZ = 16_000
_SPEEDS = (0.78, 0.84, 0.9, 0.96, 1.03, 1.1, 1.18, 1.26)
"""Of a voice, pitch and all, so that it becomes eight people's."""
_SILENT = 0.01
"""What is quieter is the silence ahead of a recording and behind it, of full scale."""


def _white(count: int, _sample_rate_hz: int, random: np.random.RandomState) -> NDArray[np.float64]:
    return random.standard_normal(count)


def _pink(count: int, sample_rate_hz: int, random: np.random.RandomState) -> NDArray[np.float64]:
    """Return noise that has the same energy in each octave."""
    period = min(max(1 << (count - 1).bit_length(), _SHORTEST), _LONGEST)
    frequencies = np.fft.rfftfreq(period, 1.0 / sample_rate_hz)
    spectrum = np.fft.rfft(random.standard_normal(period)) / np.sqrt(np.maximum(frequencies, _LOWEST_HZ))
    spectrum[0] = 0.0
    return repeat(np.fft.irfft(spectrum, period), count)


def _hum(count: int, sample_rate_hz: int, random: np.random.RandomState) -> NDArray[np.float64]:
    """Return the hum of the mains and its harmonics."""
    turns = np.arange(count) * (2.0 * np.pi * _MAINS_HZ / sample_rate_hz)
    phases = random.uniform(0.0, 2.0 * np.pi, _HARMONICS)
    hum = np.zeros(count)
    for harmonic, phase in enumerate(phases, 1):
        if harmonic * _MAINS_HZ < sample_rate_hz / 2.0:
            hum += np.sin(harmonic * turns + phase) / harmonic
    return hum


def _babble(count: int, sample_rate_hz: int, random: np.random.RandomState) -> NDArray[np.float64]:
    """Return the sound of eight people who talk at once, each without a pause."""
    babble = np.zeros(count)
    for voice in _voices(sample_rate_hz):
        babble += repeat(voice, count, random.randint(len(voice)))
    return babble


@lru_cache(maxsize=4)
def _voices(sample_rate_hz: int) -> tuple[NDArray[np.float64], ...]:
    """Return what each of them says, equally loud: the recordings, from another one on."""
    spoken = [_spoken(Audio.from_wav(recording(name))) for name, text in transcripts.items() if text]
    voices = []
    for place, speed in enumerate(_SPEEDS):
        first = place % len(spoken)
        said = np.concatenate([*spoken[first:], *spoken[:first]])
        # Played quicker, it is of a higher rate.
        audio = Audio(said, round(_RECORDED_HZ * speed)).resample(sample_rate_hz)
        voices.append(waveform(audio) / rms(waveform(audio)))
    return tuple(voices)


def _spoken(audio: Audio) -> NDArray[np.int16]:
    loud = np.flatnonzero(np.abs(waveform(audio)) > _SILENT)
    return audio.samples[loud[0] : loud[-1] + 1]


NOISES: dict[str, Callable[[int, int, np.random.RandomState], NDArray[np.float64]]] = {
    "pink": _pink,
    "white": _white,
    "babble": _babble,
    "hum": _hum,
}
"""What makes each: so many samples, at a rate in Hz, of random numbers; at least one, of any loudness."""
