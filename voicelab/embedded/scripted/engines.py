"""Engines that follow a script: set transcripts and delays in place of models.

What is decided is decided in samples, never by the clock, so that a test gives the same result on any
machine; the delays of the script are added to it.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.embedded.engines import OnTimes, Reading, RecognitionStream, Transcript, VoiceEntry

__all__ = ["SCRIPTED_VOICES", "ScriptedRecognition", "ScriptedSpeakers", "ScriptedSynthesis", "Transcripts"]

Transcripts = Sequence[str] | Callable[[Audio], str]

_RATE_HZ = 16_000
_FRAME = 160
_SPEECH_RMS = 32_768.0 * 10.0 ** (-45.0 / 20.0)
_SHORTEST_FRAMES = 15  # of 10 ms: a click, or the tail of speech that was already answered, is no utterance
_LONGEST_UTTERANCE_SECONDS = 60.0
_SECONDS_PER_CHARACTER = 0.06
_CHUNK_SECONDS = 0.1

SCRIPTED_VOICES = tuple(
    VoiceEntry(
        short_name=f"{locale}-{name}Neural",
        display_name=name.removesuffix("Multilingual"),
        locale=locale,
        gender=gender,
        local_voice="tone",
        exact=False,
        styles=("cheerful", "sad") if name == "Jenny" else (),
        roles=("Girl", "OlderAdultMale") if name == "Jenny" else (),
        secondary_locales=("de-DE", "es-ES", "fr-FR") if "Multilingual" in name else (),
    )
    for locale, name, gender in (
        ("en-US", "JennyMultilingual", "Female"),
        ("en-US", "Jenny", "Female"),
        ("en-US", "Guy", "Male"),
        ("en-GB", "Ryan", "Male"),
        ("en-GB", "Sonia", "Female"),
        ("de-DE", "Katja", "Female"),
        ("es-ES", "Elvira", "Female"),
        ("fr-FR", "Denise", "Female"),
    )
)
"""The voices of a script: each is a tone of its own pitch."""


class ScriptedRecognition:
    """Finds speech by its energy; its transcripts are those of the script, in order."""

    def __init__(
        self,
        transcripts: Transcripts,
        *,
        delay_seconds: float,
        hypothesis_seconds: float | None,
        end_silence_seconds: float | None,
        confidence: float,
        alternatives: Sequence[str] = (),
        heard_language: str | None = None,
    ) -> None:
        self.delay_seconds = delay_seconds
        self.hypothesis_seconds = hypothesis_seconds
        self.end_silence_seconds = end_silence_seconds
        self.confidence = confidence
        self.alternatives = tuple(
            Reading(text, round(confidence / (place + 1), 3)) for place, text in enumerate(alternatives, 1)
        )
        self.heard_language = heard_language
        self._transcripts = transcripts
        self._lock = threading.Lock()
        self._next = 0

    def stream(
        self,
        *,
        language: str,
        end_silence_seconds: float,
        phrases: Sequence[str] = (),
        candidate_languages: Sequence[str] = (),
        detailed: bool = False,
    ) -> RecognitionStream:
        """Start on a new stream of speech."""
        end = end_silence_seconds if self.end_silence_seconds is None else self.end_silence_seconds
        identified = candidate_languages[0] if candidate_languages else language
        return _ScriptedStream(self, end, self.heard_language or identified)

    def text(self, utterance: Callable[[], Audio], *, final: bool) -> str:
        """Return what an utterance is; the next one is another only once this one is final."""
        if callable(self._transcripts):
            return self._transcripts(utterance())
        if not self._transcripts:
            return ""
        with self._lock:
            text = self._transcripts[min(self._next, len(self._transcripts) - 1)]
            self._next += final
        return text


class _ScriptedStream:
    def __init__(self, engine: ScriptedRecognition, end_silence_seconds: float, language: str) -> None:
        self._engine = engine
        self._end_frames = max(1, math.ceil(end_silence_seconds * _RATE_HZ / _FRAME))
        self._language = language
        self._rest = np.zeros(0, np.int16)
        self._frame = 0
        self._utterance: list[NDArray[np.int16]] = []
        self._start: int | None = None
        self._last_speech = 0
        self._loud = 0
        self._hypotheses = 0

    def feed(self, samples: NDArray[np.int16]) -> list[Transcript]:
        """Process the next samples."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) - len(samples) % _FRAME
        self._rest = samples[whole:]
        transcripts: list[Transcript] = []
        frames = samples[:whole].reshape(-1, _FRAME)
        levels = np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1))
        for frame, loud in zip(frames, (levels > _SPEECH_RMS).tolist(), strict=True):
            transcripts += self._process(frame, loud=loud)
        if any(transcript.final for transcript in transcripts):
            time.sleep(self._engine.delay_seconds)
        return transcripts

    def finish(self) -> list[Transcript]:
        """Process the end of the stream."""
        if self._start is None or self._loud < _SHORTEST_FRAMES:
            return []
        time.sleep(self._engine.delay_seconds)
        return [self._final()]

    def _process(self, frame: NDArray[np.int16], *, loud: bool) -> list[Transcript]:
        self._frame += 1
        if self._start is None:
            if not loud:
                return []
            self._begin()
        self._utterance.append(frame)
        if loud:
            self._last_speech = self._frame
            self._loud += 1
            return self._continue()
        if self._frame - self._last_speech < self._end_frames:
            return []
        if self._loud < _SHORTEST_FRAMES:
            self._start = None
            return []
        return [self._final()]

    def _begin(self) -> None:
        self._start = self._frame - 1
        self._loud = 0
        self._utterance = []
        self._hypotheses = 0

    def _continue(self) -> list[Transcript]:
        assert self._start is not None
        if self._loud == _SHORTEST_FRAMES:
            return [self._transcript("", final=False)]
        length = (self._frame - self._start) * _FRAME / _RATE_HZ
        interval = self._engine.hypothesis_seconds
        if interval is not None and length >= interval * (self._hypotheses + 1):
            self._hypotheses += 1
            words = self._engine.text(self._audio, final=False).split()
            return [self._transcript(" ".join(words[: self._hypotheses]), final=False)]
        return [self._final()] if length >= _LONGEST_UTTERANCE_SECONDS else []

    def _final(self) -> Transcript:
        transcript = self._transcript(self._engine.text(self._audio, final=True), final=True)
        self._start = None
        self._utterance = []
        return transcript

    def _audio(self) -> Audio:
        return Audio(np.concatenate(self._utterance), _RATE_HZ)

    def _transcript(self, text: str, *, final: bool) -> Transcript:
        assert self._start is not None
        return Transcript(
            text=text,
            start_seconds=self._start * _FRAME / _RATE_HZ,
            end_seconds=self._last_speech * _FRAME / _RATE_HZ,
            final=final,
            confidence=self._engine.confidence,
            language=self._language,
            alternatives=self._engine.alternatives if final else (),
        )


class ScriptedSpeakers:
    """Tells tones and buzzes apart by their spectrum."""

    same_above = 0.9
    """Cosine similarity from which two sounds are one speaker's."""

    def voiceprint(self, samples: NDArray[np.int16]) -> NDArray[np.float32] | None:
        """Return the spectrum of a sound, bands of 64 Hz, as a vector of length 1."""
        if len(samples) < _RATE_HZ // 10:
            return None
        spectrum = np.abs(np.fft.rfft(samples[: _RATE_HZ // 10].astype(np.float32), n=_RATE_HZ))
        bands = spectrum[:8_000].reshape(125, -1).sum(axis=1).astype(np.float32)
        length = float(np.linalg.norm(bands))
        return bands / np.float32(length) if length > 0.0 else None


class ScriptedSynthesis:
    """Speaks in tones as long as the text would take, at a set pace."""

    sample_rate_hz = 24_000

    def __init__(self, *, first_audio_seconds: float, pace: float) -> None:
        self.first_audio_seconds = first_audio_seconds
        self.pace = pace

    def voices(self) -> Sequence[VoiceEntry]:
        """List the voices."""
        return SCRIPTED_VOICES

    def find(self, short_name: str) -> VoiceEntry | None:
        """Return the voice of a short name, in any case."""
        named = (voice for voice in SCRIPTED_VOICES if voice.short_name.lower() == short_name.lower())
        return next(named, None)

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        """Yield a tone, 0.06 s for each character of the text."""
        order = next(i for i, entry in enumerate(SCRIPTED_VOICES) if entry.short_name == voice)
        frequency = (200.0 + 20.0 * order) * pitch
        total = round(len(text) * _SECONDS_PER_CHARACTER / rate * self.sample_rate_hz)
        tone = 6_000.0 * np.sin(2.0 * np.pi * frequency * np.arange(total) / self.sample_rate_hz)
        time.sleep(self.first_audio_seconds)
        size = round(_CHUNK_SECONDS * self.sample_rate_hz)
        for position in range(0, total, size):
            if position:
                time.sleep(_CHUNK_SECONDS / self.pace)
            yield tone[position : position + size].astype(np.int16)
