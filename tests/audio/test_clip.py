"""Audio: samples in and out of arrays, bytes and WAV files, at any rate."""

from __future__ import annotations

import io
import math
import pickle
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicelab.audio.clip import Audio


def sine(seconds: float, rate: int, hertz: float = 440.0, level: float = 0.5) -> NDArray[np.float64]:
    """Return a pure tone as floats."""
    times = np.arange(round(seconds * rate)) / rate
    return np.asarray(level * np.sin(2 * np.pi * hertz * times))


def a_wav(frames: bytes, *, width: int, channels: int = 1, rate: int = 16_000) -> bytes:
    """Return a WAV file of raw frames."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as wav:
        wav.setsampwidth(width)
        wav.setnchannels(channels)
        wav.setframerate(rate)
        wav.writeframes(frames)
    return buffer.getvalue()


def test_samples_of_another_type_or_shape_are_refused_with_the_way_to_convert() -> None:
    with pytest.raises(ValueError, match=r"float64.*from_array"):
        Audio(np.zeros(3), 16_000)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"\(3, 2\)"):
        Audio(np.zeros((3, 2), dtype=np.int16), 16_000)


@pytest.mark.parametrize("rate", [0, -8000, 1, 10**9, float("nan"), float("inf"), 16_000.5, "16000", None])
def test_a_rate_that_is_none_is_refused(rate: Any) -> None:
    with pytest.raises(ValueError, match="a sample rate is a whole number of 1,000 to 768,000 Hz, not"):
        Audio(np.zeros(3, dtype=np.int16), rate)
    with pytest.raises(ValueError, match="a sample rate is a whole number of 1,000 to 768,000 Hz, not"):
        Audio.silence(0.1).resample(rate)


def test_samples_that_are_no_array_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must be an int16 array, not list; Audio\.from_array converts"):
        Audio([1, 2], 16_000)  # type: ignore[arg-type]


def test_a_rate_of_another_type_of_number_is_a_plain_one() -> None:
    for rate in (16_000.0, np.int32(16_000), np.array(16_000)):
        assert type(Audio(np.zeros(3, dtype=np.int16), rate).sample_rate_hz) is int  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "samples",
    [
        np.array([-32768, 0, 16384, 32767], dtype=np.int16),
        np.array([-32768, 0, 16384, 32767], dtype=">i2"),
        np.array([-(2**31), 0, 2**30, 2**31 - 1], dtype=np.int32),
        np.array([-1.0, 0.0, 0.5, 1.0], dtype=np.float32),
        np.array([-3.0, 0.0, 0.5, 3.0], dtype=np.float64),
        np.array([[-1.0, -1.0], [0.5, -0.5], [0.0, 1.0], [1.0, 1.0]]),
    ],
    ids=["int16", "big-endian", "int32", "float32", "clipped", "stereo"],
)
def test_arrays_of_any_common_form_become_the_same_samples(samples: NDArray[Any]) -> None:
    audio = Audio.from_array(samples, 16_000)
    assert audio.samples.dtype == np.int16
    assert audio.samples.tolist() == [-32768, 0, 16384, 32767]


def test_bytes_are_unsigned_and_silent_at_128() -> None:
    assert Audio.from_array(np.array([0, 128, 192], dtype=np.uint8), 8000).samples.tolist() == [
        -32768,
        0,
        16384,
    ]


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.array([0.0, math.nan]), "NaN"),
        (np.array([math.inf]), "infinity"),
        (np.zeros((2, 2, 2)), "shape"),
        (np.array(["a"]), "integers or floats"),
        (np.array([1 + 1j]), "integers or floats"),
    ],
)
def test_arrays_that_are_no_sound_are_refused(samples: NDArray[Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Audio.from_array(samples, 16_000)


@given(
    samples=st.lists(st.integers(-32768, 32767), max_size=200), rate=st.sampled_from([8000, 16_000, 44_100])
)
def test_samples_come_back_from_bytes_wav_and_pickle(samples: list[int], rate: int) -> None:
    audio = Audio(np.array(samples, dtype=np.int16), rate)
    assert Audio.from_pcm(audio.to_pcm(), rate) == audio
    assert Audio.from_wav(audio.to_wav()) == audio
    assert pickle.loads(pickle.dumps(audio)) == audio


def test_bytes_are_little_endian_and_a_last_odd_one_is_left_out() -> None:
    assert Audio.from_pcm(b"\x01\x00\x00\x80\x7f", 16_000).samples.tolist() == [1, -32768]


def test_a_wav_file_is_written_and_read_by_its_path(tmp_path: Path) -> None:
    audio = Audio.from_array(sine(0.1, 24_000), 24_000)
    assert audio.to_wav(tmp_path / "a.wav") == (tmp_path / "a.wav").read_bytes()
    assert Audio.from_wav(tmp_path / "a.wav") == Audio.from_wav(str(tmp_path / "a.wav")) == audio


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_wav_files_of_any_width_and_number_of_channels_are_read(width: int, channels: int) -> None:
    values = sine(0.01, 16_000)
    scale = 2 ** (8 * width - 1) - 1
    frames = b"".join(
        (round(value * scale) + (128 if width == 1 else 0)).to_bytes(width, "little", signed=width > 1)
        * channels
        for value in values
    )
    audio = Audio.from_wav(a_wav(frames, width=width, channels=channels))
    assert audio.sample_rate_hz == 16_000
    assert np.allclose(audio.samples / 32768, values, atol=0.01 if width == 1 else 1e-4)


@pytest.mark.parametrize("width", [2, 3])
@pytest.mark.parametrize("missing", range(1, 13))
def test_a_wav_file_that_was_cut_off_is_read_to_its_last_whole_frame(width: int, missing: int) -> None:
    whole = a_wav(bytes(range(48)) * width, width=width, channels=2)
    frames = 24
    audio = Audio.from_wav(whole[:-missing])
    assert len(audio.samples) == frames - math.ceil(missing / (2 * width))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"not a wav file at all",
        a_wav(b"", width=2).replace(b"\x01\x00\x01\x00", b"\x03\x00\x01\x00"),
    ],
)
def test_what_is_no_wav_file_is_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"the data is not.*16-bit PCM"):
        Audio.from_wav(data)
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(ValueError, match=r"a\.wav is not"):
        Audio.from_wav(tmp_path / "a.wav")


def test_a_file_that_is_missing_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Audio.from_wav(tmp_path / "none.wav")


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(48_000, 16_000), (16_000, 24_000), (44_100, 16_000), (8000, 48_000)]
)
def test_resampling_keeps_length_pitch_and_level(from_rate: int, to_rate: int) -> None:
    audio = Audio.from_array(sine(1.0, from_rate, hertz=1000), from_rate)
    resampled = audio.resample(to_rate)
    assert resampled.sample_rate_hz == to_rate
    assert resampled.duration_seconds == pytest.approx(1.0, abs=0.001)
    assert resampled.rms_dbfs == pytest.approx(audio.rms_dbfs, abs=0.1)
    spectrum = np.abs(np.fft.rfft(resampled.samples))
    assert np.argmax(spectrum) * to_rate / len(resampled.samples) == pytest.approx(1000, abs=2)


def test_resampling_lets_nothing_through_above_the_new_band() -> None:
    audio = Audio.from_array(sine(1.0, 48_000, hertz=12_000), 48_000)
    assert audio.resample(16_000).rms_dbfs < -60


def test_resampled_silence_is_silent_and_the_loudest_sound_does_not_wrap() -> None:
    assert Audio.silence(0.5, 48_000).resample(16_000) == Audio.silence(0.5, 16_000)
    loudest = Audio.from_array(np.sign(sine(0.5, 48_000, hertz=100)), 48_000).resample(16_000)
    assert np.abs(np.diff(loudest.samples.astype(int))).max() < 45_000


def test_resampling_nothing_gives_nothing_and_to_its_own_rate_itself() -> None:
    assert len(Audio.silence(0.0, 16_000).resample(24_000).samples) == 0
    audio = Audio.silence(0.1)
    assert audio.resample(16_000) is audio


def test_length_and_loudness_are_shown() -> None:
    audio = Audio.from_array(sine(0.5, 16_000, level=1.0), 16_000)
    assert audio.duration_seconds == 0.5
    assert audio.rms_dbfs == pytest.approx(-3.01, abs=0.01)
    assert Audio.silence(1.0).rms_dbfs == Audio.silence(0.0).rms_dbfs == -math.inf
    assert repr(audio) == "Audio(0.50 s, 16000 Hz, -3.0 dBFS)"


def test_sounds_are_joined_at_the_rate_of_the_first() -> None:
    joined = Audio.silence(0.5, 16_000) + Audio.silence(0.5, 48_000)
    assert (joined.duration_seconds, joined.sample_rate_hz) == (1.0, 16_000)


def test_sounds_are_equal_by_samples_and_rate_and_are_not_hashed() -> None:
    assert Audio.silence(0.1) == Audio.silence(0.1)
    assert Audio.silence(0.1) != Audio.silence(0.2)
    assert Audio.silence(0.1, 8000) != Audio.silence(0.05, 16_000)
    assert Audio.silence(0.1) != "silence"
    with pytest.raises(TypeError, match="unhashable"):
        hash(Audio.silence(0.1))


def test_a_cell_shows_a_player_that_needs_no_file() -> None:
    html = Audio.silence(0.1)._repr_html_()
    assert html.startswith("<audio ")
    assert "data:audio/wav;base64,UklGR" in html


def test_a_cell_shows_no_player_of_an_hour() -> None:
    html = Audio.silence(3_600.0, 1_000)._repr_html_()
    assert "Sound: 60 minutes, too long to be played here; save(path) writes it." in html


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf])
def test_silence_of_no_length_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=f"silence lasts a finite time, 0 s or more, not {seconds}"):
        Audio.silence(seconds)


@pytest.mark.parametrize("other", [np.zeros(160, np.int16), [0, 1], 3, b"ab"])
def test_only_sound_is_joined_to_sound(other: Any) -> None:
    audio = Audio.silence(0.1)
    with pytest.raises(TypeError, match="Audio"):
        audio + other
    with pytest.raises(TypeError):
        other + audio
