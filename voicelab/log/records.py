"""Records on the pages of a database, as SQLite's file format has them: https://sqlite.org/fileformat.html."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voicelab.log.pages import Pages

__all__ = ["Record", "records_on"]

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


@dataclass(frozen=True, slots=True)
class Record:
    """What a cell of a page holds."""

    page: int
    number: int | None
    """The row's; `None` on the pages of indices and of tables without such numbers."""
    values: tuple[Any, ...] | None
    """`None` if they cannot be read."""


def records_on(pages: Pages, number: int) -> Iterator[Record]:
    """Yield the records of a page; none of one that holds none."""
    page = pages[number]
    start = 100 if number == 1 else 0
    kind = page[start] if len(page) > start + 8 else 0
    if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR):
        return
    first = start + (12 if kind == _INDEX_INTERIOR else 8)
    count = struct.unpack_from(">H", page, start + 3)[0]
    for place in range(first, min(first + 2 * count, len(page) - 1), 2):
        row = None
        try:
            position = struct.unpack_from(">H", page, place)[0]
            if kind == _INDEX_INTERIOR:
                position += 4
            length, position = _varint(page, position)
            if kind == _TABLE_LEAF:
                row, position = _varint(page, position)
            yield Record(number, row, _values(_payload(pages, page, position, length, kind), pages.encoding))
        except (IndexError, ValueError, struct.error):
            yield Record(number, row, None)


def _payload(pages: Pages, page: bytes, position: int, length: int, kind: int) -> bytes:
    """Return what a cell holds, with what of it lies on pages of its own."""
    usable = pages.usable
    most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length > pages.size * pages.count:
        raise ValueError("longer than the file")
    if length <= most:
        local, more = length, 0
    else:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        more = struct.unpack_from(">I", page, position + local)[0]
    parts, rest = [page[position : position + local]], length - local
    while rest > 0:
        if not 1 < more <= pages.count:
            raise ValueError("a page is missing")
        overflow = pages[more]
        parts.append(overflow[4 : 4 + min(rest, usable - 4)])
        rest -= usable - 4
        more = struct.unpack_from(">I", overflow)[0]
    payload = b"".join(parts)
    if len(payload) != length:
        raise ValueError("cut short")
    return payload


def _values(payload: bytes, encoding: str) -> tuple[Any, ...]:
    end, position = _varint(payload, 0)
    kinds = []
    while position < end:
        kind, position = _varint(payload, position)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, position = _value(payload, position, kind, encoding)
        values.append(value)
    if position != len(payload):
        raise ValueError("of another length")
    return tuple(values)


def _value(payload: bytes, position: int, kind: int, encoding: str) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), position
    if kind == 7:
        return struct.unpack_from(">d", payload, position)[0], position + 8
    length = _INTEGER_BYTES.get(kind, (kind - 12) // 2)
    if kind in (10, 11) or position + length > len(payload):
        raise ValueError("cut short")
    data = payload[position : position + length]
    if kind < 7:
        return int.from_bytes(data, "big", signed=True), position + length
    return (data.decode(encoding) if kind % 2 else data), position + length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = data[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    value = value << 8 | data[position]
    return (value - (1 << 64) if value >= 1 << 63 else value), position + 1
