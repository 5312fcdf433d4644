"""How quick the models of speech are here: what a second of it takes them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicelab.audio import Audio
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.model_files.known_models import SMART_TURN, VOICEPRINTS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import KOKORO
from voicelab.recordings import recording
from voicelab.resources import is_busy, processor_count

__all__ = ["measure_speech"]

_RATE_HZ = 16_000
_TIMES = 3
_HEARD = "story"
_SAID = "The highest mountain on Earth is Mount Everest."


def measure_speech(model: str) -> MeasuredSpeed:
    """Measure one of the models that recognise words, speakers or ends of turns, or speak; return it.

    It is kept, but not if others use the processors.

    Raises
    ------
    ModelError
        It cannot be fetched or loaded.
    """
    (path,) = ensure_models([model])
    was_busy = is_busy()
    run = _speaking(path) if model == KOKORO else _hearing(model, path)
    run()  # the first one is slower than those after it
    factors = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        seconds = run()
        factors.append((time.perf_counter() - began) / seconds)
    speed = MeasuredSpeed(processors=processor_count(), real_time_factor=min(factors))
    if not was_busy:
        keep_speed(path, speed)
    return speed


def _hearing(model: str, path: Path) -> Callable[[], float]:
    """Return what recognises a recording, and returns how long that is, in seconds."""
    sound = Audio.from_wav(recording(_HEARD)).resample(_RATE_HZ)
    hears = {VOICEPRINTS: _voiceprint, SMART_TURN: _end_of_turn}.get(model, _transcript)
    recognise = hears(path)

    def run() -> float:
        recognise(sound.samples)
        return sound.duration_seconds

    return run


def _voiceprint(path: Path) -> Callable[[NDArray[np.int16]], object]:
    from voicelab.embedded.local.recognition.voiceprint import VoiceprintModel

    return VoiceprintModel(path).voiceprint


def _end_of_turn(path: Path) -> Callable[[NDArray[np.int16]], object]:
    from voicelab.embedded.local.turn_detection.smart_turn import SmartTurnModel

    return SmartTurnModel(path).probability


def _transcript(path: Path) -> Callable[[NDArray[np.int16]], object]:
    from voicelab.embedded.local.recognition.transcriber import Transcriber

    transcriber = Transcriber(path, threads=1, at_once=1)
    return lambda samples: transcriber.transcribe(samples, language="en")


def _speaking(path: Path) -> Callable[[], float]:
    """Return what has the first voice speak, and returns how long that is, in seconds."""
    from voicelab.embedded.local.voices.synthesis import LocalSynthesis

    synthesis = LocalSynthesis(path)
    voice = synthesis.voices()[0].short_name

    def run() -> float:
        made = synthesis.synthesize(_SAID, voice=voice, rate=1.0, pitch=1.0)
        return sum(map(len, made)) / synthesis.sample_rate_hz

    return run
