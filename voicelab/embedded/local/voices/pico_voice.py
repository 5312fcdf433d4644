"""PicoVoice: the clear, robotic voices of SVOX Pico, one woman for each of six locales."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import soxr
from py_nanotts import NanoTTS

from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.text.currency_names import with_currencies_named
from voicelab.text.languages import language_of

__all__ = ["PICO_LOCALES", "PicoVoice"]

PICO_LOCALES = ("en-GB", "en-US", "de-DE", "es-ES", "fr-FR", "it-IT")
"""The locales that have a voice."""

_RATE_HZ = 16_000
_LONGEST_WORD = 30
_UNKNOWN = re.compile(r"[^\w\s.,;:!?'%€$£+=@#/()-]|[^\x00-ɏ€]|_")


class PicoVoice:
    """One locale's voice.

    The library takes a very long while over characters that no language has in a row: they are left out.
    """

    sample_rate_hz = 24_000
    level = 0.25
    """Factor that brings it to the loudness of the others, about -23 dBFS."""
    longest = 120
    """The most characters to give it at once: it holds Python's lock while it speaks."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self._library = NanoTTS()

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]:
        """Yield the sound of a text, at `sample_rate_hz`; nothing if there is nothing to pronounce."""
        pace, pitch, timbre = manner.pace, manner.pitch, manner.timbre
        text = _pronounceable(with_currencies_named(text, language_of(self._locale)))
        if text:
            pcm = self._library.speak(text, voice=self._locale, speed=pace / timbre, pitch=pitch / timbre)
            sound = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32_768.0)
            yield SpokenPhrase(soxr.resample(sound, _RATE_HZ * timbre, self.sample_rate_hz))


def _pronounceable(text: str) -> str:
    text = _UNKNOWN.sub(" ", text)
    text = re.sub(r"([^\w\s])(?:\s*[^\w\s])+", r"\1", text)
    text = re.sub(rf"(\w{{{_LONGEST_WORD}}})(?=\w)", r"\1 ", text)
    return " ".join(text.split()) if re.search(r"\w", text) else ""
