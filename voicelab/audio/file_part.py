"""A part of a file, as a file of its own."""

from __future__ import annotations

import io
from typing import IO, Any

__all__ = ["FilePart"]


class FilePart(io.BufferedReader):
    """Reads a part of a file: titles may stand around sound, and closing it leaves the file open.

    Parameters
    ----------
    begin, end
        Where in the file it begins and ends, in bytes; by default it goes on to the file's end.
    """

    def __init__(self, file: IO[bytes], begin: int, end: int | None = None) -> None:
        super().__init__(_Part(file, begin, file.seek(0, io.SEEK_END) if end is None else end))


class _Part(io.RawIOBase):
    def __init__(self, file: IO[bytes], begin: int, end: int) -> None:
        self._file = file
        self._begin = begin
        self._size = max(0, end - begin)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._file.seek(self._begin + self._position)
        data = self._file.read(max(0, min(len(buffer), self._size - self._position)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = max(0, offset + (0, self._position, self._size)[whence])
        return self._position
