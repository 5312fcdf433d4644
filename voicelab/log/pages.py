"""The pages of a log's file, with what its write-ahead log holds beyond it: read without SQLite, from a file
that SQLite cannot open, too, and without changing anything."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from voicelab.errors import LogError
from voicelab.log.failures import as_log_errors

__all__ = ["Pages", "read_pages"]

MAGIC = b"SQLite format 3\0"
_PAGE_BYTES = 4096
"""Size of the pages of every log that voicelab makes, where the file does not say it any more."""
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""How a write-ahead log begins, and the order of the bytes by which its checksums go."""
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_MOST_RESERVED = 32
"""Bytes of a page that SQLite keeps for extensions: Apple's reserves 12 for checksums, in every new file."""
_TRIES, _PAUSE_SECONDS = 20, 0.05
"""How often a file is read that another program changes meanwhile."""


class Pages:
    """The pages of a database, by their numbers from 1.

    Parameters
    ----------
    data
        The file.
    wal
        The file beside it with what was written last; empty if there is none.
    """

    def __init__(self, data: bytes, wal: bytes = b"") -> None:
        self._data = data
        self.faults: list[str] = []
        """What is wrong with the files as such, in sentences without their end."""
        self.size = _page_bytes(data[16:18]) or _wal_page_bytes(wal) or _PAGE_BYTES
        """Bytes of a page."""
        self._newer: dict[int, bytes] = {}
        count = self._read_wal(wal)
        first = self[1] if self[1][:16] == MAGIC and len(self[1]) == self.size else bytes(self.size)
        self.usable = self.size - (first[20] if first[20] <= _MOST_RESERVED else 0)
        """Bytes of a page that hold rows."""
        self.encoding = _ENCODINGS.get(first[59], "utf-8")
        """How text is kept."""
        has_header = data[:16] == MAGIC and bool(_page_bytes(data[16:18]))
        if not data and not count:
            self.faults.append("the file is empty")
        if data and not has_header:
            self.faults.append("the first bytes of the file are not those of a log")
        there = -(-len(data) // self.size)
        told = struct.unpack(">I", data[28:32])[0] if has_header else there
        self.count = count or there
        """How many there are."""
        if has_header and not count and told != there:
            self.faults.append(f"the file has {there:,} pages, and says that it has {told:,}")
        self.free = self._free_pages() if has_header or 1 in self._newer else frozenset()
        """The numbers of those that are in no use."""

    @property
    def has_newer(self) -> bool:
        """Whether the write-ahead log holds pages that the file has otherwise."""
        return bool(self._newer)

    def __getitem__(self, number: int) -> bytes:
        """Return a page; shorter, or empty, where the file ends before."""
        newer = self._newer.get(number)
        return self._data[(number - 1) * self.size : number * self.size] if newer is None else newer

    def used(self) -> Iterator[int]:
        """Yield the numbers of the pages in use."""
        return (number for number in range(1, self.count + 1) if number not in self.free)

    def joined(self) -> bytes:
        """Return the database as one file that needs no write-ahead log."""
        data = bytearray(
            b"".join(self[number].ljust(self.size, b"\0") for number in range(1, self.count + 1))
        )
        data[18:20] = b"\1\1"
        return bytes(data)

    def _read_wal(self, wal: bytes) -> int:
        """Take the pages of what was committed; return how many pages the database has then, 0 if unknown."""
        if not wal:
            return 0
        header = wal[:_WAL_HEADER]
        order = _WAL_MAGIC.get(int.from_bytes(header[:4], "big"))
        sums = _sums(header[:24], (0, 0), order) if order and len(header) == _WAL_HEADER else None
        if order is None or sums != struct.unpack(">II", header[24:32]):
            self.faults.append("the -wal file is damaged at its beginning: what stands in it is lost")
            return 0
        salts, count = header[16:24], 0
        waiting: dict[int, bytes] = {}
        for start in range(_WAL_HEADER, len(wal) - _FRAME_HEADER - self.size + 1, _FRAME_HEADER + self.size):
            frame = wal[start : start + _FRAME_HEADER]
            page = wal[start + _FRAME_HEADER : start + _FRAME_HEADER + self.size]
            sums = _sums(frame[:8] + page, sums, order)
            if frame[8:16] != salts:  # left of earlier
                break
            if sums != struct.unpack(">II", frame[16:24]):
                self.faults.append("the -wal file is damaged: what was written last is lost")
                break
            number, committed = struct.unpack(">II", frame[:8])
            waiting[number] = page
            if committed:
                self._newer |= waiting
                waiting, count = {}, committed
        return count

    def _free_pages(self) -> frozenset[int]:
        free: set[int] = set()
        trunk = struct.unpack(">I", self[1][32:36])[0]
        while 0 < trunk <= self.count and trunk not in free:
            free.add(trunk)
            page = self[trunk]
            if len(page) < self.size:
                break
            trunk, length = struct.unpack(">II", page[:8])
            length = min(length, self.size // 4 - 2)
            free.update(struct.unpack(f">{length}I", page[8 : 8 + 4 * length]))
        # A damaged list would hide rows; where there is none, free pages hold zeroes.
        return frozenset(free) if len(free) == struct.unpack(">I", self[1][36:40])[0] else frozenset()


def read_pages(path: Path) -> Pages:
    """Read the pages of a log as they are at one moment, while others may write to it.

    Raises
    ------
    LogError
        The file is not there or cannot be read, or another program does not stop to write to it.
    """
    files = [path.with_name(f"{path.name}{ending}") for ending in ("", "-wal", "-journal")]
    with as_log_errors(str(path)):
        for _ in range(_TRIES):
            before = [_state(file) for file in files]
            try:
                data, wal, journal = [
                    file.read_bytes() if state or file == path else b""
                    for file, state in zip(files, before, strict=True)
                ]
            except FileNotFoundError:
                if not path.exists():
                    raise
                continue  # what is beside it went meanwhile
            if before == [_state(file) for file in files]:
                return Pages(_rolled_back(data, journal) if journal else data, wal)
            time.sleep(_PAUSE_SECONDS)
    raise LogError(
        f"Another program goes on writing to {path}.",
        code="log-busy",
        hint="Close that program and try again.",
    )


def _rolled_back(data: bytes, journal: bytes) -> bytes:
    """Return a database without the change that was broken off on its way into it, as SQLite opens it."""
    if not journal.startswith(_JOURNAL_MAGIC):  # of a change that is done
        return data
    with tempfile.TemporaryDirectory(prefix="voicelab-") as folder:
        copy = Path(folder, "log.sqlite")
        copy.write_bytes(data)
        copy.with_name(f"{copy.name}-journal").write_bytes(journal)
        connection = sqlite3.connect(copy)
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            return data  # damaged besides: what is there is told as it is
        finally:
            connection.close()
        return copy.read_bytes()


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _page_bytes(two: bytes) -> int:
    """Return the size of pages as the header has it; 0 if it is none."""
    size = int.from_bytes(two, "big")
    size = 65_536 if size == 1 else size
    return size if size >= 512 and not size & (size - 1) else 0


def _wal_page_bytes(wal: bytes) -> int:
    size = int.from_bytes(wal[8:12], "big")
    return size if 512 <= size <= 65_536 and not size & (size - 1) else 0


def _sums(data: bytes, before: tuple[int, int] | None, order: str | None) -> tuple[int, int]:
    """Return the checksum of a write-ahead log after more of it."""
    one, two = before or (0, 0)
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
