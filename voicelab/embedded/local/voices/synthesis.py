"""Synthesis by the local voices: sentence by sentence, each as soon as it is made."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import OnTimes, VoiceEntry
from voicelab.embedded.local.voices.catalogue import HIBARI_LOCALE, LocalCatalogue
from voicelab.embedded.local.voices.hibari_voice import HibariVoice
from voicelab.embedded.local.voices.kokoro_languages import pronounced_languages
from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.embedded.local.voices.pico_voice import PicoVoice
from voicelab.text.languages import language_of
from voicelab.text.letters import SPOKEN_SIGNS
from voicelab.text.normal_form import normalized
from voicelab.text.sentences import has_end_mark, parts_of, sentences_of

if TYPE_CHECKING:
    from voicelab.embedded.local.voices.kokoro_model import KokoroModel

__all__ = ["LocalSynthesis"]

_RATE_HZ = 24_000
_SPEAKABLE = re.compile(rf"[\w{SPOKEN_SIGNS}]")
_SILENT = 0.003
_LEAD_SECONDS = 0.04
_REST_SECONDS = 0.28
"""Silence kept ahead of a sentence and behind it, in seconds; the voices themselves leave twice as much."""
_PART_REST_SECONDS = 0.12
"""Silence kept behind a part of a sentence, in seconds."""


class _Voice(Protocol):
    longest: int
    level: float

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]: ...


class LocalSynthesis:
    """Text to speech with Kokoro, or with the voices that the packages hibari-tts and py-nanotts carry.

    Parameters
    ----------
    kokoro
        Kokoro's model file; `None` for the other voices alone.

    Raises
    ------
    ModelError
        Kokoro cannot be loaded.
    """

    sample_rate_hz = _RATE_HZ

    def __init__(self, kokoro: Path | None = None) -> None:
        self._kokoro: KokoroModel | None = None
        languages: Collection[str] = ()
        if kokoro is not None:
            from voicelab.embedded.local.voices.kokoro_model import KokoroModel

            self._kokoro = KokoroModel(kokoro)
            languages = pronounced_languages()
        self._catalogue = LocalCatalogue(languages)
        self._voices: dict[tuple[str, bool], _Voice] = {}
        self._lock = threading.Lock()

    def voices(self) -> Sequence[VoiceEntry]:
        """List the voices that can be asked for."""
        return self._catalogue.voices

    def find(self, short_name: str) -> VoiceEntry | None:
        """Return the voice of a short name in any case, also one of Azure's that is not listed.

        `None` where no local voice speaks its language.
        """
        return self._catalogue.find(short_name)

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        """Yield the speech for a piece of plain text, a sentence at a time, 24 kHz.

        Raises
        ------
        ValueError
            No local voice speaks for this one.
        """
        entry = self._catalogue.find(voice)
        if entry is None:
            raise ValueError(f"no local voice speaks for {voice!r}")
        manner = self._catalogue.local_voice(entry)
        manner = replace(manner, pace=manner.pace * rate, pitch=manner.pitch * pitch)
        return self._speak(text, manner, on_times)

    def warm(self) -> None:
        """Speak once, so that the first sentence is not slower than the others."""
        usual = self._catalogue.voices[0]
        for _ in self.synthesize("Hello there.", voice=usual.short_name, rate=1.0, pitch=1.0):
            pass

    def _speak(self, text: str, manner: LocalVoice, on_times: OnTimes | None) -> Iterator[NDArray[np.int16]]:
        speaker = self._speaker(manner)
        place, samples = 0, 0
        plain, places = normalized(text)
        for sentence in sentences_of(plain, language_of(manner.locale)):
            if not _SPEAKABLE.search(sentence):
                continue
            for part in parts_of(sentence, speaker.longest):
                rest = _REST_SECONDS if has_end_mark(part) else _PART_REST_SECONDS
                begin = plain.index(part, place)
                place = begin + len(part)
                for phrase in speaker.speak(part, manner):
                    first, last = _spoken(phrase.samples, rest)
                    sound = np.clip(phrase.samples[first:last] * speaker.level, -1.0, 1.0)
                    if not len(sound):
                        continue
                    if on_times is not None:
                        ahead, begins = (samples - first) / _RATE_HZ, samples / _RATE_HZ
                        ends = begins + len(sound) / _RATE_HZ
                        on_times(
                            [
                                (places[begin + position], min(max(ahead + time, begins), ends))
                                for position, time in phrase.times
                            ]
                        )
                    samples += len(sound)
                    yield (sound * 32_767.0).astype(np.int16)

    def _speaker(self, manner: LocalVoice) -> _Voice:
        which = manner.locale, bool(manner.mix)
        with self._lock:
            if which not in self._voices:
                self._voices[which] = self._loaded(*which)
            return self._voices[which]

    def _loaded(self, locale: str, by_kokoro: bool) -> _Voice:
        if by_kokoro:
            from voicelab.embedded.local.voices.kokoro_voice import KokoroVoice

            assert self._kokoro is not None
            return KokoroVoice(self._kokoro, locale)
        return HibariVoice() if locale == HIBARI_LOCALE else PicoVoice(locale)


def _spoken(sound: NDArray[np.float32], rest_seconds: float) -> tuple[int, int]:
    """Return where speech begins and ends, with a natural pause around it; the same if it is all silence."""
    loud = np.flatnonzero(np.abs(sound) > _SILENT)
    if not len(loud):
        return 0, 0
    first = int(loud[0]) - round(_LEAD_SECONDS * _RATE_HZ)
    return max(0, first), int(loud[-1]) + round(rest_seconds * _RATE_HZ)
