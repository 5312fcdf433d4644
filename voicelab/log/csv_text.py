"""The text of a CSV file, whatever it came in: a path or an open file, compressed, in UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
import gzip
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CsvText", "csv_text"]

_SEPARATOR = re.compile(rb'"?sep=([,;|\t])"?[,;\t]*\r?\n', re.IGNORECASE)
"""A first line by which spreadsheets are told the separator."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class CsvText:
    """CSV as UTF-8 that begins with the names of the columns."""

    data: bytes
    delimiter: str

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [name.strip("\"'") for name in _head(self.data).split(self.delimiter)]


def csv_text(source: Any) -> tuple[str, CsvText]:
    """Return what a CSV file is called, and its text.

    Raises
    ------
    TypeError
        It is neither a path nor an open file.
    ValueError
        It is cut short, in no encoding that is known, or named as no file can be.
    """
    name, data = _content(source)
    try:
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            data = data.decode("utf-16").encode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{name} is no CSV file of a log: {error}") from error
    data = _unmarked(data)
    if said := _SEPARATOR.match(data):
        return name, CsvText(_unmarked(data[said.end() :]), said[1].decode())
    return name, CsvText(data, max(",;\t", key=_head(data).count))


def _unmarked(data: bytes) -> bytes:
    """Return the text without its byte order marks: there are two where a program added one of its own."""
    while data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    return data


def _content(source: Any) -> tuple[str, bytes]:
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if "\0" in str(path):
            raise ValueError(f"no file can be named {str(path)!r}: it holds the character NUL")
        return str(source), path.expanduser().read_bytes()
    if not callable(getattr(source, "read", None)):
        what = "None" if source is None else type(source).__name__
        raise TypeError(f"give the path of a CSV file, or the file opened, not {what}")
    data = source.read()
    return "what was given", data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def _head(data: bytes) -> str:
    return data.partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
