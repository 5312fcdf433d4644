"""Smart-turn: pipecat's model that tells by the sound whether a turn is over, run by onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.known_models import SMART_TURN
from voicelab.embedded.local.onnx_session import one_thread_session
from voicelab.embedded.local.turn_detection.log_mel import RATE_HZ, log_mel
from voicelab.end_of_turn import HEARD_SECONDS
from voicelab.errors import ModelError

__all__ = ["SmartTurnModel"]

_HEARD_SAMPLES = HEARD_SECONDS * RATE_HZ
_LEAST_VARIANCE = 1e-7


class SmartTurnModel:
    """The model, loaded; may run in several threads.

    Parameters
    ----------
    path
        Its ONNX file.

    Raises
    ------
    ModelError
        It cannot be loaded.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._session = one_thread_session(path)  # as pipecat runs it
        except Exception as error:
            raise ModelError(
                f"The model {path} cannot be loaded: {error}", code="model-load", hint=fetch_hint(SMART_TURN)
            ) from error

    def probability(self, samples: NDArray[np.int16]) -> float:
        """Return how probable it is that a turn is over, by its last 8 s of sound (16 kHz).

        It was trained on pauses of 0.2 s: the sound should end with as much silence.
        """
        heard = samples[-_HEARD_SAMPLES:].astype(np.float32) / np.float32(32_768.0)
        heard = np.pad(heard, (_HEARD_SAMPLES - len(heard), 0))
        heard = (heard - heard.mean()) / np.sqrt(heard.var() + np.float32(_LEAST_VARIANCE))
        (found,) = self._session.run(None, {"input_features": log_mel(heard)[np.newaxis]})
        return float(found[0, 0])
