"""KokoroVoice: one language, spoken by any of Kokoro's speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec

import soxr

from voicelab.embedded.local.voices.kokoro_model import KokoroModel
from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.embedded.local.voices.phonemes.english import EnglishPhonemes
from voicelab.embedded.local.voices.phonemes.espeak import EspeakPhonemes
from voicelab.embedded.local.voices.phonemes.japanese import JapanesePhonemes
from voicelab.embedded.local.voices.phonemes.mandarin import MandarinPhonemes
from voicelab.embedded.local.voices.phonemes.phrases import bounded
from voicelab.embedded.local.voices.phonemes.text_times import text_times
from voicelab.text.languages import ENGLISH_NAMES, language_of

__all__ = ["KokoroVoice", "kokoro_languages", "missing_languages"]

_SLOWEST, _FASTEST = 0.5, 2.0
_MOST_PHONEMES = 250
"""In one run; it may take 510, but the first sound comes the later the more there are."""

_PRONUNCIATIONS: dict[str, tuple[str, Callable[[], Callable[[str], str]]]] = {
    "en-US": ("hibari", partial(EnglishPhonemes, british=False)),
    "en-GB": ("hibari", partial(EnglishPhonemes, british=True)),
    "es-ES": ("espeakng_loader", partial(EspeakPhonemes, "es")),
    "fr-FR": ("espeakng_loader", partial(EspeakPhonemes, "fr")),
    "hi-IN": ("espeakng_loader", partial(EspeakPhonemes, "hi")),
    "it-IT": ("espeakng_loader", partial(EspeakPhonemes, "it")),
    "ja-JP": ("janome", JapanesePhonemes),
    "pt-BR": ("espeakng_loader", partial(EspeakPhonemes, "pt-br")),
    "zh-CN": ("pypinyin", MandarinPhonemes),
}
"""Of each locale, the module that it needs, and what tells how it is pronounced."""


def kokoro_languages() -> frozenset[str]:
    """Return the languages that Kokoro can speak with the packages that are installed."""
    return frozenset(
        language_of(locale) for locale, (module, _) in _PRONUNCIATIONS.items() if find_spec(module)
    )


def missing_languages() -> str:
    """Return the names of the languages that it could speak with more packages; empty if it speaks all."""
    every = set(map(language_of, _PRONUNCIATIONS))
    return ", ".join(sorted(ENGLISH_NAMES[language] for language in every - kokoro_languages()))


class KokoroVoice:
    """A language; may speak in several threads."""

    sample_rate_hz = KokoroModel.sample_rate_hz
    level = 1.0
    """Factor that brings it to the loudness of the others."""
    longest = 120
    """The most characters to give it at once, for the first sound to come soon."""

    def __init__(self, model: KokoroModel, locale: str) -> None:
        self._model = model
        self._pronounce = _PRONUNCIATIONS[locale][1]()

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]:
        """Yield the sound of a text, at `sample_rate_hz`; nothing if there is nothing to pronounce.

        A higher voice is also a smaller one: `timbre` changes nothing.
        """
        rate = self.sample_rate_hz
        pace = min(max(manner.pace / manner.pitch, _SLOWEST), _FASTEST)
        phonemes = self._model.known(self._pronounce(text)).strip()
        phrases = [phrase for phrase in bounded([phonemes], _MOST_PHONEMES) if _has_sound(phrase)]
        for phrase in phrases:
            made, edges = self._model.sound(phrase, manner.mix, pace)
            # Of a text in several phrases, it is not known which part each says.
            times = text_times(text, phrase, (edges / manner.pitch).tolist()) if len(phrases) == 1 else ()
            if manner.pitch != 1.0:
                made = soxr.resample(made, rate * manner.pitch, rate)
            yield SpokenPhrase(made, tuple(times))


def _has_sound(phrase: str) -> bool:
    return any(sign.isalpha() for sign in phrase)
