"""Anchors and loudness: the sounds of a listening test's stimuli."""

from __future__ import annotations

import math
from collections.abc import Callable

from voicelab.audio.clip import Audio
from voicelab.audio.loudness import integrated_loudness
from voicelab.comparison.listening.trials import Stimulus
from voicelab.comparison.store import ExchangeKey
from voicelab.conditions.line import send_by_telephone
from voicelab.conditions.low_pass import low_pass
from voicelab.conditions.noise import add_noise
from voicelab.conditions.waveform import amplitude, as_audio, waveform

__all__ = ["ANCHORS", "equally_loud", "stimulus_sound"]

_LOUDNESS_LUFS = -26.0
"""Of every stimulus: quiet enough that no speech has to be made quieter for its peaks."""
_NOISE_DB = 5.0

ANCHORS: dict[str, Callable[[Audio], Audio]] = {
    "low-pass": lambda audio: low_pass(audio, 3_500.0),
    "narrow-band": send_by_telephone,
    "noise": lambda audio: add_noise(audio, _NOISE_DB),
}
"""What makes a sound worse, so that all raters know the lower end of the scale: the low-pass filter at
3.5 kHz of ITU-R BS.1534, the telephone's band and coding, pink noise 5 dB below the speech."""


def stimulus_sound(stimulus: Stimulus, sound: Callable[[ExchangeKey], Audio | None]) -> Audio | None:
    """Return how a stimulus sounds, as loud as any other; `None` where there is no sound of its reply.

    Parameters
    ----------
    sound
        Returns the sound of a reply.
    """
    audio = sound(stimulus.reply)
    if audio is None or not len(audio.samples):
        return None
    return equally_loud(ANCHORS[stimulus.kind](audio) if stimulus.kind in ANCHORS else audio)


def equally_loud(audio: Audio) -> Audio:
    """Return a sound at the loudness of all stimuli: louder ones would be preferred. Silence stays silent."""
    loudness = integrated_loudness(audio)
    if loudness is None:  # shorter than the standard measures
        loudness = audio.rms_dbfs
    if math.isinf(loudness):
        return audio
    return as_audio(waveform(audio) * amplitude(_LOUDNESS_LUFS - loudness), audio.sample_rate_hz)
