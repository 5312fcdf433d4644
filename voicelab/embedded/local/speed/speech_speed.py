"""How quick the models of speech are here, on a recording of our own."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicelab.audio import Audio
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.model_files.known_models import VOICEPRINTS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.recordings import recording
from voicelab.resources import is_busy, processor_count

__all__ = ["measure_speech"]

_RATE_HZ = 16_000
_TIMES = 3
_SPOKEN = "story"


def measure_speech(model: str) -> MeasuredSpeed:
    """Measure one of the models that recognise words or speakers; return it.

    It is kept, but not if others use the processors.

    Raises
    ------
    ModelError
        It cannot be fetched or loaded.
    """
    (path,) = ensure_models([model])
    sound = Audio.from_wav(recording(_SPOKEN)).resample(_RATE_HZ)
    was_busy = is_busy()
    run = _run(model, path, sound.samples)
    run()  # the first one is slower than those after it
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    speed = MeasuredSpeed(processors=processor_count(), real_time_factor=min(took) / sound.duration_seconds)
    if not was_busy:
        keep_speed(path, speed)
    return speed


def _run(model: str, path: Path, samples: NDArray[np.int16]) -> Callable[[], object]:
    if model == VOICEPRINTS:
        from voicelab.embedded.local.recognition.voiceprint import VoiceprintModel

        encoder = VoiceprintModel(path)
        return lambda: encoder.voiceprint(samples)
    from voicelab.embedded.local.recognition.transcriber import Transcriber

    transcriber = Transcriber(path, threads=1, at_once=1)
    return lambda: transcriber.transcribe(samples, language="en")
