"""Decoders: packed sound files, read piece by piece by miniaudio."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.mixing import Frames
from voicelab.python_child import python_command

__all__ = ["DECODED", "decode_errors", "decoded_frames"]

DECODED = ("WAV", "AIFF", "MP3", "FLAC", "Ogg FLAC", "Ogg Vorbis")
"""Kinds of files that can be decoded."""

_FRAMES_AT_ONCE = 1 << 16
_VORBIS_IDENTIFICATION = b"\x01vorbis"


def decode_errors() -> tuple[type[Exception], ...]:
    """Return what reading frames raises where a file is damaged or of a coding that is not supported."""
    import miniaudio

    return miniaudio.DecodeError, subprocess.SubprocessError


def decoded_frames(path: Path, kind: str) -> Frames:
    """Return the frames of a file, of one of the kinds in `DECODED`; errors are those of `decode_errors`."""
    import miniaudio

    if kind == "Ogg Vorbis":
        return _vorbis_frames(path)
    describe, read = {
        "MP3": (miniaudio.mp3_get_file_info, miniaudio.mp3_stream_file),
        "FLAC": (miniaudio.flac_get_file_info, miniaudio.flac_stream_file),
        "Ogg FLAC": (miniaudio.flac_get_file_info, miniaudio.flac_stream_file),
    }.get(kind, (miniaudio.wav_get_file_info, miniaudio.wav_stream_file))
    info = describe(str(path))
    return _frames(info.sample_rate, info.nchannels, lambda: read(str(path), _FRAMES_AT_ONCE))


def _frames(rate: int, channels: int, read: Callable[[], Iterator[Any]]) -> Frames:
    def blocks() -> Iterator[NDArray[Any]]:
        for samples in read():
            block = np.frombuffer(samples, np.int16)
            yield block[: len(block) - len(block) % channels].reshape(-1, channels)

    return Frames(sample_rate_hz=rate, channels=channels, blocks=blocks)


def _vorbis_frames(path: Path) -> Frames:
    with path.open("rb") as file:
        head = file.read(512)
    start = head.find(_VORBIS_IDENTIFICATION) + len(_VORBIS_IDENTIFICATION) + 4
    channels, rate = struct.unpack("<BI", head[start : start + 5].ljust(5, b"\0"))
    if not channels:
        raise subprocess.SubprocessError("no channels")
    return _frames(rate, channels, lambda: _read_vorbis(path, channels))


def _read_vorbis(path: Path, channels: int) -> Iterator[bytes]:
    """Decode in another process: what miniaudio has for Vorbis may abort its process on a damaged file."""
    command = [*python_command(_VORBIS), str(path)]
    size = 2 * channels * _FRAMES_AT_ONCE
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        try:
            while data := child.stdout.read(size):
                yield data[: len(data) - len(data) % 2]
        except GeneratorExit:
            child.kill()
            raise
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)


# A damaged file may also be decoded for ever: the process ends itself when nothing came of it for a minute.
_VORBIS = """
import faulthandler, sys, miniaudio
faulthandler.dump_traceback_later(60, exit=True)
for samples in miniaudio.vorbis_stream_file(sys.argv[1]):
    sys.stdout.buffer.write(samples.tobytes())
    faulthandler.dump_traceback_later(60, exit=True)
"""
