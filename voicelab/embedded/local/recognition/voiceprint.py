"""Voiceprints: how a voice sounds, whatever it says, by the speaker encoder of the package resemblyzer.

The model is three layers of LSTM over a mel spectrogram (GE2E), small enough to be computed with NumPy:
PyTorch is not needed. Its weights are read out of the file as plain arrays, and nothing in it is run.
"""

from __future__ import annotations

import pickle
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.known_models import VOICEPRINTS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.errors import ModelError

__all__ = ["LocalSpeakers", "VoiceprintModel"]

_RATE_HZ = 16_000
_WINDOW_SAMPLES, _HOP_SAMPLES, _BANDS = 400, 160, 40
_FRAMES, _FRAMES_APART = 160, 80
_MOST_WINDOWS = 4
_LAYERS = 3
_LEVEL = 10.0 ** (-30.0 / 20.0)
_SHORTEST_SAMPLES = _RATE_HZ // 4


class LocalSpeakers:
    """Tells speakers apart by a model that is fetched (16 MB) and loaded when it is first needed."""

    def __init__(self) -> None:
        self._model: VoiceprintModel | None = None
        self._lock = threading.Lock()

    same_above = 0.70
    """Cosine similarity from which two voiceprints are one speaker's.

    In recordings of Microsoft's, utterances of one person were alike by 0.68 to 0.94, the briefest least, and
    those of two people by 0.42 to 0.69.
    """

    def voiceprint(self, samples: NDArray[np.int16]) -> NDArray[np.float32] | None:
        """Return the voiceprint of some speech, 16 kHz, shape (256,) and length 1; `None` of too little.

        Raises
        ------
        ModelError
            The model cannot be fetched or loaded.
        """
        with self._lock:
            if self._model is None:
                self._model = VoiceprintModel(ensure_models([VOICEPRINTS])[0])
        return self._model.voiceprint(samples)


class VoiceprintModel:
    """The encoder, loaded; `voiceprint` may be called from several threads.

    Parameters
    ----------
    file
        The wheel's ``pretrained.pt``.

    Raises
    ------
    ModelError
        It is not that file.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._weights = _read_weights(file)
        except _DAMAGED as error:
            raise ModelError(
                f"The model that tells speakers apart cannot be loaded: {error}.",
                code="model-load",
                hint=fetch_hint(VOICEPRINTS),
            ) from error
        self._mel = _mel_filters()
        self._hann = np.hanning(_WINDOW_SAMPLES + 1)[:-1].astype(np.float32)

    def voiceprint(self, samples: NDArray[np.int16]) -> NDArray[np.float32] | None:
        """Return the voiceprint of some speech, 16 kHz, shape (256,) and length 1; `None` of too little."""
        if len(samples) < _SHORTEST_SAMPLES:
            return None
        sound = samples.astype(np.float32) / np.float32(32_768.0)
        level = float(np.sqrt(np.mean(sound**2)))
        if level <= 0.0:
            return None
        frames = self._spectrogram(sound * np.float32(max(1.0, _LEVEL / level)))
        embedded = self._encode(_windows(frames))
        mean: NDArray[np.float32] = embedded.mean(axis=0)
        mean /= np.float32(max(float(np.linalg.norm(mean)), 1e-9))
        return mean

    def _spectrogram(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        sound = np.pad(sound, _WINDOW_SAMPLES // 2)
        pieces = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW_SAMPLES)[::_HOP_SAMPLES]
        power = np.abs(np.fft.rfft(pieces * self._hann, axis=1)) ** 2
        return (power @ self._mel).astype(np.float32)

    def _encode(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one embedding for each window (n, frames, bands)."""
        values, hidden = windows, np.zeros((len(windows), 0), np.float32)
        for layer in range(_LAYERS):
            values = self._layer(values, layer)
            hidden = values[:, -1]
        embedded = np.maximum(hidden @ self._weights["linear.weight"].T + self._weights["linear.bias"], 0.0)
        return np.asarray(embedded / (np.linalg.norm(embedded, axis=1, keepdims=True) + 1e-9), np.float32)

    def _layer(self, values: NDArray[np.float32], layer: int) -> NDArray[np.float32]:
        weights = self._weights
        inputs = values @ weights[f"lstm.weight_ih_l{layer}"].T
        inputs += weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
        recurrent = weights[f"lstm.weight_hh_l{layer}"]
        size = recurrent.shape[1]
        hidden = cell = np.zeros((len(values), size), np.float32)
        outputs = np.empty((*values.shape[:2], size), np.float32)
        for step in range(values.shape[1]):
            # BLAS shares so small a product out among threads, which wait for each other.
            gates = inputs[:, step] + np.einsum("nh,gh->ng", hidden, recurrent)
            into, forget, new, out = np.split(gates, 4, axis=1)
            cell = _sigmoid(forget) * cell + _sigmoid(into) * np.tanh(new)
            hidden = _sigmoid(out) * np.tanh(cell)
            outputs[:, step] = hidden
        return outputs


def _windows(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut windows of 1.6 s out of a spectrogram, evenly; a shorter one is filled up with silence."""
    frames = np.pad(frames, ((0, max(0, _FRAMES - len(frames))), (0, 0)))
    last = len(frames) - _FRAMES
    count = min(_MOST_WINDOWS, 1 + -(-last // _FRAMES_APART))
    places = np.linspace(0, last, count).round().astype(np.intp)
    return np.stack([frames[place : place + _FRAMES] for place in places])


def _sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    halves: NDArray[np.float32] = np.tanh(values * np.float32(0.5)) * np.float32(0.5)
    halves += np.float32(0.5)
    return halves


def _mel_filters() -> NDArray[np.float32]:
    from faster_whisper.feature_extractor import FeatureExtractor

    filters: NDArray[np.float32] = FeatureExtractor.get_mel_filters(_RATE_HZ, _WINDOW_SAMPLES, _BANDS)
    turned: NDArray[np.float32] = np.ascontiguousarray(filters.T)
    return turned


def _read_weights(file: Path) -> dict[str, NDArray[np.float32]]:
    """Read PyTorch's older format: pickles one after the other, then the numbers of each array."""
    with file.open("rb") as data:
        magic, _version, _system = (_ArrayReader(data).load() for _ in range(3))
        if magic != _MAGIC:
            raise ValueError("it is no file of PyTorch's")
        reader = _ArrayReader(data)
        state = reader.load()
        for key in _ArrayReader(data).load():
            (length,) = struct.unpack("<q", data.read(8))
            reader.storages[key][:] = np.frombuffer(data.read(4 * length), "<f4")
    return {name: view() for name, view in state["model_state"].items()}


class _ArrayReader(pickle.Unpickler):
    """Reads where the arrays of a PyTorch file lie; whatever else it names is refused, and nothing is run."""

    def __init__(self, data: BinaryIO) -> None:
        super().__init__(data)
        self.storages: dict[str, NDArray[np.float32]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NAMED:
            raise ValueError(f"the model names {module}.{name}, which is not known here")
        return _NAMED[module, name]

    def persistent_load(self, pid: Any) -> Any:
        _, _, key, _, length, _ = pid
        return self.storages.setdefault(key, np.zeros(length, np.float32))


def _view(
    storage: NDArray[np.float32], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any
) -> Callable[[], NDArray[np.float32]]:
    """Return what gives an array once the numbers that it lies in are read."""
    strides = tuple(step * storage.itemsize for step in stride)
    return lambda: np.lib.stride_tricks.as_strided(storage[offset:], size, strides).copy()


_DAMAGED = (
    OSError, ValueError, TypeError, LookupError, AttributeError, EOFError, struct.error,
    pickle.UnpicklingError,
)  # fmt: skip
_MAGIC = 0x1950A86A20F9469CFC6C
_NAMED = {
    ("torch._utils", "_rebuild_tensor_v2"): _view,
    ("torch", "FloatStorage"): np.float32,
    ("collections", "OrderedDict"): OrderedDict,
}
