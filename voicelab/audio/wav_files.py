"""WAV and AU files: frames read piece by piece, whatever their headers say of sizes.

Recorders and streaming writers leave WAV headers that are not true: sizes of 0 or 0xFFFFFFFF, odd chunks
without their padding byte. So the two chunks that matter are looked for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.mixing import Frames, Scale

__all__ = ["PCM", "WavLayout", "au_layout", "wav_layout"]

PCM, FLOAT, A_LAW, MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_STREAMED = (0, 0xFFFFFFFF)
"""Sizes that a writer leaves in a header which it cannot go back to."""
_READ_BYTES = 1 << 20

_AU_CODINGS = {
    1: (MU_LAW, 1),
    2: (PCM, 1),
    3: (PCM, 2),
    4: (PCM, 3),
    5: (PCM, 4),
    6: (FLOAT, 4),
    7: (FLOAT, 8),
    27: (A_LAW, 1),
}
"""Of an AU file's header: the coding as WAV files number it, and the bytes of a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavLayout:
    """Where in a file its sound is, and how it is coded."""

    coding: int
    """As WAV files number it: 1 are integers, 3 floats, 6 A-law, 7 µ-law; others are packed."""
    channels: int
    sample_rate_hz: int
    width: int
    """Of a sample, in bytes; 0 for codings that are packed."""
    start: int
    """Of the sound in the file, in bytes."""
    size: int
    """Of the sound, in bytes."""
    is_big_endian: bool = False
    is_signed: bool = False
    """Whether integers of one byte are; those of WAV files are not."""

    def frames(self, file: BinaryIO) -> Frames | None:
        """Return the sound of a file; `None` if it is of a coding that is packed."""
        decode, scale = self._decoding()
        if decode is None:
            return None
        size = self.width * self.channels
        whole = self.size - self.size % size  # a file that was cut off may end within a frame

        def blocks() -> Iterator[NDArray[Any]]:
            step = max(size, _READ_BYTES - _READ_BYTES % size)
            for place in range(0, whole, step):
                file.seek(self.start + place)
                data = file.read(min(step, whole - place))
                data = data[: len(data) - len(data) % size]
                yield decode(data).reshape(-1, self.channels)

        return Frames(sample_rate_hz=self.sample_rate_hz, channels=self.channels, blocks=blocks, scale=scale)

    def _decoding(self) -> tuple[Callable[[bytes], NDArray[Any]] | None, Scale]:
        order = ">" if self.is_big_endian else "<"
        if self.coding == PCM and self.width == 1:
            return (_signed_bytes if self.is_signed else _unsigned_bytes), "one"
        if self.coding == PCM and self.width == 2:
            return lambda data: np.frombuffer(data, f"{order}i2").astype(np.int16), "one"
        if self.coding == PCM and self.width == 3:
            return lambda data: _triples(data, big_endian=self.is_big_endian), "one"
        if self.coding == PCM and self.width == 4:
            return lambda data: np.frombuffer(data, f"{order}i4") / 2.0**31, "one"
        if self.coding == FLOAT and self.width in (4, 8):
            return lambda data: np.frombuffer(data, f"{order}f{self.width}").astype(np.float64), "floats"
        if self.coding in _LAWS and self.width == 1:
            return lambda data: _LAWS[self.coding][np.frombuffer(data, np.uint8)], "one"
        return None, "one"


def wav_layout(file: BinaryIO, name: str) -> WavLayout:
    """Return the layout of a RIFF or RF64 file.

    Parameters
    ----------
    name
        What messages call it.

    Raises
    ------
    ValueError
        It has no format or no sound.
    """
    chunks = _chunks(file)
    start, size = chunks.get(b"fmt ", (0, 0))
    file.seek(start)
    form = file.read(min(size, 64))
    if len(form) < 16 or b"data" not in chunks:
        raise ValueError(f"{name} is a WAV file without {'sound' if len(form) >= 16 else 'a format'} in it")
    coding, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if coding == _EXTENSIBLE and len(form) >= 26:
        coding = int.from_bytes(form[24:26], "little")
    is_plain = coding in (PCM, FLOAT, A_LAW, MU_LAW)
    if is_plain and not (channels and align and bits):
        raise ValueError(
            f"{name} is a WAV file of {channels} channels with {bits} bits each; its header must be wrong"
        )
    # Samples of 12 or 20 bits fill the bytes that they stand in, the highest first.
    width = align // channels if is_plain and align % channels == 0 else (bits + 7) // 8
    return WavLayout(
        coding=coding,
        channels=channels,
        sample_rate_hz=rate,
        width=width,
        start=chunks[b"data"][0],
        size=chunks[b"data"][1],
    )


def au_layout(file: BinaryIO, name: str) -> WavLayout:
    """Return the layout of an AU file, Sun's and NeXT's.

    Raises
    ------
    ValueError
        It is cut off, or of a coding that is not supported.
    """
    end = file.seek(0, 2)
    file.seek(0)
    head = file.read(24)
    if len(head) < 24:
        raise ValueError(f"{name} is an AU file without sound in it")
    start, size, number, rate, channels = struct.unpack(">IIIII", head[4:])
    if number not in _AU_CODINGS or not 0 < channels < 1 << 16:
        raise ValueError(f"{name} is an AU file of coding {number}, which voicelab cannot read")
    coding, width = _AU_CODINGS[number]
    return WavLayout(
        coding=coding,
        channels=channels,
        sample_rate_hz=rate,
        width=width,
        start=start,
        size=max(0, min(size, end - start)),
        is_big_endian=True,
        is_signed=True,
    )


def _chunks(file: BinaryIO) -> dict[bytes, tuple[int, int]]:
    """Return where the chunks of a RIFF file are, and how long, as far as they are needed."""
    end = file.seek(0, 2)
    chunks: dict[bytes, tuple[int, int]] = {}
    position = 12
    while position + 8 <= end and not (b"fmt " in chunks and b"data" in chunks):
        file.seek(position)
        head = file.read(8)
        name, size, start = head[:4], int.from_bytes(head[4:], "little"), position + 8
        if name == b"data":
            if size == 0xFFFFFFFF and b"ds64" in chunks:
                file.seek(chunks[b"ds64"][0] + 8)
                size = int.from_bytes(file.read(8), "little")
            elif size in _STREAMED and not _is_chunk(file, start, end):
                size = end - start
        size = min(size, end - start)
        chunks.setdefault(name, (start, size))
        position = start + size
        file.seek(position)
        if size % 2 and file.read(1) == b"\0":
            position += 1
    return chunks


def _is_chunk(file: BinaryIO, start: int, end: int) -> bool:
    """Say whether the rest is one whole chunk, such as the list of titles that may follow no sound at all."""
    file.seek(start)
    head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    return len(head) == 8 and end - start in (8 + size, 8 + size + size % 2)


def _unsigned_bytes(data: bytes) -> NDArray[Any]:
    centred: NDArray[np.int16] = np.frombuffer(data, np.uint8).astype(np.int16) - np.int16(128)
    values: NDArray[np.int16] = centred * np.int16(256)
    return values


def _signed_bytes(data: bytes) -> NDArray[Any]:
    values: NDArray[np.int16] = np.frombuffer(data, np.int8).astype(np.int16) * np.int16(256)
    return values


def _triples(data: bytes, *, big_endian: bool) -> NDArray[Any]:
    triples = np.frombuffer(data, np.uint8).reshape(-1, 3)
    padded = np.zeros((len(triples), 4), np.uint8)
    padded[:, 1:] = triples[:, ::-1] if big_endian else triples
    values: NDArray[np.float64] = padded.reshape(-1).view("<i4") / 2.0**31
    return values


def _law_tables() -> dict[int, NDArray[np.int16]]:
    """Return the samples of each byte, by ITU-T G.711."""
    code = np.arange(256)
    inverted = 255 - code
    step = ((inverted & 0x0F) << 3) + 0x84 << ((inverted & 0x70) >> 4)
    mu_law = np.where(inverted & 0x80, 0x84 - step, step - 0x84)
    toggled = code ^ 0x55
    segment = (toggled & 0x70) >> 4
    low = ((toggled & 0x0F) << 4) + np.where(segment == 0, 8, 0x108)
    high = low << np.maximum(segment - 1, 0)
    a_law = np.where(toggled & 0x80, high, -high)
    return {MU_LAW: mu_law.astype(np.int16), A_LAW: a_law.astype(np.int16)}


_LAWS = _law_tables()
