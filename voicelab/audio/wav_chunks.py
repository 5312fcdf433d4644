"""Chunks of WAV files, whatever their headers say of sizes.

Recorders and streaming writers leave WAV headers that are not true: sizes of 0 or 0xFFFFFFFF, odd chunks
without their padding byte. So the two chunks that matter are looked for.
"""

from __future__ import annotations

from typing import BinaryIO, Literal, TypeAlias

from voicelab.audio.missing_sound import missing_bytes

__all__ = ["wav_chunks"]

_STREAMED = (0, 0xFFFFFFFF)
"""Sizes that a writer leaves in a header which it cannot go back to."""
_NAMES = {b"fmt ", b"data", b"LIST", b"fact", b"bext", b"cue ", b"smpl", b"inst", b"JUNK", b"id3 ", b"PEAK"}
"""Of chunks that are often met."""

_Order: TypeAlias = Literal["big", "little"]
_Chunk: TypeAlias = tuple[bytes, int, int, int]
"""Its name, where its content begins, how long that is, and how much more is stated, all in bytes."""


def wav_chunks(file: BinaryIO, begin: int) -> list[_Chunk]:
    """Return the chunks of a RIFF, RIFX, RF64 or W64 file that begins at a place, in bytes."""
    file.seek(begin)
    mark = file.read(4)
    if mark == b"riff":
        return _w64_chunks(file, begin)
    return _riff_chunks(file, begin, "big" if mark == b"RIFX" else "little")


def _riff_chunks(file: BinaryIO, begin: int, order: _Order) -> list[_Chunk]:
    end = file.seek(0, 2)
    chunks: list[_Chunk] = []
    position, real_size = begin + 12, 0
    while position + 8 <= end:
        file.seek(position)
        head = file.read(8)
        name, size, start = head[:4], int.from_bytes(head[4:], order), position + 8
        if not _is_name(name) and not _leads_to_chunk(file, start + size):
            break
        if name == b"ds64":
            file.seek(start + 8)
            real_size = int.from_bytes(file.read(8), "little")
        if name == b"data":
            if size == 0xFFFFFFFF and real_size:
                size = real_size
            elif size in _STREAMED and not _are_chunks(file, start, end, order):
                size = end - start
        missing = missing_bytes(size, end - start)
        size = min(size, end - start)
        chunks.append((name, start, size, missing))
        position = _after(file, start + size) if size % 2 else start + size
    return chunks


def _w64_chunks(file: BinaryIO, begin: int) -> list[_Chunk]:
    """Do the same for W64: names of 16 bytes, sizes of 8 that count both, everything at eights."""
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


def _are_chunks(file: BinaryIO, position: int, end: int, order: _Order) -> bool:
    """Say whether the rest are whole chunks, such as the list of titles that may follow no sound at all."""
    if position == end:
        return False
    while position + 8 <= end:
        file.seek(position)
        head = file.read(8)
        size = int.from_bytes(head[4:8], order)
        if not _is_name(head[:4]):
            return False
        position += 8 + size + (size % 2 and position + 8 + size < end)
    return position == end
