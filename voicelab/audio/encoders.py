"""Encoders: the kinds of sound files that can be written, and what writes them piece by piece, by FFmpeg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from voicelab.audio.spool import blocks
from voicelab.audio.wav_writing import write_wav
from voicelab.nearest import nearest_first

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ENCODINGS", "WAV", "Encoding", "encode", "encoding_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """A kind of sound file, and what writes it."""

    title: str
    """What messages call it."""
    kind: str
    """How the names begin that `file_kinds` gives to such files."""
    endings: tuple[str, ...]
    muxer: str = ""
    codec: str = ""
    """FFmpeg's names; empty of WAV, which needs no encoder."""
    rates_hz: tuple[int, ...] = ()
    """The sample rates that it can have, ascending; empty where it can have any."""
    bit_rates_kbps: tuple[int, int] | None = None
    """The least and the most of mono sound; `None` where nothing is lost and none can be chosen."""
    holds_nothing: bool = False
    """Whether there are files of it without any samples."""

    def rate_for(self, sample_rate_hz: int) -> int:
        """Return the rate to write sound of another with: the next higher one, or the highest there is."""
        if not self.rates_hz:
            return sample_rate_hz
        return next((rate for rate in self.rates_hz if rate >= sample_rate_hz), self.rates_hz[-1])


_MPEG_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)

WAV = Encoding(title="WAV", kind="WAV", endings=(".wav", ".wave"), holds_nothing=True)
_ALL = (
    WAV,
    Encoding(title="FLAC", kind="FLAC", endings=(".flac",), muxer="flac", codec="flac"),
    Encoding(
        title="MP3",
        kind="MP3",
        endings=(".mp3",),
        muxer="mp3",
        codec="libmp3lame",
        rates_hz=_MPEG_RATES_HZ,
        bit_rates_kbps=(8, 320),
    ),
    Encoding(
        title="Ogg Opus",
        kind="Ogg",
        endings=(".ogg", ".opus", ".oga"),
        muxer="ogg",
        codec="libopus",
        rates_hz=(8_000, 12_000, 16_000, 24_000, 48_000),
        bit_rates_kbps=(6, 256),
    ),
    Encoding(
        title="M4A",
        kind="MP4 or M4A",
        endings=(".m4a",),
        muxer="ipod",
        codec="aac",
        rates_hz=(*_MPEG_RATES_HZ, 64_000, 88_200, 96_000),
        bit_rates_kbps=(8, 288),
    ),
)

ENCODINGS: dict[str, Encoding] = {ending: encoding for encoding in _ALL for ending in encoding.endings}
"""Kinds of files that can be written, by how their names end."""

_NARROW_HZ, _NARROW_KBPS, _WIDE_KBPS = 24_000, 64, 128
"""What mono sound is packed with unless it is said: speech up to a rate, and anything beyond it."""
_FRAMES_AT_ONCE = 1 << 16


def encoding_of(ending: str, name: str) -> Encoding:
    """Return the encoding of files whose names end like this.

    Parameters
    ----------
    ending
        With its dot or, where it is the name of a format, without.
    name
        What the message calls the file.

    Raises
    ------
    ValueError
        Files of that kind are not written; the message lists those that are.
    """
    if encoding := ENCODINGS.get(f".{ending.lower().lstrip('.')}"):
        return encoding
    what = f"ends in {ending}" if ending.startswith(".") else f"is to be of the format {ending!r}"
    known = ", ".join(nearest_first(ending, ENCODINGS))
    raise ValueError(f"{name} {what if ending else 'has no ending'}: sound is saved as one of {known}")


def encode(
    samples: NDArray[np.int16],
    sample_rate_hz: int,
    file: IO[bytes],
    encoding: Encoding,
    *,
    bit_rate_kbps: int | None = None,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write mono sound into a file that can seek.

    Parameters
    ----------
    samples
        Of shape (n,).
    sample_rate_hz
        Their rate, one that the encoding has.
    bit_rate_kbps
        By default 64 up to 24 kHz and 128 beyond; the nearest that the format has at this rate is taken.
    tags
        Titles to write into the file: ``title``, ``artist``, ``comment`` and the like.
    """
    if not encoding.codec:
        write_wav(samples, sample_rate_hz, file, tags)
        return
    import av

    options: dict[str, str] = {}
    if encoding.muxer == "ipod":
        options["movie_timescale"] = str(sample_rate_hz)  # of milliseconds, ends would be rounded
    with av.open(file, "w", format=encoding.muxer, container_options=options) as container:
        container.flags |= av.container.Flags.bitexact.value  # no version of FFmpeg in it
        stream: Any = container.add_stream(encoding.codec, rate=sample_rate_hz, layout="mono")
        if encoding.bit_rates_kbps is not None:
            usual = _NARROW_KBPS if sample_rate_hz <= _NARROW_HZ else _WIDE_KBPS
            stream.bit_rate = 1_000 * (bit_rate_kbps or usual)
        for holder in (container, stream):  # formats take them from the one or the other
            holder.metadata.update(tags or {})
        position = 0
        for block in blocks(samples, _FRAMES_AT_ONCE):
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts = sample_rate_hz, position
            position += len(block)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
