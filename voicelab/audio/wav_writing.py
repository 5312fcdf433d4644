"""WAV files, written: plain 16-bit PCM, as every reader takes it, with titles if there are any."""

from __future__ import annotations

import struct
import wave
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from voicelab.audio.spool import blocks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["write_wav"]

_MOST_BYTES = 0xFFFFFFFF - (1 << 16)
"""Sizes are of 32 bits; some is left for the header and the titles."""
_NAMES = {
    "title": b"INAM",
    "artist": b"IART",
    "album": b"IPRD",
    "comment": b"ICMT",
    "date": b"ICRD",
    "genre": b"IGNR",
    "copyright": b"ICOP",
    "language": b"ILNG",
}
"""What RIFF calls titles; it has no others."""


def write_wav(
    samples: NDArray[np.int16], sample_rate_hz: int, file: IO[bytes], tags: Mapping[str, str] | None = None
) -> None:
    """Write a WAV file of mono samples piece by piece into a file that is open to be written as bytes.

    Raises
    ------
    ValueError
        It is too long for a WAV file.
    """
    titles = _titles(tags or {})
    if samples.nbytes + len(titles) > _MOST_BYTES:
        hours = len(samples) / sample_rate_hz / 3_600
        raise ValueError(f"a WAV file holds 4 GB, and no {hours:.0f} hours of this sound; save it as .flac")
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(sample_rate_hz)
        wav.setnframes(len(samples))
        for block in blocks(samples):
            wav.writeframesraw(block.astype("<i2", copy=False).tobytes())
    if titles:
        file.write(titles)
        end = file.tell()
        file.seek(4)
        file.write(struct.pack("<I", end - 8))
        file.seek(end)


def _titles(tags: Mapping[str, str]) -> bytes:
    """Return the chunk that holds titles, to stand behind the sound; empty if there are none."""
    chunks = [_chunk(_NAMES[name], text.encode() + b"\0") for name, text in tags.items() if name in _NAMES]
    return _chunk(b"LIST", b"INFO" + b"".join(chunks)) if chunks else b""


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
