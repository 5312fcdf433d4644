"""The text of a CSV file, whatever it came in: a path or an open file, compressed, in any encoding."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voicelab.expanded_path import expanded_path
from voicelab.log.compressed_file import decompressed

__all__ = ["CsvText", "csv_text"]

_SEPARATOR = re.compile(rb'"?sep=([,;|\t])"?[,;|\t]*(?:\r\n?|\n)', re.IGNORECASE)
"""A first line by which spreadsheets are told the separator."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OF_OLD = ("cp1252", "mac_roman", "cp1250", "cp1251")
"""Encodings in which spreadsheets save plain CSV: each may be meant, so none is guessed."""


@dataclass(frozen=True, slots=True)
class CsvText:
    """CSV as UTF-8 that begins with the names of the columns."""

    data: bytes
    delimiter: str

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [name.strip("\"'") for name in _head(self.data).split(self.delimiter)]

    def with_even_rows(self) -> CsvText:
        """Return the text with as many cells in each row as there are names.

        Spreadsheets leave empty cells at a row's end out, and write some beyond the last name.

        Raises
        ------
        ValueError
            A row holds more than there are names for, or too much for Python's `csv`.
        """
        even, width = [], 0
        for number, (cells, raw) in enumerate(self._rows(), start=1):
            width = width or len(cells)
            row = raw.rstrip("\r\n")
            if cells and len(cells) < width:
                row += self.delimiter * (width - len(cells))
            elif len(cells) > width:
                beyond = self.delimiter * (len(cells) - width)
                if any(cells[width:]) or not row.endswith(beyond):
                    raise ValueError(f"row {number} has {len(cells)} cells, and the first row names {width}")
                row = row.removesuffix(beyond)
            even.append(row)
        return CsvText("\r\n".join([*even, ""]).encode(), self.delimiter)

    def place(self, position: int) -> str:
        """Return which row and column a position in the data is in."""
        rows = [cells for cells, _ in CsvText(self.data[:position] + b"x", self.delimiter)._rows()]
        return f"row {len(rows)}, column {dict(enumerate(self.names, start=1)).get(len(rows[-1]), '?')}"

    def _rows(self) -> Iterator[tuple[list[str], str]]:
        """Yield the cells of each row, and the row as it is written."""
        lines: list[str] = []

        def each_line() -> Iterator[str]:
            for line in io.StringIO(self.data.decode(), newline=""):
                lines.append(line)
                yield line

        try:
            for cells in csv.reader(each_line(), delimiter=self.delimiter):
                yield cells, "".join(lines)
                lines.clear()
        except csv.Error as error:
            raise ValueError(f"its rows cannot be told: {error}") from error


def csv_text(source: Any, encoding: str | None = None) -> tuple[str, CsvText]:
    """Return what a CSV file is called, and its text.

    Parameters
    ----------
    encoding
        That of the file, where it is not in UTF-8 or UTF-16.

    Raises
    ------
    TypeError
        It is neither a path nor an open file.
    ValueError
        It is cut short, a workbook, in another encoding than was said, or named as no file can be.
    """
    name, data = _content(source)
    try:
        data = decompressed(data)
    except ValueError as error:
        raise ValueError(f"{name} is no CSV file: {error}") from error
    if data.startswith(_WORKBOOKS):
        raise ValueError(f"{name} is a workbook or an archive; save its sheet as 'CSV UTF-8' and read that")
    data = _unmarked(_as_utf_8(name, data, encoding))
    if declared := _SEPARATOR.match(data):
        return name, _checked(name, CsvText(_unmarked(data[declared.end() :]), declared[1].decode()))
    return name, _checked(name, CsvText(data, max(",;\t|", key=_head(data).count)))


def _as_utf_8(name: str, data: bytes, encoding: str | None) -> bytes:
    if encoding is None:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif data[1:2] == b"\0" or data[:1] == b"\0":
            encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    if encoding is None:
        return data
    try:
        return data.decode(encoding).encode()
    except (LookupError, UnicodeError) as error:
        raise ValueError(f"{name} is no CSV file: {error}") from error


def _checked(name: str, text: CsvText) -> CsvText:
    try:
        text.data.decode()
    except UnicodeDecodeError as error:
        begin = re.search(rb'[^\s,;|"]*\Z', text.data[: error.start])
        end = re.compile(rb'[^\s,;|"]*').match(text.data, error.start)
        word = text.data[begin.start() if begin else error.start : end.end() if end else error.end]
        readings: dict[str, str] = {}
        for old in _OF_OLD:
            readings.setdefault(word.decode(old, "replace"), old)
        shown = ", ".join(f"{reading!r} in {old}" for reading, old in readings.items())
        raise ValueError(
            f"{name}: {text.place(error.start)} is not in UTF-8; save the file as 'CSV UTF-8', or name its "
            f"encoding, such as encoding='cp1252'. A word there is {shown}"
        ) from None
    return text


def _unmarked(data: bytes) -> bytes:
    """Return the text without its byte order marks: there are two where a program added one of its own."""
    while data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    return data


def _content(source: Any) -> tuple[str, bytes]:
    if isinstance(source, str | os.PathLike):
        path = expanded_path(source)
        if "\0" in str(path):
            raise ValueError(f"no file can be named {str(path)!r}: it holds the character NUL")
        return str(source), path.read_bytes()
    if not callable(getattr(source, "read", None)):
        what = "None" if source is None else type(source).__name__
        raise TypeError(f"give the path of a CSV file, or the file opened, not {what}")
    data = source.read()
    return "what was given", data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def _head(data: bytes) -> str:
    return re.split(rb"[\r\n]", data, maxsplit=1)[0].decode("utf-8", "replace")
