"""Sound files: recognised by their first bytes, and decoded, WAV by ourselves and the rest by miniaudio.

Recorders and streaming writers leave WAV headers that are not true: sizes of 0 or 0xFFFFFFFF, odd chunks
without their padding byte. So the two chunks that matter are looked for, and the header is written anew.
"""

from __future__ import annotations

import io
import struct
import subprocess
import wave
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from voicelab.extras import require
from voicelab.python_child import python_command

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SOUND_SUFFIXES", "read_sound", "read_wav"]

SOUND_SUFFIXES = (
    *(".aac", ".aif", ".aifc", ".aiff", ".amr", ".au", ".caf", ".flac", ".m4a", ".mp3", ".oga", ".ogg"),
    *(".opus", ".wav", ".wave", ".weba", ".webm", ".wma"),
)
"""How the names of sound files end, those included that cannot be read: they are refused by name."""

_PCM, _EXTENSIBLE = 1, 0xFFFE
_UNPACKED = (_PCM, 3, 6, 7)
"""Codings of a sample each: integers, floats, A-law, µ-law."""
_MIN_RATE_HZ, _MAX_RATE_HZ = 1_000, 768_000
_STREAMED = (0, 0xFFFFFFFF)
"""Sizes that a writer leaves in a header which it cannot go back to."""

_READABLE = ("WAV", "AIFF", "MP3", "FLAC", "Ogg Vorbis")

_IN_OGG = {b"vorbis": "Ogg Vorbis", b"OpusHead": "Ogg Opus", b"Speex": "Ogg Speex", b"FLAC": "Ogg FLAC"}
"""Codings, and what marks them in the first page of an Ogg file."""

_BEGINNINGS = (
    (b"fLaC", "FLAC"),
    (b"ID3", "MP3"),
    (b"caff", "CAF"),
    (b".snd", "AU"),
    (b"#!AMR", "AMR"),
    (b"\x1aE\xdf\xa3", "WebM or Matroska"),
    (b"0&\xb2u\x8ef\xcf\x11", "WMA"),
)


def read_sound(data: bytes, name: str) -> tuple[NDArray[Any], int]:
    """Return the samples of a sound file, of shape (n,) or (n, channels), and their rate in Hz.

    Parameters
    ----------
    data
        The file's bytes: WAV of any coding, AIFF, MP3, FLAC or Ogg Vorbis.
    name
        What messages call it.

    Raises
    ------
    ValueError
        Another kind of file, a damaged one, or one that holds no sound.
    ConfigurationError
        It is none of the plain WAV files, and the extra ``devices`` is not installed.
    """
    kind = _kind(data)
    if kind not in _READABLE:
        raise ValueError(_refusal(data, name, kind))
    if kind == "WAV" and data[:4] == b"RIFF":
        data, coding = _repaired(data, name)
        samples, rate = read_wav(data, name) if coding == _PCM else _decoded(data, name, kind)
    else:
        samples, rate = _decoded(data, name, kind)
    if not _MIN_RATE_HZ <= rate <= _MAX_RATE_HZ:
        raise ValueError(f"{name} says that it has {rate:,} samples a second; its header must be wrong")
    if not len(samples):
        raise ValueError(f"{name} is {_a(kind)} file and holds no sound")
    return samples, rate


def read_wav(data: bytes, name: str) -> tuple[NDArray[Any], int]:
    """Do the same for a WAV file of uncompressed integers with a true header.

    Raises
    ------
    ValueError
        Anything else.
    """
    try:
        with wave.open(io.BytesIO(data)) as wav:
            width, channels, rate = wav.getsampwidth(), wav.getnchannels(), wav.getframerate()
            frames = wav.readframes(wav.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(
            f"{name} is not an uncompressed integer WAV file ({error}); convert it to 16-bit PCM"
        ) from error
    # A file that was cut off may end within a sample.
    return _frames(_integers(frames[: len(frames) - len(frames) % width], width), channels), rate


def _decoded(data: bytes, name: str, kind: str) -> tuple[NDArray[Any], int]:
    require("devices", what=f"{name} is {_a(kind)} file; such files", instead=_CONVERT)
    import miniaudio

    try:
        if kind == "Ogg Vorbis":
            return _vorbis(data)
        read = {"MP3": miniaudio.mp3_read_s16, "FLAC": miniaudio.flac_read_s16}
        sound = read.get(kind, miniaudio.wav_read_s16)(data)
    except (miniaudio.DecodeError, subprocess.SubprocessError):
        raise ValueError(
            f"{name} seems to be {_a(kind)} file, and cannot be decoded: "
            f"it is damaged, or of a coding that is not supported. {_CONVERT}"
        ) from None
    return _frames(np.array(sound.samples, dtype=np.int16), sound.nchannels), sound.sample_rate


def _vorbis(data: bytes) -> tuple[NDArray[Any], int]:
    """Decode in another process: what miniaudio has for Vorbis may abort its process on a damaged file."""
    child = subprocess.run(
        python_command(_VORBIS),
        input=data,
        capture_output=True,
        check=True,
        timeout=_VORBIS_SECONDS,
    )
    rate, channels = struct.unpack("=II", child.stdout[:8])
    return _frames(np.frombuffer(child.stdout[8:], dtype=np.int16), channels), rate


_VORBIS_SECONDS = 60
_VORBIS = """
import struct, sys, miniaudio
sound = miniaudio.vorbis_read(sys.stdin.buffer.read())
sys.stdout.buffer.write(struct.pack("=II", sound.sample_rate, sound.nchannels) + sound.samples.tobytes())
"""


def _frames(samples: NDArray[Any], channels: int) -> NDArray[Any]:
    """Return interleaved samples in a shape of one column a channel; an incomplete last frame is dropped."""
    whole = samples[: len(samples) - len(samples) % channels]
    return whole if channels == 1 else whole.reshape(-1, channels)


def _repaired(data: bytes, name: str) -> tuple[bytes, int]:
    """Return a RIFF file with nothing but its format and its sound, and the sound's coding."""
    chunks = dict(_chunks(data))
    form, sound = chunks.get(b"fmt ", b""), chunks.get(b"data")
    if len(form) < 16 or sound is None:
        raise ValueError(f"{name} is a WAV file without {'sound' if len(form) >= 16 else 'a format'} in it")
    coding, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if coding == _EXTENSIBLE and len(form) >= 26:
        coding = int.from_bytes(form[24:26], "little")
    if coding not in _UNPACKED:
        return data, coding
    if not channels or not align:
        raise ValueError(f"{name} is a WAV file of {channels} channels; its header must be wrong")
    form = struct.pack("<HHIIHH", coding, channels, rate, rate * align, align, bits)
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", sound)
    return _chunk(b"RIFF", body), coding


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a RIFF file up to its sound."""
    position = 12
    while position + 8 <= len(data):
        start = position + 8
        name, size = data[position : position + 4], int.from_bytes(data[position + 4 : start], "little")
        if name == b"data":
            rest = data[start:]
            yield name, rest if size in _STREAMED and not _is_chunk(rest) else rest[:size]
            return
        yield name, data[start : start + size]
        position = start + size
        if size % 2 and data[position : position + 1] == b"\0":
            position += 1


def _is_chunk(data: bytes) -> bool:
    """Say whether bytes are one whole chunk, such as the list of titles that may follow no sound at all."""
    size = int.from_bytes(data[4:8], "little")
    return len(data) >= 8 and len(data) in (8 + size, 8 + size + size % 2)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _integers(frames: bytes, width: int) -> NDArray[Any]:
    if width == 3:
        triples = np.frombuffer(frames, dtype=np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), dtype=np.uint8)
        padded[:, 1:] = triples
        return padded.reshape(-1).view("<i4")
    if width not in (1, 2, 4):
        raise ValueError(f"WAV samples of {width} bytes are not supported; convert the file to 16-bit PCM")
    return np.frombuffer(frames, dtype={1: "u1", 2: "<i2", 4: "<i4"}[width])


def _kind(data: bytes) -> str:
    """Return what a file seems to be; empty where that is unknown."""
    if data[:4] in (b"RIFF", b"RF64", b"RIFX") and data[8:12] == b"WAVE":
        return "WAV"
    if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
        return "AIFF"
    if data[:4] == b"OggS":
        first = data[28:128]
        return next((kind for mark, kind in _IN_OGG.items() if mark in first), "Ogg")
    if data[4:8] == b"ftyp":
        return "MP4 or M4A"
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "MP3" if data[1] & 0x06 else "AAC"
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")


_CONVERT = "Convert it to a WAV file, for example with: ffmpeg -i FILE sound.wav"


def _refusal(data: bytes, name: str, kind: str) -> str:
    if not data:
        return f"{name} is empty"
    if kind:
        return f"{name} is {_a(kind)} file, which voicelab cannot read. {_CONVERT}"
    return (
        f"{name} is no sound file that voicelab knows: it begins with {data[:8]!r}. "
        "Bytes without a header, if they are 16-bit PCM, are read by Audio.from_pcm(data, sample_rate_hz)"
    )


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIO' or kind.startswith('MP') else 'a'} {kind}"
