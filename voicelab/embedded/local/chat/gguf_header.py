"""The header of a GGUF file: what the file says of itself, and where its tensors lie.

The format is that of ggml's ``docs/gguf.md``, versions 2 and 3. The file is untrusted: every length in it is
held against the file's own, every count against the largest that models have, and nothing is kept but what
was asked for.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["DamagedGgufError", "GgufHeader", "GgufTensor", "read_header", "read_special_tokens"]

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LENGTH = struct.Struct("<Q")
_MOST_KEYS = _MOST_TENSORS = 1 << 14
"""The largest models have some 2,000 tensors, and fewer keys."""
_MOST_STRINGS = 1_250_000
"""In arrays, in all; large vocabularies have 0.8 million with their merges."""
_LONGEST_KEY_BYTES, _LONGEST_STRING_BYTES = (1 << 16) - 1, 1 << 20
_MOST_DIMENSIONS = 4
_USUAL_ALIGNMENT = 32

_TOKENS, _TOKEN_KINDS = "tokenizer.ggml.tokens", "tokenizer.ggml.token_type"
_USUAL_KIND, _MARK = 1, ord("<")

_WHOLE_BLOCKS = 256
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (_WHOLE_BLOCKS, 84), 11: (_WHOLE_BLOCKS, 110), 12: (_WHOLE_BLOCKS, 144), 13: (_WHOLE_BLOCKS, 176),
    14: (_WHOLE_BLOCKS, 210), 15: (_WHOLE_BLOCKS, 292), 16: (_WHOLE_BLOCKS, 66), 17: (_WHOLE_BLOCKS, 74),
    18: (_WHOLE_BLOCKS, 98), 19: (_WHOLE_BLOCKS, 50), 20: (32, 18), 21: (_WHOLE_BLOCKS, 110),
    22: (_WHOLE_BLOCKS, 82), 23: (_WHOLE_BLOCKS, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
    28: (1, 8), 29: (_WHOLE_BLOCKS, 56), 30: (1, 2), 34: (_WHOLE_BLOCKS, 54), 35: (_WHOLE_BLOCKS, 66),
    39: (32, 17), 40: (64, 36), 41: (128, 18),
}  # fmt: skip
"""Of ggml's types of tensors by number: how many weights a block has, and how many bytes it takes."""


class DamagedGgufError(Exception):
    """The header announces more than the file or any model has, or something that the format has not."""


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """Where a tensor lies."""

    position: int
    """From the beginning of the file, in bytes."""
    size_bytes: int
    dimensions: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a file says of itself."""

    values: Mapping[str, str | int]
    """The texts and whole numbers that were asked for, by key."""
    tensors: tuple[GgufTensor, ...]

    @property
    def needed_bytes(self) -> int:
        """How long the file is at least, if it is whole."""
        return max((tensor.position + tensor.size_bytes for tensor in self.tensors), default=0)

    def text(self, key: str) -> str:
        """Return a text; empty where there is none."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """Return a whole number; 0 where there is none."""
        value = self.values.get(key, 0)
        return value if isinstance(value, int) else 0


def read_header(
    content: bytes | mmap.mmap, keys: Collection[str], endings: tuple[str, ...] = ()
) -> GgufHeader:
    """Return the header of a file of version 2 or 3.

    Parameters
    ----------
    content
        The file, such as a memory map.
    keys
        The keys whose values are wanted.
    endings
        Ends of further such keys.

    Raises
    ------
    DamagedGgufError
        The file is damaged, or ends within its header.
    """
    reader = _Reader(content, position=8)
    tensors, pairs = reader.count(_MOST_TENSORS), reader.count(_MOST_KEYS)
    values: dict[str, str | int] = {}
    for _ in range(pairs):
        key = reader.text(_LONGEST_KEY_BYTES)
        if key in keys or key.endswith(endings):
            values[key] = reader.value()
        else:
            reader.skip_value()
    alignment = values.get("general.alignment", _USUAL_ALIGNMENT)
    if not isinstance(alignment, int) or alignment < 1:
        raise DamagedGgufError
    places = [reader.tensor() for _ in range(tensors)]
    start = reader.position + -reader.position % alignment
    return GgufHeader(values, tuple(GgufTensor(start + offset, *shape) for offset, *shape in places))


def read_special_tokens(content: bytes | mmap.mmap) -> Iterator[tuple[str, int]]:
    """Yield the tokens of a file that may be no plain text: those of unusual kinds, or marked by ``<``.

    Each with its kind, a number of ``llama_token_type``.

    Raises
    ------
    DamagedGgufError
        The file is damaged, or ends within its header.
    """
    reader, places = _Reader(content, position=16), dict[str, int]()
    for _ in range(reader.count(_MOST_KEYS)):
        key = reader.text(_LONGEST_KEY_BYTES)
        places[key] = reader.position
        if {_TOKENS, _TOKEN_KINDS} <= places.keys():
            break
        reader.skip_value()
    else:
        return
    kinds = _Reader(content, places[_TOKEN_KINDS]).whole_numbers()
    for position, kind in zip(_Reader(content, places[_TOKENS]).text_positions(), kinds, strict=False):
        if kind != _USUAL_KIND or content[position + 8] == _MARK:
            yield _Reader(content, position).text(), kind


class _Reader:
    """Reads the values of a file one after the other."""

    def __init__(self, content: bytes | mmap.mmap, position: int) -> None:
        self._content = content
        self._strings_left = _MOST_STRINGS
        self.position = position

    def count(self, most: int) -> int:
        """Return the next count of things that are read one by one."""
        count = int(self.number("Q"))
        if count > most:
            raise DamagedGgufError
        return count

    def number(self, kind: str) -> int | float:
        """Return the next number."""
        layout = struct.Struct(f"<{kind}")
        self.skip(layout.size)
        (value,) = layout.unpack_from(self._content, self.position - layout.size)
        return value  # type: ignore[no-any-return]

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        if count > len(self._content) - self.position:
            raise DamagedGgufError
        self.position += count

    def text(self, most_bytes: int = _LONGEST_STRING_BYTES) -> str:
        """Return the next string."""
        length = self.count(most_bytes)
        self.skip(length)
        return self._content[self.position - length : self.position].decode("utf-8", "replace")

    def value(self) -> str | int:
        """Return the next typed value if it is a string or a whole number; others count as empty."""
        kind = int(self.number("I"))
        if kind == _STRING:
            return self.text()
        if kind in _SCALARS:
            value = self.number(_SCALARS[kind])
            return value if isinstance(value, int) else ""
        self._skip_of_kind(kind)
        return ""

    def skip_value(self) -> None:
        """Pass over the next typed value."""
        self._skip_of_kind(int(self.number("I")))

    def text_positions(self) -> Iterator[int]:
        """Yield where each string of the next value begins, which is an array of them."""
        if self._array_of() != _STRING:
            return
        content, count, unpack = self._content, self.count(_MOST_STRINGS), _LENGTH.unpack_from
        position = self.position
        try:
            for _ in range(count):
                yield position
                position += 8 + unpack(content, position)[0]
        except (struct.error, OverflowError) as error:
            raise DamagedGgufError from error
        self.skip(position - self.position)

    def whole_numbers(self) -> tuple[int, ...]:
        """Return the whole numbers of the next value, which is an array of them."""
        layout = _SCALARS.get(self._array_of(), "f")
        if layout == "f":
            return ()
        layout = f"<{self.count(_MOST_STRINGS)}{layout}"
        self.skip(struct.calcsize(layout))
        return struct.unpack_from(layout, self._content, self.position - struct.calcsize(layout))

    def tensor(self) -> tuple[int, int, int]:
        """Return a tensor's offset, its size in bytes and its number of dimensions."""
        self.skip(int(self.number("Q")))  # its name
        dimensions = int(self.number("I"))
        if dimensions > _MOST_DIMENSIONS:
            raise DamagedGgufError
        weights = math.prod(int(self.number("Q")) for _ in range(dimensions))
        # Of a type that is newer than this table, as much as any type needs.
        block, size = _BLOCKS.get(int(self.number("I")), (weights or 1, 1))
        return int(self.number("Q")), -(-weights // block) * size, dimensions

    def _array_of(self) -> int:
        """Return of what kind the items of the next value are; -1 if it is no array."""
        return int(self.number("I")) if int(self.number("I")) == _ARRAY else -1

    def _skip_of_kind(self, kind: int) -> None:
        if kind == _STRING:
            self.skip(int(self.number("Q")))
        elif kind == _ARRAY:
            self._skip_array()
        else:
            self.skip(_size(kind))

    def _skip_array(self) -> None:
        start = self.position
        kind, count = int(self.number("I")), int(self.number("Q"))
        if kind != _STRING:  # arrays of arrays are none of llama.cpp's
            self.skip(_size(kind) * count)
            return
        self._strings_left -= count
        if self._strings_left < 0:
            raise DamagedGgufError
        self.position = start - 4
        for _ in self.text_positions():
            pass


def _size(kind: int) -> int:
    if kind not in _SCALARS:
        raise DamagedGgufError
    return struct.calcsize(f"<{_SCALARS[kind]}")
