"""Lines: the microphone's gain, the telephone's band and coding, and packets that get lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.mixing import FULL_SCALE
from voicelab.audio.wav_files import A_LAW, LAWS, MU_LAW
from voicelab.conditions.waveform import (
    LOUDEST,
    amplitude,
    as_audio,
    convolve,
    fit,
    random_numbers,
    waveform,
)

__all__ = ["PACKET_SECONDS", "TELEPHONE_LAWS", "change_gain", "lose_packets", "send_by_telephone"]

TELEPHONE_LAWS = {"mu-law": MU_LAW, "a-law": A_LAW}
"""The codings of ITU-T G.711: µ-law in America and Japan, A-law elsewhere."""

_TELEPHONE_HZ = 8_000
_BAND_HZ = (300.0, 3_400.0)
_TAPS = 511
"""Of the filter: what is 60 Hz out of the band is 60 dB quieter."""
_KAISER_BETA = 6.0

PACKET_SECONDS = 0.02
"""What one packet holds, as is usual with RTP."""
_LOST_TOGETHER = 2.0
"""How many packets are lost one after the other, in the mean."""


def change_gain(audio: Audio, gain_db: float) -> Audio:
    """Return a recording made louder or quieter, in dB; what would be beyond full scale is cut off."""
    louder = np.clip(waveform(audio) * amplitude(gain_db), -1.0, LOUDEST)
    return as_audio(louder, audio.sample_rate_hz)


def send_by_telephone(audio: Audio, law: str = "mu-law") -> Audio:
    """Return a recording as it arrives by telephone: 300 to 3,400 Hz, 8 kHz, 8 bits a sample (G.711).

    It has its rate and its length again afterwards, and words are where they were.

    Parameters
    ----------
    law
        ``"mu-law"`` or ``"a-law"``.
    """
    import soxr

    if not len(audio.samples):
        return audio
    narrow = soxr.resample(waveform(audio), audio.sample_rate_hz, _TELEPHONE_HZ)
    half = _TAPS // 2
    sent = as_audio(convolve(narrow, _band_pass())[half : half + len(narrow)], _TELEPHONE_HZ)
    levels = np.sort(LAWS[TELEPHONE_LAWS[law]].astype(np.float64))
    nearest = np.searchsorted((levels[1:] + levels[:-1]) / 2.0, sent.samples)
    arrived = soxr.resample(levels[nearest] / FULL_SCALE, _TELEPHONE_HZ, audio.sample_rate_hz)
    return as_audio(fit(arrived, len(audio.samples)), audio.sample_rate_hz)


def _band_pass() -> NDArray[np.float64]:
    """Return the kernel of a filter that delays all by half its length (windowed sinc)."""
    places = np.arange(_TAPS) - _TAPS // 2
    low, high = (
        2.0 * edge / _TELEPHONE_HZ * np.sinc(2.0 * edge / _TELEPHONE_HZ * places) for edge in _BAND_HZ
    )
    kernel: NDArray[np.float64] = (high - low) * np.kaiser(_TAPS, _KAISER_BETA)
    return kernel


def lose_packets(audio: Audio, percent: float, *, seed: int = 0) -> Audio:
    """Return a recording of which packets of 20 ms are lost, two at once in the mean, and silent.

    Parameters
    ----------
    percent
        How many of them, 0 to 50; of a short recording it may be more or fewer (Gilbert's model).
    seed
        Another one loses others.
    """
    size = max(1, round(PACKET_SECONDS * audio.sample_rate_hz))
    draws = random_numbers(seed, "packets").random_sample(-(-len(audio.samples) // size))
    share, ends = percent / 100.0, 1.0 / _LOST_TOGETHER
    begins = ends * share / (1.0 - share)
    lost = np.zeros(len(draws), bool)
    is_lost = False
    for packet, draw in enumerate(draws):
        is_lost = draw < (1.0 - ends if is_lost else begins)
        lost[packet] = is_lost
    is_silent = np.repeat(lost, size)[: len(audio.samples)]
    return Audio(np.where(is_silent, np.int16(0), audio.samples), audio.sample_rate_hz)
