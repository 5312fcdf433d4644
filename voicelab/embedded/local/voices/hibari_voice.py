"""HibariVoice: the American English voice that comes with hibari, in any pitch and timbre.

hibari computes a spectrum and a pitch curve and makes the waveform of them; the pitch is changed between
the two, so that it costs neither time nor quality.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import numpy as np
import soxr
from hibari import Hibari, dsp
from numpy.typing import NDArray

from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.embedded.local.voices.phonemes.phrases import bounded
from voicelab.text.currency_names import with_currencies_named

__all__ = ["HibariVoice"]

_SLOWEST, _FASTEST = 0.4, 2.4
_BIN_HZ = dsp.SR / dsp.N_FFT
_UNVOICED_HZ = 40.0
_MOST_PHONEMES = 300
_RARE = re.compile(r"[^A-Za-z' .,;:!?-]")


class HibariVoice:
    """The voice, loaded once for all; may speak in several threads."""

    sample_rate_hz: int = dsp.SR
    level = 1.6
    """Factor that brings it to the loudness of the others, about -23 dBFS."""
    longest = 240
    """The most characters to give it at once, for the first sound to come soon."""

    def __init__(self) -> None:
        self._hibari = Hibari()
        self._lock = threading.Lock()

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]:
        """Yield the sound of a text, at `sample_rate_hz`; nothing if there is nothing to pronounce."""
        pace, pitch, timbre = manner.pace, manner.pitch, manner.timbre
        for phrase in bounded(self._phonemes(text), _MOST_PHONEMES):
            sound = self._sound(phrase, pace=pace / timbre, pitch=pitch / timbre)
            if len(sound):
                yield SpokenPhrase(sound if timbre == 1.0 else soxr.resample(sound, dsp.SR * timbre, dsp.SR))

    def _phonemes(self, text: str) -> list[str]:
        text = re.sub(r"(\d{12})(?=\d)", r"\1 ", with_currencies_named(text, "en"))
        with self._lock:
            try:
                return list(self._hibari.phonemize(text))
            except (IndexError, TypeError, ValueError):
                # It trips over some rare characters; without them it reads the rest.
                return list(self._hibari.phonemize(_RARE.sub(" ", text)))

    def _sound(self, phonemes: str, *, pace: float, pitch: float) -> NDArray[np.float32]:
        ids = self._hibari.ids(phonemes)
        if len(ids) < 3:
            return np.zeros(0, np.float32)
        inputs = {
            "ids": np.asarray([ids], np.int64),
            "speed": np.asarray([min(max(pace, _SLOWEST), _FASTEST)], np.float32),
        }
        voiced, turn, noise, rest, phase, hertz = (out[0] for out in self._hibari.sess.run(None, inputs))
        if pitch != 1.0:
            voiced = _between_harmonics(voiced, hertz)
        noise_source = np.random.default_rng(0)
        return np.asarray(
            dsp.synth(voiced, turn, noise, rest, phase, hertz * pitch, noise_source), np.float32
        )


def _between_harmonics(voiced: NDArray[np.float32], hertz: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log spectrum of the voiced part (bins by frames), made to hold for other pitches.

    The model's values are right at the harmonics of its own pitch only; between and below them they are
    arbitrary, and boom once a harmonic falls there. There, values are interpolated between its harmonics.
    """
    bins = np.arange(len(voiced))
    smooth: NDArray[np.float32] = voiced.copy()
    for frame in np.flatnonzero(hertz > _UNVOICED_HZ):
        spacing = hertz[frame] / _BIN_HZ
        harmonics = spacing * np.arange(1, len(voiced) // spacing)
        smooth[:, frame] = np.interp(bins, harmonics, voiced[harmonics.round().astype(np.intp), frame])
    return smooth
