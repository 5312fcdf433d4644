"""Pages of an Ogg file (RFC 3533): whether all are there and whole, and which pieces were joined.

Decoders pass over a page whose checksum is wrong, so what is lost with it would not be told. And FFmpeg
does not go on where a piece of another rate is joined to the first.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import IO

__all__ = ["OggPages", "checksum", "ogg_pages"]

_HEADER_BYTES = 27
_IS_FIRST, _IS_LAST = 2, 4
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class OggPages:
    """What the pages of an Ogg file tell."""

    pieces: tuple[tuple[int, int], ...]
    """Where each of the pieces that were joined to it begins and ends, in bytes; mostly one."""
    whole_until: int | None
    """How far the last of them is whole, in the clock of its coding; `None` if that is to its end."""
    lengths: tuple[int | None, ...]
    """Of each piece whose sound is in one page, what that states, in the same clock; `None` for others."""


def ogg_pages(ogg: IO[bytes]) -> OggPages:
    """Look through all pages of a file.

    A last page that is not marked as such is no sign of damage, nor is a jump behind the headers: recorders
    of live streams leave such files.
    """
    end = ogg.seek(0, 2)
    position, granule, flags = 0, 0, _IS_FIRST
    begins, numbers = [0], dict[bytes, int]()
    granules: list[list[int]] = [[]]
    while position < end:
        ogg.seek(position)
        head = ogg.read(_HEADER_BYTES)
        lacing = ogg.read(head[26]) if len(head) == _HEADER_BYTES else b""
        content = ogg.read(sum(lacing))
        if flags & _IS_LAST and head[:4] != b"OggS":
            break  # titles may follow the last page
        stream, number = head[14:18], int.from_bytes(head[18:22], "little")
        if (
            head[:4] != b"OggS"
            or len(head) < _HEADER_BYTES
            or len(lacing) < head[26]
            or len(content) < sum(lacing)
            or checksum(head[:22] + bytes(4) + head[26:] + lacing + content) != head[22:26]
            or (granule and not head[5] & _IS_FIRST and number != numbers.get(stream, number - 1) + 1)
        ):
            return OggPages(_between(begins, end), granule, _lengths(granules))
        if head[5] & _IS_FIRST and not flags & _IS_FIRST:
            begins.append(position)
            granules.append([])
            granule = 0
        flags, numbers[stream] = head[5], number
        if stated := int.from_bytes(head[6:14], "little", signed=True):
            granules[-1].append(stated)
        granule = max(granule, stated)
        position += _HEADER_BYTES + len(lacing) + len(content)
    return OggPages(_between(begins, position), None, _lengths(granules))


def _between(begins: list[int], end: int) -> tuple[tuple[int, int], ...]:
    return tuple(zip(begins, [*begins[1:], end], strict=True))


def _lengths(granules: list[list[int]]) -> tuple[int | None, ...]:
    return tuple(stated[0] if len(stated) == 1 and stated[0] > 0 else None for stated in granules)


def checksum(page: bytes) -> bytes:
    """Return a page's checksum: that of zlib, but for the order of the bits, and where it begins."""
    reverse = ~zlib.crc32(page.translate(_REVERSED), 0xFFFF_FFFF) & 0xFFFF_FFFF
    return int(f"{reverse:032b}"[::-1], 2).to_bytes(4, "little")
