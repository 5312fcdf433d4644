"""Audio: 16-bit mono samples and their rate; sound files in, WAV files out; resampling."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicelab.audio.files import read_sound, read_wav

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Audio"]

_FULL_SCALE = 32_768.0


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A stretch of mono sound.

    Parameters
    ----------
    samples
        int16 array of shape (n,).
    sample_rate_hz
        Samples a second, in Hz.

    Examples
    --------
    >>> audio = Audio.silence(0.5, 16_000)
    >>> audio.duration_seconds, audio.rms_dbfs
    (0.5, -inf)
    """

    samples: NDArray[np.int16]
    sample_rate_hz: int

    def __post_init__(self) -> None:
        if self.samples.dtype != np.int16 or self.samples.ndim != 1:
            raise ValueError(
                f"samples must be int16 of shape (n,), not {self.samples.dtype} of shape "
                f"{self.samples.shape}; Audio.from_array converts"
            )
        if self.sample_rate_hz <= 0:
            raise ValueError(f"sample_rate_hz must be positive, not {self.sample_rate_hz}")

    @classmethod
    def from_array(cls, samples: NDArray[Any], sample_rate_hz: int) -> Audio:
        """Take samples in any common form.

        Parameters
        ----------
        samples
            Shape (n,) or (n, channels); signed integers or unsigned bytes of full scale, or floats in
            -1.0 to 1.0 (clipped beyond). Channels are averaged.
        sample_rate_hz
            Samples a second, in Hz.

        Raises
        ------
        ValueError
            Another shape or type, or samples that are not finite.
        """
        array = np.asarray(samples)
        if array.ndim not in (1, 2):
            raise ValueError(f"samples must be of shape (n,) or (n, channels), not {array.shape}")
        if array.dtype == np.int16 and array.ndim == 1:
            return cls(array, sample_rate_hz)
        if array.dtype.kind == "u" and array.dtype.itemsize == 1:
            values = (array.astype(np.float64) - 128.0) / 128.0
        elif array.dtype.kind == "i":
            values = array.astype(np.float64) / -float(np.iinfo(array.dtype).min)
        elif array.dtype.kind == "f":
            values = array.astype(np.float64)
            if not np.isfinite(values).all():
                raise ValueError("samples hold NaN or infinity")
        else:
            raise ValueError(f"samples must be integers or floats, not {array.dtype}")
        if values.ndim == 2:
            values = values.mean(axis=1)
        scaled = np.clip(np.rint(values * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1)
        return cls(scaled.astype(np.int16), sample_rate_hz)

    @classmethod
    def from_pcm(cls, pcm: bytes, sample_rate_hz: int) -> Audio:
        """Take 16-bit little-endian mono bytes; a last odd byte is left out."""
        usable = len(pcm) - len(pcm) % 2
        return cls(np.frombuffer(pcm[:usable], dtype="<i2").astype(np.int16, copy=False), sample_rate_hz)

    @classmethod
    def from_wav(cls, source: str | Path | bytes) -> Audio:
        """Read an uncompressed WAV file of any rate, width and number of channels.

        Parameters
        ----------
        source
            A path, or the file's bytes.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            Not an uncompressed integer WAV file.
        """
        return cls.from_array(*read_wav(*_content(source)))

    @classmethod
    def from_file(cls, source: str | Path | bytes) -> Audio:
        """Read a sound file: WAV of any coding, AIFF, MP3, FLAC or Ogg Vorbis.

        Parameters
        ----------
        source
            A path, or the file's bytes.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            Another kind of file, a damaged one, or one that holds no sound; the message says which.
        ConfigurationError
            It is no plain WAV file, and the extra ``devices``, which decodes the others, is not installed.
        """
        return cls.from_array(*read_sound(*_content(source)))

    @classmethod
    def silence(cls, seconds: float, sample_rate_hz: int = 16_000) -> Audio:
        """Return digital silence of a length in seconds."""
        return cls(np.zeros(round(seconds * sample_rate_hz), dtype=np.int16), sample_rate_hz)

    @property
    def duration_seconds(self) -> float:
        """Length, in seconds."""
        return len(self.samples) / self.sample_rate_hz

    @property
    def rms_dbfs(self) -> float:
        """Loudness: root mean square in decibels of full scale; -inf for digital silence."""
        if not len(self.samples):
            return float("-inf")
        rms = float(np.sqrt(np.mean((self.samples / _FULL_SCALE) ** 2)))
        return 20.0 * float(np.log10(rms)) if rms else float("-inf")

    def resample(self, sample_rate_hz: int) -> Audio:
        """Return the same sound at another rate, band-limited (SoX resampler, high quality)."""
        if sample_rate_hz == self.sample_rate_hz:
            return self
        import soxr

        # As floats: given integers, the resampler adds dither, and silence is no longer silent.
        floats = (self.samples / _FULL_SCALE).astype(np.float32)
        return Audio.from_array(soxr.resample(floats, self.sample_rate_hz, sample_rate_hz), sample_rate_hz)

    def to_pcm(self) -> bytes:
        """Return 16-bit little-endian mono bytes, with no header."""
        return self.samples.astype("<i2", copy=False).tobytes()

    def to_wav(self, path: str | Path | None = None) -> bytes:
        """Return the bytes of a WAV file, and write them to `path` if one is given."""
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(self.sample_rate_hz)
            wav.writeframes(self.to_pcm())
        data = buffer.getvalue()
        if path is not None:
            Path(path).write_bytes(data)
        return data

    def __add__(self, other: Audio) -> Audio:
        return Audio(
            np.concatenate([self.samples, other.resample(self.sample_rate_hz).samples]), self.sample_rate_hz
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Audio):
            return NotImplemented
        return self.sample_rate_hz == other.sample_rate_hz and np.array_equal(self.samples, other.samples)

    __hash__ = None  # type: ignore[assignment]  # arrays are mutable

    def __repr__(self) -> str:
        return f"Audio({self.duration_seconds:.2f} s, {self.sample_rate_hz} Hz, {self.rms_dbfs:.1f} dBFS)"

    def _repr_html_(self) -> str:
        from voicelab.audio.player import player_html

        return str(player_html(self.to_wav()))


def _content(source: str | Path | bytes) -> tuple[bytes, str]:
    """Return a file's bytes, and what messages call it."""
    if isinstance(source, bytes):
        return source, "the data"
    return Path(source).expanduser().read_bytes(), str(source)
