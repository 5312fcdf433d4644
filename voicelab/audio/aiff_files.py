"""AIFF and AIFF-C files: where their sound is, and how it is coded."""

from __future__ import annotations

import struct
from typing import BinaryIO

from voicelab.audio.missing_sound import missing_bytes
from voicelab.audio.wav_files import A_LAW, FLOAT, MU_LAW, PCM, WavLayout

__all__ = ["aiff_layout"]

_CODINGS = {
    b"NONE": (PCM, 0, True),
    b"twos": (PCM, 0, True),
    b"sowt": (PCM, 0, False),
    b"raw ": (PCM, 1, True),
    b"in24": (PCM, 3, True),
    b"in32": (PCM, 4, True),
    b"23ni": (PCM, 3, False),
    b"42ni": (PCM, 4, False),
    b"fl32": (FLOAT, 4, True),
    b"fl64": (FLOAT, 8, True),
    b"alaw": (A_LAW, 1, True),
    b"ulaw": (MU_LAW, 1, True),
}
"""By their names, which some write in capitals: the coding as WAV files number it, the bytes of a sample, 0
where its bits tell, and whether the highest comes first."""


def aiff_layout(file: BinaryIO, name: str, begin: int = 0) -> WavLayout | None:
    """Return the layout of an AIFF file; `None` if its coding is packed.

    Parameters
    ----------
    name
        What messages call it.
    begin
        Where in the file it begins, in bytes.

    Raises
    ------
    ValueError
        It has no format or no sound.
    """
    end = file.seek(0, 2)
    form, sound, missing, position = b"", [], 0, begin + 12
    while position + 8 <= end:
        file.seek(position)
        chunk, size = struct.unpack(">4sI", file.read(8))
        stated, start, size = size, position + 8, min(size, end - position - 8)
        if chunk == b"COMM":
            form = file.read(min(size, 64))
        elif chunk == b"SSND":
            missing += missing_bytes(stated, size)
            if size < 8:  # that of a writer which could not go back to it
                size = end - start
            offset = int.from_bytes(file.read(4), "big")
            sound.append((start + 8 + offset, max(0, size - 8 - offset)))
        position = start + size + size % 2
    if len(form) < 18 or not sound:
        raise ValueError(f"{name} is an AIFF file without {'sound' if len(form) >= 18 else 'a format'} in it")
    channels, _, bits, exponent, mantissa = struct.unpack(">HIHHQ", form[:18])
    tag = form[18:22] or b"NONE"
    known = _CODINGS.get(tag) or _CODINGS.get(tag.lower())
    if known is None:
        return None
    coding, width, is_big_endian = known
    width = width or (bits + 7) // 8
    if tag == b"raw " and bits > 8:
        raise ValueError(
            f"{name} is an AIFF file of unsigned samples of {bits} bits, which voicelab cannot read"
        )
    if not channels or not width:
        raise ValueError(
            f"{name} is an AIFF file of {channels} channels with {bits} bits each; its header must be wrong"
        )
    return WavLayout(
        coding=coding,
        channels=channels,
        sample_rate_hz=_rate(exponent, mantissa),
        width=width,
        sound=tuple(sound),
        missing=missing,
        is_big_endian=is_big_endian,
        is_signed=tag != b"raw ",
    )


def _rate(exponent: int, mantissa: int) -> int:
    """Return a number of 80 bits as a whole one; 0 where it is none that a rate could be."""
    shift = 16383 + 63 - exponent
    return round(mantissa / 2**shift) if 0 <= shift <= 63 else 0
