"""Arrays of samples, by the conventions of soundfile, librosa, SciPy, torchaudio and gradio."""

from __future__ import annotations

import math
from array import ArrayType
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.file_kinds import a, marked_kind
from voicelab.audio.mixing import MOST_CHANNELS, Frames, Scale, to_mono
from voicelab.audio.spool import blocks

__all__ = ["array_samples", "check_rate", "is_rate", "is_rated", "is_undecoded", "rated"]

_MIN_RATE_HZ, _MAX_RATE_HZ = 1_000, 768_000


def array_samples(samples: Any, sample_rate_hz: int) -> NDArray[np.int16]:
    """Return 16-bit mono samples of whatever NumPy makes an array of.

    Raises
    ------
    ValueError
        Another shape or type, or samples that are not finite.
    """
    array = _as_array(samples)
    if array.dtype.itemsize == 1 and (kind := marked_kind(array.reshape(-1)[:512].tobytes())):
        raise ValueError(
            f"these samples are the bytes of {a(kind)} file: give Audio.from_file data.tobytes()"
        )
    columns = _columns(array)
    convert, scale = _conversion(array.dtype)

    def converted() -> Iterator[NDArray[Any]]:
        return map(convert, blocks(columns))

    return to_mono(
        Frames(
            sample_rate_hz=sample_rate_hz,
            channels=columns.shape[1],
            blocks=converted,
            scale=scale,
        )
    )


def is_rated(given: object) -> bool:
    """Say whether this is samples with their rate, as `rated` takes them."""
    if isinstance(given, Mapping):
        return "sampling_rate" in given and ("array" in given or "raw" in given)
    if not isinstance(given, tuple) or len(given) != 2:
        return False
    return sum(map(_states_rate, given)) == 1 and any(map(_is_samples, given))


def is_undecoded(given: object) -> TypeGuard[Mapping[str, Any]]:
    """Say whether this is a file as data sets hold it that were told not to decode sound."""
    return isinstance(given, Mapping) and set(given) == {"bytes", "path"}


def rated(given: Any) -> tuple[Any, int]:
    """Return samples and their rate in Hz.

    Parameters
    ----------
    given
        ``(rate, samples)`` as SciPy and gradio give them; ``(samples, rate)`` as soundfile, librosa and
        torchaudio do; a mapping with ``array`` and ``sampling_rate``, as in data sets.

    Raises
    ------
    ValueError
        The rate is that of no sound.
    """
    if isinstance(given, Mapping):
        samples, rate = given["array" if "array" in given else "raw"], given["sampling_rate"]
    else:
        rate, samples = given if _states_rate(given[0]) else (given[1], given[0])
    return samples, check_rate(rate)


def check_rate(rate: Any) -> int:
    """Return a sample rate, in Hz, once it is sure that it is one.

    Raises
    ------
    ValueError
        It is no whole number of a sensible size.
    """
    if not is_rate(rate):
        raise ValueError(
            f"a sample rate is a whole number of {_MIN_RATE_HZ:,} to {_MAX_RATE_HZ:,} Hz, not {rate!r}"
        )
    return int(rate)


def is_rate(value: Any) -> bool:
    """Say whether this is a sample rate, in Hz: a whole number of a sensible size."""
    return _is_number(value) and _MIN_RATE_HZ <= value <= _MAX_RATE_HZ and value == int(value)


def _is_number(value: object) -> bool:
    # Arrays without dimensions are numbers, too.
    if isinstance(value, int | float | np.number):
        return not isinstance(value, bool) and (isinstance(value, int) or math.isfinite(value))
    return isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"


def _states_rate(value: object) -> bool:
    """Say whether this is meant as a rate: text is refused later on, by name."""
    return _is_number(value) or (isinstance(value, str) and value.strip().isdecimal())


def _is_samples(value: object) -> bool:
    if isinstance(value, list | ArrayType | memoryview | bytes | bytearray):
        return True
    return hasattr(value, "__array__") and not _is_number(value)


def _as_array(samples: Any) -> NDArray[Any]:
    if isinstance(samples, str | bytes | bytearray) or (
        isinstance(samples, memoryview) and samples.format in ("B", "b", "c")
    ):
        raise ValueError(
            "samples must be an array, not bytes: Audio.from_file reads those of a sound file, "
            "Audio.from_pcm(data, sample_rate_hz) those of bare 16-bit PCM"
        )
    if isinstance(samples, np.ma.MaskedArray):  # what is masked is not to be heard
        return samples.filled(128 if samples.dtype == np.uint8 else 0)
    try:
        return np.asarray(samples)
    except Exception as error:  # each library has its own errors for tensors on devices and ragged lists
        raise ValueError(f"this {type(samples).__name__} is no array of samples: {error}") from error


def _columns(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array in shape (n, channels), whichever way round it was."""
    shape = array.shape
    while array.ndim > 2 and array.shape[0] == 1:
        array = array[0]  # a batch of one
    if array.ndim not in (1, 2):
        raise ValueError(f"samples must be of shape (n,), (n, channels) or (channels, n), not {shape}")
    if array.ndim == 1:
        return array[:, np.newaxis]
    if array.shape[0] < array.shape[1] and array.size:
        array = array.T
    if array.size and array.shape[1] > MOST_CHANNELS:
        raise ValueError(f"samples of shape {shape} are no sound: neither side is a number of channels")
    return array if array.size else array.reshape(0, 1)


def _conversion(dtype: np.dtype[Any]) -> tuple[Callable[[NDArray[Any]], NDArray[Any]], Scale]:
    """Return what makes samples of a type int16 or floats, and of which scale these are."""
    if dtype.kind == "i" and dtype.itemsize == 2:
        return lambda block: block.astype(np.int16), "one"
    if dtype == np.uint8:
        return lambda block: (block.astype(np.float64) - 128.0) / 128.0, "one"
    if dtype == np.int8:
        return lambda block: block.astype(np.float64) / 128.0, "one"
    if dtype.kind in "if":
        return lambda block: block.astype(np.float64), "integers" if dtype.kind == "i" else "floats"
    unsigned = "; subtract half of their range first" if dtype.kind == "u" else ""
    raise ValueError(f"samples must be signed integers or floats, not {dtype}{unsigned}")
