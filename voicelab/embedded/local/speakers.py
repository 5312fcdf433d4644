"""Synthesis by the local voices: sentence by sentence, each as soon as it is made."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.catalogue import CATALOGUE, HIBARI_LOCALE, LocalVoice, find_entry, local_voice
from voicelab.embedded.local.hibari_voice import HibariVoice
from voicelab.embedded.local.pico_voice import PicoVoice
from voicelab.text.languages import language_of
from voicelab.text.sentences import has_end_mark, parts_of, sentences_of

__all__ = ["LocalSynthesis"]

_RATE_HZ = 24_000
_HIBARI_LEVEL, _PICO_LEVEL = 1.6, 0.25
"""Factors that bring the voices to the same loudness, about -23 dBFS."""
_SPEAKABLE = re.compile(r"[\w%&+=$€£@#<>]")
_SILENT = 0.003
_LEAD_SECONDS = 0.04
_REST_SECONDS = 0.28
"""Silence kept ahead of a sentence and behind it, in seconds; the voices themselves leave twice as much."""
_PART_REST_SECONDS = 0.12
"""Silence kept behind a part of a sentence, in seconds."""


class _Voice(Protocol):
    longest: int

    def speak(
        self, text: str, *, pace: float, pitch: float, timbre: float
    ) -> Iterator[NDArray[np.float32]]: ...


class LocalSynthesis:
    """Text to speech with the voices that the packages hibari-tts and py-nanotts carry."""

    sample_rate_hz = _RATE_HZ

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {HIBARI_LOCALE: HibariVoice()}
        self._lock = threading.Lock()

    def voices(self) -> Sequence[VoiceEntry]:
        """List the voices that can be asked for."""
        return CATALOGUE

    def find(self, short_name: str) -> VoiceEntry | None:
        """Return the voice of a short name in any case, also one of Azure's that is not listed.

        `None` where no local voice speaks its language.
        """
        return find_entry(short_name)

    def synthesize(self, text: str, *, voice: str, rate: float, pitch: float) -> Iterator[NDArray[np.int16]]:
        """Yield the speech for a piece of plain text, a sentence at a time, 24 kHz.

        Raises
        ------
        ValueError
            No local voice speaks for this one.
        """
        entry = find_entry(voice)
        if entry is None:
            raise ValueError(f"no local voice speaks for {voice!r}")
        return self._speak(text, local_voice(entry), rate, pitch)

    def warm(self) -> None:
        """Speak once, so that the first sentence is not slower than the others."""
        for _ in self._speak("Hello there.", LocalVoice(HIBARI_LOCALE), 1.0, 1.0):
            pass

    def _speak(self, text: str, manner: LocalVoice, rate: float, pitch: float) -> Iterator[NDArray[np.int16]]:
        speaker = self._speaker(manner.locale)
        level = _HIBARI_LEVEL if manner.locale == HIBARI_LOCALE else _PICO_LEVEL
        pace, pitch = manner.pace * rate, manner.pitch * pitch
        for sentence in sentences_of(unicodedata.normalize("NFKC", text), language_of(manner.locale)):
            if not _SPEAKABLE.search(sentence):
                continue
            for part in parts_of(sentence, speaker.longest):
                rest = _REST_SECONDS if has_end_mark(part) else _PART_REST_SECONDS
                for piece in speaker.speak(part, pace=pace, pitch=pitch, timbre=manner.timbre):
                    sound = np.clip(_trimmed(piece, rest) * level, -1.0, 1.0)
                    if len(sound):
                        yield (sound * 32_767.0).astype(np.int16)

    def _speaker(self, name: str) -> _Voice:
        with self._lock:
            if name not in self._voices:
                self._voices[name] = PicoVoice(name)
            return self._voices[name]


def _trimmed(sound: NDArray[np.float32], rest_seconds: float) -> NDArray[np.float32]:
    """Return speech with a natural pause around it, or nothing if it is all silence."""
    loud = np.flatnonzero(np.abs(sound) > _SILENT)
    if not len(loud):
        return sound[:0]
    first = loud[0] - round(_LEAD_SECONDS * _RATE_HZ)
    last = loud[-1] + round(rest_seconds * _RATE_HZ)
    return sound[max(0, first) : last]
