"""WAV and AU files: frames read piece by piece, whatever their headers say of sizes.

Recorders and streaming writers leave WAV headers that are not true: sizes of 0 or 0xFFFFFFFF, odd chunks
without their padding byte. So the two chunks that matter are looked for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.missing_sound import missing_bytes
from voicelab.audio.mixing import Frames, Scale

__all__ = ["A_LAW", "FLOAT", "MU_LAW", "PCM", "WavLayout", "au_layout", "wav_layout"]

PCM, FLOAT, A_LAW, MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_STREAMED = (0, 0xFFFFFFFF)
"""Sizes that a writer leaves in a header which it cannot go back to."""
_READ_BYTES = 1 << 20
_NAMES = {b"fmt ", b"data", b"LIST", b"fact", b"bext", b"cue ", b"smpl", b"inst", b"JUNK", b"id3 ", b"PEAK"}
"""Of chunks that are often met."""

_Chunk: TypeAlias = tuple[bytes, int, int, int]
"""Its name, where its content begins, how long that is, and how much more is stated, all in bytes."""

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
    sound: tuple[tuple[int, int], ...]
    """Where in the file it is, and how long, in bytes; mostly in one piece."""
    missing: int = 0
    """How much more its header states than is there, in bytes."""
    is_big_endian: bool = False
    is_signed: bool = False
    """Whether integers of one byte are; those of WAV files are not."""

    def frames(self, file: BinaryIO) -> Frames | None:
        """Return the sound of a file; `None` if it is of a coding that is packed."""
        decode, scale = self._decoding()
        if decode is None:
            return None
        size = self.width * self.channels

        def blocks() -> Iterator[NDArray[Any]]:
            step = max(size, _READ_BYTES - _READ_BYTES % size)
            for start, length in self.sound:
                whole = length - length % size  # a file that was cut off may end within a frame
                for place in range(0, whole, step):
                    file.seek(start + place)
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
        if self.coding == PCM and self.width == 8:
            return lambda data: np.frombuffer(data, f"{order}i8") / 2.0**63, "one"
        if self.coding == FLOAT and self.width in (2, 4, 8):
            return lambda data: np.frombuffer(data, f"{order}f{self.width}").astype(np.float64), "floats"
        if self.coding in LAWS and self.width == 1:
            return lambda data: LAWS[self.coding][np.frombuffer(data, np.uint8)], "one"
        return None, "one"


def wav_layout(file: BinaryIO, name: str, begin: int = 0) -> WavLayout:
    """Return the layout of a RIFF, RF64 or W64 file.

    Parameters
    ----------
    name
        What messages call it.
    begin
        Where in the file it begins, in bytes: titles may stand ahead of it.

    Raises
    ------
    ValueError
        It has no format or no sound.
    """
    file.seek(begin)
    chunks = _w64_chunks(file, begin) if file.read(4) == b"riff" else _chunks(file, begin)
    start, size = next(((start, size) for chunk, start, size, _ in chunks if chunk == b"fmt "), (0, 0))
    file.seek(start)
    form = file.read(min(size, 64))
    sound = [(start, size) for chunk, start, size, _ in chunks if chunk == b"data"]
    if len(form) < 16 or not sound:
        raise ValueError(f"{name} is a WAV file without {'sound' if len(form) >= 16 else 'a format'} in it")
    coding, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if coding == _EXTENSIBLE and len(form) >= 26:
        coding = int.from_bytes(form[24:26], "little")
    is_plain = coding in (PCM, FLOAT, A_LAW, MU_LAW)
    if is_plain and not (channels and align and bits):
        raise ValueError(
            f"{name} is a WAV file of {channels} channels with {bits} bits each; its header must be wrong"
        )
    # Samples of 12 or 20 bits fill the bytes that they stand in, the highest first. Writers often count
    # these wrong: of what contradicts the bits, only 24 of them in four bytes is believed.
    width = 1 if coding in LAWS else (bits + 7) // 8
    if width == 3 and align == 4 * channels:
        width = 4
    return WavLayout(
        coding=coding,
        channels=channels,
        sample_rate_hz=rate,
        width=width,
        sound=tuple(sound),
        missing=sum(missing for chunk, *_, missing in chunks if chunk == b"data"),
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
        sound=((start, max(0, min(size, end - start))),),
        missing=missing_bytes(size, max(0, end - start)),
        is_big_endian=True,
        is_signed=True,
    )


def _chunks(file: BinaryIO, begin: int) -> list[_Chunk]:
    """Return the chunks of a RIFF file."""
    end = file.seek(0, 2)
    chunks: list[_Chunk] = []
    position, real_size = begin + 12, 0
    while position + 8 <= end:
        file.seek(position)
        head = file.read(8)
        name, size, start = head[:4], int.from_bytes(head[4:], "little"), position + 8
        if not _is_name(name) and not _leads_to_chunk(file, start + size):
            break
        if name == b"ds64":
            file.seek(start + 8)
            real_size = int.from_bytes(file.read(8), "little")
        if name == b"data":
            if size == 0xFFFFFFFF and real_size:
                size = real_size
            elif size in _STREAMED and not _are_chunks(file, start, end):
                size = end - start
        missing = missing_bytes(size, end - start)
        size = min(size, end - start)
        chunks.append((name, start, size, missing))
        position = _after(file, start + size) if size % 2 else start + size
    return chunks


def _w64_chunks(file: BinaryIO, begin: int) -> list[_Chunk]:
    """Do the same for a W64 file: names of 16 bytes, sizes of 8 that count both, everything at eights."""
    end = file.seek(0, 2)
    chunks: list[_Chunk] = []
    position = begin + 40
    while position + 24 <= end:
        file.seek(position)
        head = file.read(24)
        size = int.from_bytes(head[16:], "little")
        if size <= 24:  # that of a writer which could not go back to it
            size = end - position
        missing = missing_bytes(size, end - position)
        size = min(size, end - position)
        chunks.append((head[:4], position + 24, size - 24, missing))
        position += (size + 7) // 8 * 8
    return chunks


def _after(file: BinaryIO, position: int) -> int:
    """Return where the chunk after one of odd size begins: its padding may be missing, or not be zero."""
    file.seek(position)
    rest = file.read(5)
    is_padded = rest[:1] == b"\0" or rest[1:] in _NAMES or not _is_name(rest[:4])
    return position + (is_padded and rest[:4] not in _NAMES)


def _leads_to_chunk(file: BinaryIO, position: int) -> bool:
    """Say whether a chunk that is often met begins there, or behind a byte of padding."""
    file.seek(position)
    rest = file.read(5)
    return rest[:4] in _NAMES or rest[1:] in _NAMES


def _is_name(name: bytes) -> bool:
    return len(name) == 4 and all(0x20 <= letter < 0x7F for letter in name)


def _are_chunks(file: BinaryIO, position: int, end: int) -> bool:
    """Say whether the rest are whole chunks, such as the list of titles that may follow no sound at all."""
    if position == end:
        return False
    while position + 8 <= end:
        file.seek(position)
        head = file.read(8)
        size = int.from_bytes(head[4:8], "little")
        if not _is_name(head[:4]):
            return False
        position += 8 + size + (size % 2 and position + 8 + size < end)
    return position == end


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


LAWS = _law_tables()
"""By the coding's number, the sample that each of the 256 bytes of telephone sound stands for."""
