"""Samples as other libraries hold them."""

from __future__ import annotations

import array
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.conversation.inputs import read_input

RATE = 16_000
TONE: NDArray[np.int16] = np.rint(9_000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.int16)
UNIT = TONE / 32_768


class Tensor:
    """What torch, JAX and others have in common."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float32]:
        return UNIT.astype(np.float32)


class GradientTensor:
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float32]:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


FORMS: dict[str, Any] = {
    "(n,)": TONE,
    "(1, n)": TONE[np.newaxis],
    "(n, 1)": TONE[:, np.newaxis],
    "(2, n)": np.stack([TONE, TONE]),
    "(n, 2)": np.stack([TONE, TONE], axis=1),
    "(1, 1, n)": TONE[np.newaxis, np.newaxis],
    "(2, n) floats": np.stack([UNIT, UNIT]),
    "big-endian": TONE.astype(">i2"),
    "every second": np.repeat(TONE, 2)[::2],
    "32 bits": TONE.astype(np.int32) << 16,
    "16 bits in int32": TONE.astype(np.int32),
    "16 bits in int64": TONE.astype(np.int64),
    "32 bits in int64": TONE.astype(np.int64) << 16,
    "floats": UNIT,
    "float32": UNIT.astype(np.float32),
    "floats of 16-bit scale": TONE.astype(np.float32),
    "floats of 32-bit scale": TONE.astype(np.float64) * 65_536,
    "list of integers": TONE.tolist(),
    "list of floats": UNIT.tolist(),
    "list of channels": [UNIT.tolist(), UNIT.tolist()],
    "array": array.array("h", TONE.tolist()),
    "memoryview": memoryview(array.array("h", TONE.tolist())),
    "column": pd.Series(UNIT),
    "nullable column": pd.Series(UNIT, dtype="Float64"),
    "tensor": Tensor(),
}


@pytest.mark.parametrize("form", FORMS)
def test_samples_are_the_same_sound_in_whatever_form_they_come(form: str) -> None:
    audio = Audio.from_array(FORMS[form], RATE)

    assert audio.samples.shape == TONE.shape
    assert np.abs(audio.samples.astype(int) - TONE).max() <= 1


@pytest.mark.parametrize("samples", [(UNIT * 127).astype(np.int8), (UNIT * 127 + 128).astype(np.uint8)])
def test_samples_of_a_byte_are_of_full_scale(samples: NDArray[Any]) -> None:
    audio = Audio.from_array(samples, RATE)
    assert audio.rms_dbfs == pytest.approx(Audio(TONE, RATE).rms_dbfs, abs=0.3)


@pytest.mark.parametrize("level", [1.2, 8.0])
def test_floats_a_little_too_loud_are_clipped(level: float) -> None:
    audio = Audio.from_array(UNIT / np.abs(UNIT).max() * level, RATE)
    assert audio.samples.max() == 32_767


def test_silence_of_any_type_is_silent() -> None:
    for kind in (np.int8, np.int16, np.int32, np.int64, np.float32, np.float64):
        assert Audio.from_array(np.zeros((2, 160), kind), RATE) == Audio.silence(0.01)


@pytest.mark.parametrize("shape", [(), (2, 2, 2), (80, 90)])
def test_shapes_that_are_no_sound_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"samples .*shape"):
        Audio.from_array(np.ones(shape), RATE)


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.array([0.0, math.nan]), "NaN or infinity"),
        (np.array([[0.0, -math.inf]] * 3), "NaN or infinity"),
        (np.array([0, 1j]), "not complex128"),
        (np.array([0, None]), "not object"),
        (np.array([True, False]), "not bool"),
        (np.array([0, 65_535], np.uint16), "not uint16; subtract half"),
        (np.array([0, 2**40]), r"loudest sample is 1,099,511,627,776"),
        (np.array([0.0, 1e12]), "loudest sample is"),
        ([[1, 2], [3]], "is no array of samples"),
        (GradientTensor(), "no array of samples: Can't call numpy"),
        (bytearray(64), r"not bytes: Audio\.from_file"),
        (b"RIFF", r"Audio\.from_pcm\(data, sample_rate_hz\)"),
        (memoryview(b"RIFF"), "not bytes"),
        ("talk.wav", "not bytes"),
    ],
)
def test_what_is_no_sound_is_refused_in_a_sentence(samples: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Audio.from_array(samples, RATE)


LOW = np.ascontiguousarray(TONE[:8_000])
PAIRS: dict[str, Any] = {
    "SciPy, gradio": (8_000, LOW),
    "soundfile, librosa": (LOW / 32_768, 8_000),
    "a rate of NumPy's": (np.int64(8_000), LOW),
    "a rate that is a float": (LOW / 32_768, 8_000.0),
    "torchaudio": (np.stack([LOW, LOW]) / 32_768, 8_000),
    "lists": (8_000, LOW.tolist()),
    "pydub": (array.array("h", LOW.tolist()), 8_000),
    "a memoryview": (8_000, memoryview(array.array("h", LOW.tolist()))),
    "data sets": {"path": None, "array": LOW / 32_768, "sampling_rate": 8_000},
    "pipelines": {"raw": LOW / 32_768, "sampling_rate": 8_000},
}


@pytest.mark.parametrize("pair", PAIRS)
def test_samples_may_come_with_their_rate(pair: str) -> None:
    audio = to_audio(PAIRS[pair])

    assert audio.sample_rate_hz == RATE
    assert audio.duration_seconds == pytest.approx(1.0)
    assert audio.rms_dbfs == pytest.approx(Audio(LOW, 8_000).rms_dbfs, abs=0.2)


@pytest.mark.parametrize("rate", [0, -1, 1, 22_050.5, 10_000_000])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="a sample rate is a whole number of 1,000 to 768,000 Hz, not"):
        to_audio((rate, LOW))


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ((LOW, "16000"), "a sample rate is a whole number .*, not '16000'"),
        ((16_000, LOW.tobytes()), r"Audio\.from_pcm\(data, sample_rate_hz\)"),
        ((bytearray(64), 16_000), r"Audio\.from_pcm\(data, sample_rate_hz\)"),
    ],
)
def test_a_pair_that_is_meant_as_sound_is_refused_with_its_remedy(pair: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_input(pair)


@pytest.mark.parametrize(
    "samples", [TONE.copy(), TONE.copy()[::2], TONE.copy()[np.newaxis], bytearray(TONE.tobytes())]
)
def test_what_the_caller_writes_afterwards_is_not_heard(samples: Any) -> None:
    is_bytes = isinstance(samples, bytearray)
    made = [Audio.from_pcm(samples, RATE)] if is_bytes else [Audio.from_array(samples, RATE)]
    if not is_bytes and samples.ndim == 1:
        made.append(Audio(samples, RATE))
        made.append(to_audio(samples))
    samples[:] = bytes(len(samples)) if is_bytes else 0
    assert [audio.rms_dbfs for audio in made] == pytest.approx(
        [Audio(TONE, RATE).rms_dbfs] * len(made), abs=0.1
    )


def test_masked_samples_are_silent() -> None:
    for samples in (TONE, UNIT, (UNIT * 127 + 128).astype(np.uint8)):
        masked = np.ma.masked_array(samples, mask=np.arange(RATE) < 8_000)
        audio = Audio.from_array(masked, RATE)
        assert not audio.samples[:8_000].any()
        assert audio.samples[8_000:].any()


@pytest.mark.parametrize("head", [b"RIFF\0\0\0\0WAVE", b"fLaC", b"OggS", b"ID3\4", b"\0\0\0\x20ftypM4A "])
@pytest.mark.parametrize("kind", [np.uint8, np.int8])
def test_the_bytes_of_a_file_are_no_samples(head: bytes, kind: Any) -> None:
    with pytest.raises(ValueError, match=r"are the bytes of an? .* file: give Audio\.from_file"):
        read_input(np.frombuffer(head + bytes(400), kind))


def test_channels_in_opposite_phase_do_not_cancel_each_other() -> None:
    loudness = pytest.approx(Audio(TONE, RATE).rms_dbfs)
    assert Audio.from_array(np.stack([TONE, -TONE]), RATE).rms_dbfs == loudness
    quieter = np.stack([TONE // 4, -TONE, TONE // 2])
    assert Audio.from_array(quieter, RATE).rms_dbfs > Audio(TONE, RATE).rms_dbfs - 6


def test_two_who_speak_on_a_channel_each_are_both_heard() -> None:
    first, second = np.zeros(RATE, np.int16), np.zeros(RATE, np.int16)
    first[:8_000], second[8_000:] = TONE[:8_000], -TONE[8_000:]
    mixed = Audio.from_array(np.stack([first, second]), RATE)
    assert np.array_equal(mixed.samples, np.rint((first + second) / 2))


@pytest.mark.parametrize("glitch", [17.0, 40_000.0, 1e6, 1e12])
@pytest.mark.parametrize("scale", [1.0, 32_768.0])
def test_a_glitch_does_not_decide_the_scale(scale: float, glitch: float) -> None:
    sound = 0.25 * np.sin(np.arange(16_000) / 5.0) * scale
    samples = Audio.from_array(np.r_[sound, glitch], 16_000).samples[:-1]
    assert np.abs(samples - sound / scale * 32_768).max() <= 1


def test_quiet_whole_numbers_with_one_loud_one_are_integers() -> None:
    sound = np.r_[np.tile([1.0, -1.0, 2.0], 2_000), 9_000.0]
    assert Audio.from_array(sound, 16_000).samples[:3].tolist() == [1, -1, 2]
