"""AU files, Sun's and NeXT's: where their sound is, and how it is coded."""

from __future__ import annotations

import struct
from typing import BinaryIO

from voicelab.audio.missing_sound import missing_bytes
from voicelab.audio.wav_files import A_LAW, FLOAT, MU_LAW, PCM, WavLayout

__all__ = ["au_layout"]

_CODINGS = {
    1: (MU_LAW, 1),
    2: (PCM, 1),
    3: (PCM, 2),
    4: (PCM, 3),
    5: (PCM, 4),
    6: (FLOAT, 4),
    7: (FLOAT, 8),
    27: (A_LAW, 1),
}
"""Of its header's number: the coding as WAV files number it, and the bytes of a sample."""


def au_layout(file: BinaryIO, name: str) -> WavLayout:
    """Return the layout of an AU file.

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
    if number not in _CODINGS or not 0 < channels < 1 << 16:
        raise ValueError(f"{name} is an AU file of coding {number}, which voicelab cannot read")
    coding, width = _CODINGS[number]
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
