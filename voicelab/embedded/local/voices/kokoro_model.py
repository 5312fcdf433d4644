"""KokoroModel: Kokoro-82M, run by onnxruntime: phonemes in, sound and the time of each phoneme out."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.file_pins import pins_of
from voicelab.embedded.local.voices.kokoro_speakers import Mix
from voicelab.embedded.options import KOKORO
from voicelab.errors import ModelError
from voicelab.resources import processor_count

__all__ = ["KokoroModel"]

_DURATIONS = b"/encoder/Clip_output_0"
"""The result within the model that says how long each phoneme is, in frames."""
_FRAME_SAMPLES = 600
_STYLE_SIZE = 256
_MOST_THREADS = 4


class KokoroModel:
    """The model, loaded once for all; may run in several threads.

    Parameters
    ----------
    path
        The ONNX file; beside it are the speakers' files.

    Raises
    ------
    ModelError
        It cannot be loaded.
    """

    sample_rate_hz: int = 24_000
    most_phonemes = 508

    def __init__(self, path: Path, threads: int | None = None) -> None:
        self._folder = path.parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(processor_count(), _MOST_THREADS)
        options.log_severity_level = 3
        # Threads that wait give their processor to the model that replies meanwhile: a third less work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                path.read_bytes() + _more_output(_DURATIONS), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelError(
                f"The voices' model {path} cannot be loaded: {error}",
                code="model-load",
                hint=fetch_hint(KOKORO),
            ) from error
        self._styles = cache(self._read_styles)

    def known(self, phonemes: str) -> str:
        """Return those signs that the model knows."""
        return "".join(sign for sign in phonemes if sign in _vocabulary())

    def sound(self, phonemes: str, mix: Mix, pace: float) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return the sound of phonemes that it knows, at most `most_phonemes`, and when each begins and ends.

        Parameters
        ----------
        pace
            Factor of the speaker's own.

        Returns
        -------
        tuple
            Samples, and the n + 1 times between the n phonemes, in seconds from the beginning.
        """
        ids = [0, *(_vocabulary()[sign] for sign in phonemes), 0]
        inputs = {
            "tokens": np.asarray([ids], np.int64),
            "style": self._style(mix, len(phonemes)),
            "speed": np.asarray([pace], np.float32),
        }
        sound, frames = self._session.run(None, inputs)
        edges = np.cumsum(np.asarray(frames, np.float64).ravel()) * (_FRAME_SAMPLES / self.sample_rate_hz)
        return np.asarray(sound, np.float32).ravel(), edges[:-1]

    def _style(self, mix: Mix, length: int) -> NDArray[np.float32]:
        mixed = sum(self._styles(speaker)[length - 1] * np.float32(share) for speaker, share in mix)
        return np.asarray(mixed, np.float32).reshape(1, _STYLE_SIZE)

    def _read_styles(self, speaker: str) -> NDArray[np.float32]:
        file = self._folder / f"{speaker}.bin"
        pin = pins_of(KOKORO).get(file.name)
        try:
            content = file.read_bytes()
            if pin is not None and hashlib.sha256(content).hexdigest() != pin.sha256:
                raise ValueError("it has another content than it came with")
            styles = np.frombuffer(content, np.float32).reshape(self.most_phonemes + 2, _STYLE_SIZE)
        except FileNotFoundError as error:
            raise ModelError(
                f"Kokoro's speaker {speaker} is not there: {file}.",
                code="model-missing",
                hint=fetch_hint(KOKORO),
            ) from error
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Kokoro's speaker {speaker} cannot be loaded: {file}: {error}.",
                code="model-load",
                hint=fetch_hint(KOKORO),
            ) from error
        return styles


@cache
def _vocabulary() -> dict[str, int]:
    """Return the number of each sign; hibari's are Kokoro's."""
    found: dict[str, int] = json.loads((resources.files("hibari") / "assets/vocab.json").read_text("utf-8"))
    return found


def _more_output(name: bytes) -> bytes:
    """Return bytes that, put behind an ONNX file, make a result within it one more of its outputs.

    Messages of Protocol Buffers that follow each other are one, with the fields of all: this is a model with
    a graph (7) that has an output (12) with a name (1) and a type (2), a tensor (1) of floats (1: 1).
    """
    return _field(7, _field(12, _field(1, name) + _field(2, _field(1, b"\x08\x01"))))


def _field(number: int, content: bytes) -> bytes:
    assert len(content) < 128, "longer ones take more than one byte for their length"
    return bytes([number << 3 | 2, len(content)]) + content
