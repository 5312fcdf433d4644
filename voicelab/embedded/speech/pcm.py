"""Sound on the wire: WAV streams that come in, PCM streams that go out."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import soxr
from numpy.typing import NDArray

from voicelab.audio.wav_files import A_LAW, LAWS, MU_LAW
from voicelab.embedded.limits import LARGEST_WAV_HEADER
from voicelab.embedded.speech.framing import ProtocolError

__all__ = ["ENGINE_RATE_HZ", "PcmDecoder", "PcmEncoder", "wav_header"]

ENGINE_RATE_HZ = 16_000
"""Rate at which the recognizers are fed, in Hz."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_SUBFORMAT = 32
"""Where, from the beginning of its chunk, an extensible format names the real one."""
_RATES_HZ = range(8_000, 192_001)
_UNKNOWN_LENGTH = 0xFFFFFFFF


class PcmDecoder:
    """Turns a WAV stream, or bare 16 kHz PCM, into samples for a recognizer as it comes."""

    def __init__(self) -> None:
        self._head: bytearray | None = bytearray()
        self._rest = b""
        self._channels = 1
        self._bytes, self._read = _READERS[_PCM, 16]
        self._resampler: soxr.ResampleStream | None = None

    def decode(self, data: bytes) -> NDArray[np.int16]:
        """Take the next bytes; return the samples (shape (n,), 16 kHz) that have become known.

        Raises
        ------
        ProtocolError
            The WAV header names an encoding, a rate or a number of channels that is not known here.
        """
        if self._head is not None:
            self._head += data
            body = self._read_header(bytes(self._head))
            if body is None:
                return np.zeros(0, np.int16)
            self._head, data = None, body
        data = self._rest + data
        usable = len(data) - len(data) % (self._bytes * self._channels)
        self._rest = data[usable:]
        samples = self._read(data[:usable])
        if self._channels > 1:
            samples = samples.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        return self._resample(samples, last=False)

    def finish(self) -> NDArray[np.int16]:
        """Return what the resampler still held."""
        return self._resample(np.zeros(0, np.int16), last=True)

    def _resample(self, samples: NDArray[np.int16], *, last: bool) -> NDArray[np.int16]:
        if self._resampler is None:
            return samples
        converted: NDArray[np.int16] = self._resampler.resample_chunk(samples, last=last)
        return converted

    def _read_header(self, head: bytes) -> bytes | None:
        if not head.startswith(b"RIFF"[: len(head)]):
            return head
        position = 12
        while len(head) >= position + 8:
            name, size = struct.unpack_from("<4sI", head, position)
            if name == b"data":
                return head[position + 8 :]
            if name == b"fmt " and len(head) >= position + 24:
                kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", head, position + 8)
                if kind == _EXTENSIBLE and len(head) >= position + _SUBFORMAT + 2:
                    (kind,) = struct.unpack_from("<H", head, position + _SUBFORMAT)
                self._read_format(_PCM if kind == _EXTENSIBLE else kind, channels, rate, bits)
            position += 8 + size + size % 2
        if len(head) > LARGEST_WAV_HEADER:
            raise ProtocolError(
                f"The sound does not begin within {LARGEST_WAV_HEADER // 1024} kB of its header."
            )
        return None

    def _read_format(self, kind: int, channels: int, rate: int, bits: int) -> None:
        if (kind, bits) not in _READERS or not 1 <= channels <= 8 or rate not in _RATES_HZ:
            raise ProtocolError(
                f"Only PCM, A-law and µ-law audio of 8 to 192 kHz is recognised here, not format {kind} of "
                f"{bits} bits, {rate} Hz and {channels} channels."
            )
        self._channels = channels
        self._bytes, self._read = _READERS[kind, bits]
        if rate != ENGINE_RATE_HZ:
            self._resampler = soxr.ResampleStream(rate, ENGINE_RATE_HZ, 1, dtype="int16")


def _read_16_bits(data: bytes) -> NDArray[np.int16]:
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


def _read_8_bits(data: bytes) -> NDArray[np.int16]:
    return ((np.frombuffer(data, np.uint8).astype(np.int16) - 128) << 8).astype(np.int16)


def _read_24_bits(data: bytes) -> NDArray[np.int16]:
    # The lowest byte is below what 16 bits can tell.
    upper = np.frombuffer(data, np.uint8).reshape(-1, 3)[:, 1:]
    return _read_16_bits(upper.tobytes())


def _read_32_bits(data: bytes) -> NDArray[np.int16]:
    samples: NDArray[np.int16] = (np.frombuffer(data, "<i4") >> 16).astype(np.int16)
    return samples


def _read_floats(data: bytes) -> NDArray[np.int16]:
    loud = np.nan_to_num(np.frombuffer(data, "<f4"), posinf=1.0, neginf=-1.0)
    samples: NDArray[np.int16] = (np.clip(loud, -1.0, 1.0) * 32_767.0).astype(np.int16)
    return samples


def _read_a_law(data: bytes) -> NDArray[np.int16]:
    return LAWS[A_LAW][np.frombuffer(data, np.uint8)]


def _read_mu_law(data: bytes) -> NDArray[np.int16]:
    return LAWS[MU_LAW][np.frombuffer(data, np.uint8)]


_READERS: dict[tuple[int, int], tuple[int, Callable[[bytes], NDArray[np.int16]]]] = {
    (_PCM, 8): (1, _read_8_bits),
    (_PCM, 16): (2, _read_16_bits),
    (_PCM, 24): (3, _read_24_bits),
    (_PCM, 32): (4, _read_32_bits),
    (_FLOAT, 32): (4, _read_floats),
    (A_LAW, 8): (1, _read_a_law),
    (MU_LAW, 8): (1, _read_mu_law),
}
"""How a sample is read, by the WAV file's format and bits: its bytes, and the function."""


class PcmEncoder:
    """Turns a voice's samples into bytes at the rate that was asked for, as they come."""

    def __init__(self, from_rate_hz: int, to_rate_hz: int) -> None:
        self._rates = (from_rate_hz, to_rate_hz)
        self._resampler: soxr.ResampleStream | None = None

    def encode(self, samples: NDArray[np.int16], *, last: bool = False) -> bytes:
        """Return the bytes for the next samples; `last` ends a stretch and empties the resampler."""
        if self._rates[0] != self._rates[1]:
            if self._resampler is None:
                self._resampler = soxr.ResampleStream(*self._rates, 1, dtype="int16")
            samples = self._resampler.resample_chunk(samples, last=last)
            if last:
                self._resampler = None
        return samples.astype("<i2", copy=False).tobytes()


def wav_header(sample_rate_hz: int, data_bytes: int | None = None) -> bytes:
    """Return the 44 bytes ahead of 16-bit mono PCM in a WAV file; `None` is a length yet unknown."""
    length = _UNKNOWN_LENGTH if data_bytes is None else data_bytes
    riff = min(_UNKNOWN_LENGTH, length + 36)
    head = struct.pack("<4sI4s4sI", b"RIFF", riff, b"WAVE", b"fmt ", 16)
    kind = struct.pack("<HHIIHH", _PCM, 1, sample_rate_hz, 2 * sample_rate_hz, 2, 16)
    return head + kind + struct.pack("<4sI", b"data", length)
