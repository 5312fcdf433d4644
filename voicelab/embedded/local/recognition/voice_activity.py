"""Voice activity: how surely a frame of sound is speech, by the Silero model that faster-whisper carries."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["VoiceActivity"]

_CONTEXT_SAMPLES = 64
_FULL_SCALE = np.float32(32_768.0)


class VoiceActivity:
    """Speech probabilities of one stream's frames, in order. A frame takes about 0.1 ms."""

    def __init__(self) -> None:
        self._session = _session()
        self._memory = [np.zeros((1, 1, 128), np.float32)] * 2
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)

    def __call__(self, frame: NDArray[np.int16]) -> float:
        """Return the probability that the next 512 samples, at 16 kHz, are speech; 0 to 1."""
        sound = frame / _FULL_SCALE
        samples = np.concatenate([self._context, sound])[np.newaxis]
        hidden, cell = self._memory
        judged, *self._memory = self._session.run(None, {"input": samples, "h": hidden, "c": cell})
        self._context = sound[-_CONTEXT_SAMPLES:]
        return float(judged.item())


@functools.lru_cache(maxsize=1)
def _session() -> Any:
    from faster_whisper.utils import get_assets_path

    from voicelab.embedded.local.onnx_session import one_thread_session

    return one_thread_session(Path(get_assets_path()) / "silero_vad_v6.onnx")
