"""KokoroVoice: one language, spoken by any of Kokoro's speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import soxr

from voicelab.embedded.local.voices.kokoro_languages import kokoro_language
from voicelab.embedded.local.voices.kokoro_model import KokoroModel
from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.embedded.local.voices.phonemes.english import EnglishPhonemes
from voicelab.embedded.local.voices.phonemes.espeak import EspeakPhonemes
from voicelab.embedded.local.voices.phonemes.japanese import JapanesePhonemes
from voicelab.embedded.local.voices.phonemes.mandarin import MandarinPhonemes
from voicelab.embedded.local.voices.phonemes.phrases import bounded
from voicelab.embedded.local.voices.phonemes.text_times import text_times
from voicelab.text.currency_names import with_currencies_named
from voicelab.text.languages import language_of

__all__ = ["KokoroVoice"]

_SLOWEST, _FASTEST = 0.5, 2.0
_MOST_PHONEMES = 250
"""In one run; it may take 510, but the first sound comes the later the more there are."""

_PRONUNCIATIONS: dict[str, Callable[[str], Callable[[str], str]]] = {
    "hibari": lambda locale: EnglishPhonemes(british=locale == "en-GB"),
    "espeakng_loader": lambda locale: EspeakPhonemes("pt-br" if locale == "pt-BR" else language_of(locale)),
    "janome": lambda _: JapanesePhonemes(),
    "pypinyin": lambda _: MandarinPhonemes(),
}
"""What tells how a locale is pronounced, by the module that it needs."""


class KokoroVoice:
    """A language; may speak in several threads."""

    sample_rate_hz = KokoroModel.sample_rate_hz
    level = 1.0
    """Factor that brings it to the loudness of the others."""
    longest = 120
    """The most characters to give it at once, for the first sound to come soon."""

    def __init__(self, model: KokoroModel, locale: str) -> None:
        self._model = model
        language = kokoro_language(locale)
        assert language is not None, "it speaks only these"
        self._language = language_of(locale)
        self._pronounce = _PRONUNCIATIONS[language.module](language.locale)

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]:
        """Yield the sound of a text, at `sample_rate_hz`; nothing if there is nothing to pronounce.

        A higher voice is also a smaller one: `timbre` changes nothing.
        """
        rate = self.sample_rate_hz
        pace = min(max(manner.pace / manner.pitch, _SLOWEST), _FASTEST)
        phonemes = self._model.known(self._pronounce(with_currencies_named(text, self._language))).strip()
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
