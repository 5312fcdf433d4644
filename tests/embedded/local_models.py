"""The local models as the tests hold them: loaded once for all."""

from __future__ import annotations

import functools
import re

import jiwer
import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.recognition.whisper import WhisperRecognition
from voicelab.embedded.local.voices.synthesis import LocalSynthesis
from voicelab.embedded.options import KOKORO

CHUNK_SAMPLES = 320


@functools.cache
def recognition() -> WhisperRecognition:
    return WhisperRecognition()


@functools.cache
def synthesis() -> LocalSynthesis:
    return LocalSynthesis()


@functools.cache
def kokoro() -> LocalSynthesis:
    return LocalSynthesis(ensure_models([KOKORO])[0])


def stream_of(language: str = "en-US", *, end_silence_seconds: float = 0.65) -> RecognitionStream:
    return recognition().stream(language=language, end_silence_seconds=end_silence_seconds)


def transcripts(
    samples: NDArray[np.int16], stream: RecognitionStream | None = None, *, piece: int = CHUNK_SAMPLES
) -> list[Transcript]:
    """Return all that becomes known of 16 kHz sound given in pieces."""
    stream = stream or stream_of()
    found: list[Transcript] = []
    for position in range(0, len(samples), piece):
        found += stream.feed(samples[position : position + piece])
    return [*found, *stream.finish()]


def finals(found: list[Transcript]) -> list[str]:
    return [transcript.text for transcript in found if transcript.final]


def spoken(
    text: str,
    voice: str = "en-US-JennyMultilingualNeural",
    rate: float = 1.0,
    pitch: float = 1.0,
    by: LocalSynthesis | None = None,
) -> Audio:
    """Return what a voice says, 24 kHz; by default one of the built-in voices."""
    engine = by or synthesis()
    made = list(engine.synthesize(text, voice=voice, rate=rate, pitch=pitch))
    return Audio(np.concatenate([np.zeros(0, np.int16), *made]), engine.sample_rate_hz)


def in_silence(sound: Audio) -> NDArray[np.int16]:
    """Return sound at 16 kHz with silence around it that ends an utterance."""
    return (Audio.silence(0.5) + sound.resample(16_000) + Audio.silence(1.0)).samples


def word_error_rate(wanted: list[str], got: list[str]) -> float:
    return float(jiwer.wer([_words(text) for text in wanted], [_words(text) or "-" for text in got]))


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]", " ", text.lower()).split())
