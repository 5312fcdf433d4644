"""Noise, so and so far below the speech that it is added to."""

from __future__ import annotations

import hashlib
import math
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.files import existing_file
from voicelab.audio.paths import is_there, path_of
from voicelab.audio.sound_digest import add_sound
from voicelab.conditions.noises import NOISES
from voicelab.conditions.speech_level import active_speech_dbfs
from voicelab.conditions.waveform import amplitude, as_audio, random_numbers, repeat, rms, waveform
from voicelab.nearest import nearest_first
from voicelab.settings.kinds import Kind

__all__ = ["Noise", "NoiseSource", "add_noise", "noise_content", "noise_name"]

Noise: TypeAlias = "str | Path | Audio"
"""A kind of noise, or a recording of one: its file, or its sound."""

_NOMINAL_DBFS = -26.0
"""The level of speech that ITU-T's recommendations take, where a recording has none."""


class NoiseSource(Kind[Noise]):
    """A kind of noise, or a recording of one."""

    @property
    def allowed(self) -> str:
        """Say what is allowed, in Markdown."""
        return f"{', '.join(f'`{kind}`' for kind in NOISES)}, or a recording: a path, an `Audio`"

    def check(self, name: str, value: Any) -> Noise:
        """Return a noise as it is kept: a kind, the path of a file that is there, or sound.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            It is none of these.
        """
        if isinstance(value, Audio) or (isinstance(value, str) and value in NOISES):
            return value
        if not isinstance(value, str | os.PathLike):
            kinds, kind = ", ".join(NOISES), type(value).__name__
            raise ValueError(f"{name} must be one of {kinds}, a recording's path or an Audio, not {kind}")
        if isinstance(value, str) and not Path(value).suffix and not is_there(path_of(value)):
            kinds = ", ".join(nearest_first(value, NOISES))
            raise ValueError(f"{name} must be one of {kinds}, or a recording's path, not {value!r}")
        return existing_file(value)


def noise_name(noise: Noise) -> str:
    """Return what tables call a noise."""
    if isinstance(noise, Audio):
        return "recorded noise"
    if isinstance(noise, Path):
        return noise.stem
    return f"{noise} noise" if noise in ("pink", "white") else noise


def noise_content(noise: Noise) -> str:
    """Return a kind of noise, or a digest of a recording of one, wherever that lies."""
    if isinstance(noise, str) and noise in NOISES:
        return noise
    sound = noise if isinstance(noise, Audio) else Audio.from_file(noise)
    digest = hashlib.sha256(str(sound.sample_rate_hz).encode())
    add_sound(digest, sound)
    return digest.hexdigest()


def add_noise(audio: Audio, noise_db: float, noise: Noise = "pink", *, seed: int = 0) -> Audio:
    """Return a recording with noise all over it.

    Parameters
    ----------
    noise_db
        How far the noise is below the speech (signal-to-noise ratio), in dB. Of the speech its active level
        counts (ITU-T P.56), where there is none -26 dBFS; of the noise its root mean square.
    noise
        ``"pink"``, ``"white"``, ``"babble"`` (eight people who talk at once), ``"hum"`` (50 Hz and its
        harmonics), or a recording of your own, which goes round where it is shorter.
    seed
        Another one gives other noise of the same kind, or another part of a recording.

    Raises
    ------
    ValueError
        The recording of the noise cannot be read, or is silent.
    """
    if not len(audio.samples):
        return audio
    count, rate, random = len(audio.samples), audio.sample_rate_hz, random_numbers(seed, "noise")
    if isinstance(noise, str) and noise in NOISES:
        added = NOISES[noise](count, rate, random)
    else:
        recorded = _recorded(noise, rate)
        added = repeat(recorded, count, random.randint(len(recorded)))
    level = active_speech_dbfs(audio)
    loudness = rms(added)
    if not loudness:  # a pause of a recording
        return audio
    wanted = amplitude((level if math.isfinite(level) else _NOMINAL_DBFS) - noise_db)
    return as_audio(waveform(audio) + added * (wanted / loudness), rate)


def _recorded(noise: Noise, sample_rate_hz: int) -> NDArray[np.float64]:
    if isinstance(noise, Audio):
        recorded, name = waveform(noise.resample(sample_rate_hz)), "the recording"
    else:
        path = existing_file(noise)
        recorded, name = _read(path, path.stat().st_mtime_ns, sample_rate_hz), str(noise)
    if not recorded.any():
        raise ValueError(f"{name} is silent: there is no noise in it")
    return recorded


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int, sample_rate_hz: int) -> NDArray[np.float64]:
    return waveform(Audio.from_file(path).resample(sample_rate_hz))
