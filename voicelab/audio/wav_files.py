"""WAV files: where their sound is, how it is coded, and its frames, read piece by piece."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.mixing import Frames, Scale
from voicelab.audio.wav_chunks import wav_chunks

__all__ = ["A_LAW", "FLOAT", "LAWS", "MU_LAW", "PCM", "WavLayout", "wav_layout"]

PCM, FLOAT, A_LAW, MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_READ_BYTES = 1 << 20
_CONTAINERS = {3: 4, 5: 8, 6: 8, 7: 8}
"""Bytes of the integers that a processor knows, for samples of other widths."""


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
        if self.coding == PCM and self.width in (3, 5, 6, 7):
            return lambda data: _widened(data, self.width, big_endian=self.is_big_endian), "one"
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
    """Return the layout of a RIFF, RIFX, RF64 or W64 file.

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
    is_big_endian = file.read(4) == b"RIFX"
    order: Literal["big", "little"] = "big" if is_big_endian else "little"
    chunks = wav_chunks(file, begin)
    start, size = next(((start, size) for chunk, start, size, _ in chunks if chunk == b"fmt "), (0, 0))
    file.seek(start)
    form = file.read(min(size, 64))
    sound = [(start, size) for chunk, start, size, _ in chunks if chunk == b"data"]
    if len(form) < 16 or not sound:
        raise ValueError(f"{name} is a WAV file without {'sound' if len(form) >= 16 else 'a format'} in it")
    coding, channels, rate, _, align, bits = struct.unpack(
        ">HHIIHH" if is_big_endian else "<HHIIHH", form[:16]
    )
    if coding == _EXTENSIBLE and len(form) >= 26:
        coding = int.from_bytes(form[24:28], order) & 0xFFFF
    is_plain = coding in (PCM, FLOAT, A_LAW, MU_LAW)
    if is_plain and not (channels and align and bits):
        raise ValueError(
            f"{name} is a WAV file of {channels} channels with {bits} bits each; its header must be wrong"
        )
    # Samples of 12 or 20 bits fill the bytes that they stand in, the highest first. Writers often count
    # these wrong: of what contradicts the bits, only 24 of them in four bytes is believed, and the like.
    width = 1 if coding in LAWS else (bits + 7) // 8
    if width in _CONTAINERS and align == _CONTAINERS[width] * channels:
        width = _CONTAINERS[width]
    return WavLayout(
        coding=coding,
        channels=channels,
        sample_rate_hz=rate,
        width=width,
        sound=tuple(sound),
        missing=sum(missing for chunk, *_, missing in chunks if chunk == b"data"),
        is_big_endian=is_big_endian,
    )


def _unsigned_bytes(data: bytes) -> NDArray[Any]:
    centred: NDArray[np.int16] = np.frombuffer(data, np.uint8).astype(np.int16) - np.int16(128)
    values: NDArray[np.int16] = centred * np.int16(256)
    return values


def _signed_bytes(data: bytes) -> NDArray[Any]:
    values: NDArray[np.int16] = np.frombuffer(data, np.int8).astype(np.int16) * np.int16(256)
    return values


def _widened(data: bytes, width: int, *, big_endian: bool) -> NDArray[Any]:
    """Return integers of a width that NumPy does not have, between -1.0 and 1.0."""
    samples, container = np.frombuffer(data, np.uint8).reshape(-1, width), _CONTAINERS[width]
    padded = np.zeros((len(samples), container), np.uint8)
    padded[:, container - width :] = samples[:, ::-1] if big_endian else samples
    values: NDArray[np.float64] = padded.reshape(-1).view(f"<i{container}") / 2.0 ** (8 * container - 1)
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
