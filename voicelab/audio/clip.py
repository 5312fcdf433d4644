"""Audio: 16-bit mono samples and their rate; sound files in and out; resampling."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

import numpy as np

from voicelab.audio.arrays import array_samples, check_rate
from voicelab.audio.encoders import encode
from voicelab.audio.files import read_sound, read_wav
from voicelab.audio.mixing import FULL_SCALE
from voicelab.audio.saving import checked_bit_rate, checked_tags, chosen_encoding, write_to
from voicelab.audio.spool import BLOCK_SAMPLES, Spool, blocks
from voicelab.audio.wav_writing import write_wav

if TYPE_CHECKING:
    from markupsafe import Markup
    from numpy.typing import NDArray

    from voicelab.audio.files import SoundFile
    from voicelab.audio.saving import SoundTarget

__all__ = ["Audio"]


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A stretch of mono sound.

    Parameters
    ----------
    samples
        int16 array of shape (n,), of which a copy is kept, if it can be written to.
    sample_rate_hz
        Samples a second, in Hz, 1,000 to 768,000.

    Examples
    --------
    >>> audio = Audio.silence(0.5, 16_000)
    >>> audio.duration_seconds, audio.rms_dbfs
    (0.5, -inf)
    """

    samples: NDArray[np.int16]
    sample_rate_hz: int

    def __post_init__(self) -> None:
        given: Any = self.samples
        if not isinstance(given, np.ndarray):
            kind = type(given).__name__
            raise ValueError(f"samples must be an int16 array, not {kind}; Audio.from_array converts")
        if self.samples.dtype != np.int16 or self.samples.ndim != 1:
            raise ValueError(
                f"samples must be int16 of shape (n,), not {self.samples.dtype} of shape "
                f"{self.samples.shape}; Audio.from_array converts"
            )
        if self.samples.flags.writeable:  # the caller may go on writing to it
            object.__setattr__(self, "samples", self.samples.copy())
        object.__setattr__(self, "sample_rate_hz", check_rate(self.sample_rate_hz))

    @classmethod
    def from_array(cls, samples: Any, sample_rate_hz: int) -> Audio:
        """Take samples in any common form.

        Parameters
        ----------
        samples
            An array, a list, a tensor, a column: whatever NumPy makes an array of. Shape (n,), (n, channels)
            as soundfile and SciPy have it or (channels, n) as librosa and torchaudio do: the shorter side is
            the channels. They are averaged, those that are the inverse of the loudest turned over first.

            Signed integers of 8 or 16 bits and unsigned bytes are of full scale. Those of 32 and 64 bits are
            32-bit samples, or 16-bit ones if hardly any needs more than 18 bits. Floats are in -1.0 to 1.0
            (clipped beyond), or of the scale of integers if more than one in a thousand is beyond 16, or one
            is and all are whole numbers.
        sample_rate_hz
            Samples a second, in Hz.

        Raises
        ------
        ValueError
            Another shape or type, or samples that are not finite.
        """
        return cls(array_samples(samples, sample_rate_hz), sample_rate_hz)

    @classmethod
    def from_pcm(cls, pcm: bytes, sample_rate_hz: int) -> Audio:
        """Take 16-bit little-endian mono bytes; a last odd byte is left out."""
        usable = len(pcm) - len(pcm) % 2
        return cls(np.frombuffer(pcm[:usable], dtype="<i2").astype(np.int16, copy=False), sample_rate_hz)

    @classmethod
    def from_wav(cls, source: SoundFile) -> Audio:
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
        return cls(*read_wav(source))

    @classmethod
    def from_file(cls, source: SoundFile) -> Audio:
        """Read a sound file: WAV, AU, AIFF, MP3, FLAC, Ogg, M4A, WebM and more.

        Long sound is read piece by piece into a temporary file, and takes little memory.

        Parameters
        ----------
        source
            A path, the file's bytes, a file that is open to be read as bytes, or a player that holds one:
            ``IPython.display.Audio``, ``ipywidgets.Audio``, or its HTML as `player` gives it.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            Another kind of file, a folder, one that is cut, damaged or without sound; the message says which.
        """
        return cls(*read_sound(source))

    @classmethod
    def silence(cls, seconds: float, sample_rate_hz: int = 16_000) -> Audio:
        """Return digital silence of a length in seconds, 0 or more."""
        if not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError(f"silence lasts a finite time, 0 s or more, not {seconds!r}")
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
        energy = sum(float(np.sum((block / FULL_SCALE) ** 2)) for block in blocks(self.samples))
        return 10.0 * math.log10(energy / len(self.samples)) if energy else float("-inf")

    def resample(self, sample_rate_hz: int) -> Audio:
        """Return the same sound at another rate, band-limited (SoX resampler, high quality)."""
        if check_rate(sample_rate_hz) == self.sample_rate_hz:
            return self
        import soxr

        # As floats: given integers, the resampler adds dither, and silence is no longer silent.
        resampler = soxr.ResampleStream(self.sample_rate_hz, sample_rate_hz, 1, dtype="float32")
        spool = Spool()
        for block in blocks(self.samples):
            spool.write(_as_int16(resampler.resample_chunk((block / FULL_SCALE).astype(np.float32))))
        spool.write(_as_int16(resampler.resample_chunk(np.zeros(0, np.float32), last=True)))
        return Audio(spool.samples(), sample_rate_hz)

    def blocks(self, size: int = BLOCK_SAMPLES) -> Iterator[NDArray[np.int16]]:
        """Yield the samples, so many at a time: long sound need never be in memory as a whole."""
        return blocks(self.samples, size)

    def to_pcm(self) -> bytes:
        """Return 16-bit little-endian mono bytes, with no header."""
        return self.samples.astype("<i2", copy=False).tobytes()

    def save(
        self,
        target: SoundTarget,
        format: str | None = None,  # noqa: A002  # as others call it
        *,
        bit_rate_kbps: float | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Write a sound file: ``.wav``, ``.flac``, ``.mp3``, ``.ogg`` and ``.opus`` (Opus), ``.m4a`` (AAC).

        It is there whole or not at all, and has the length of the sound: no encoder's delay is heard. Sound
        of a rate that the format cannot have is resampled to the next higher one.

        Parameters
        ----------
        target
            A path, whose ending says what is written, or a file that is open to be written as bytes.
        format
            How it is written, as the ending would say it, such as ``"mp3"``.
        bit_rate_kbps
            Of the packed formats, in kbit/s: 8 to 320 (MP3), 6 to 256 (Opus), 8 to 288 (M4A); the nearest
            that there is at the sound's rate. By default 64 up to 24 kHz, and 128 beyond.
        tags
            Texts to write into the file: ``title``, ``artist``, ``album``, ``comment``, ``date``, ``genre``.

        Raises
        ------
        ValueError
            An ending, a format or a bit rate that there is not; a file is there that is no sound; a sound
            without samples, which only WAV can hold.
        OSError
            The file cannot be written; the message says why.

        Examples
        --------
        >>> import io
        >>> file = io.BytesIO()
        >>> Audio.silence(1.5, 16_000).save(file, format="mp3", tags={"title": "Silence"})
        >>> Audio.from_file(file).duration_seconds
        1.5
        """
        encoding = chosen_encoding(target, format)
        bit_rate, written = checked_bit_rate(encoding, bit_rate_kbps), checked_tags(tags)
        if not len(self.samples) and not encoding.holds_nothing:
            raise ValueError(
                f"there is nothing to save: {encoding.title} cannot hold a sound without samples"
            )
        sound = self.resample(encoding.rate_for(self.sample_rate_hz))
        if not len(sound.samples):  # what is shorter than a sample of that rate
            sound = Audio(self.samples[:1], sound.sample_rate_hz)

        def write(file: IO[bytes]) -> None:
            encode(sound.samples, sound.sample_rate_hz, file, encoding, bit_rate_kbps=bit_rate, tags=written)

        write_to(target, encoding, write)

    def to_wav(self, path: str | Path | None = None) -> bytes:
        """Return the bytes of a WAV file; the same as `save` does, if a path is given, too."""
        buffer = io.BytesIO()
        self.write_wav(buffer)
        if path is not None:
            self.save(path, "wav")
        return buffer.getvalue()

    def write_wav(self, file: BinaryIO) -> None:
        """Write a WAV file piece by piece into a file that is open to be written as bytes."""
        write_wav(self.samples, self.sample_rate_hz, file)

    def __add__(self, other: Audio) -> Audio:
        given: Any = other
        if not isinstance(given, Audio):
            kind = type(given).__name__
            raise TypeError(
                f"an Audio is joined to an Audio, not to {kind}; Audio.from_array makes one of samples"
            )
        return Audio(
            np.concatenate([self.samples, other.resample(self.sample_rate_hz).samples]), self.sample_rate_hz
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Audio):
            return NotImplemented
        return self.sample_rate_hz == other.sample_rate_hz and np.array_equal(self.samples, other.samples)

    __hash__ = None  # type: ignore[assignment]  # arrays are mutable
    __array_ufunc__ = None  # NumPy is not to add it to each of an array's numbers

    def __repr__(self) -> str:
        return f"Audio({self.duration_seconds:.2f} s, {self.sample_rate_hz} Hz, {self.rms_dbfs:.1f} dBFS)"

    def player(self, label: str = "Sound") -> Markup:
        """Return a player as HTML, called `label`; of sound that is too long for a page, a sentence."""
        from voicelab.audio.player import LONGEST_SECONDS, no_player_html, player_html

        if self.duration_seconds > LONGEST_SECONDS:
            return no_player_html(self.duration_seconds, label=label)
        return player_html(self.to_wav(), label=label)

    def _repr_html_(self) -> str:
        return str(self.player())


def _as_int16(values: NDArray[np.float32]) -> NDArray[np.int16]:
    scaled: NDArray[np.float32] = np.clip(np.rint(values * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1)
    return scaled.astype(np.int16)
