"""Text files to be written, compressed where their names end so, as pandas does."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from voicelab.file_target import ARCHIVES
from voicelab.log.whole_file import FileKind, whole_file

__all__ = ["decompressed", "text_beginning", "text_file"]

_COMPRESSORS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda file: gzip.GzipFile(filename="", mode="wb", fileobj=file),  # or it holds the passing name
    ".bz2": functools.partial(bz2.BZ2File, mode="wb"),
    ".xz": functools.partial(lzma.LZMAFile, mode="wb"),
}
_READERS: dict[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
"""By how a file begins."""
_DAMAGED = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What they raise of a file that is cut short or damaged."""
_BEGINNING_BYTES = 1 << 16


@contextlib.contextmanager
def text_file(path: Path, kind: FileKind) -> Iterator[BinaryIO]:
    """Give a file to write UTF-8 to, which is there whole or not at all.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left. Or another kind of file is there.
    ValueError
        Its name is that of an archive.
    """
    archive = next((suffix for suffix in path.suffixes if suffix.lower() in ARCHIVES), None)
    if archive is not None:
        raise ValueError(
            f"{path} would be no {archive} file: give a name without {archive}, or one that ends in "
            f"{', '.join(_COMPRESSORS)} for a compressed file"
        )
    compressor = _COMPRESSORS.get(path.suffix.lower(), contextlib.nullcontext)
    with whole_file(path, kind) as part, part.open("wb") as plain, compressor(plain) as file:
        yield file


def decompressed(data: bytes) -> bytes:
    """Return what a file holds that may be compressed.

    Raises
    ------
    ValueError
        It is cut short or damaged.
    """
    try:
        return bytes(_opened(io.BytesIO(data)).read())
    except _DAMAGED as error:
        raise ValueError(str(error)) from error


def text_beginning(file: BinaryIO) -> bytes:
    """Return the first 64 kB of a file that may be compressed; empty if it is damaged there."""
    try:
        return bytes(_opened(file).read(_BEGINNING_BYTES))
    except _DAMAGED:
        return b""


def _opened(file: BinaryIO) -> Any:
    """Return what reads a file's content, by how the file begins."""
    beginning = file.read(max(map(len, _READERS)))
    file.seek(0)
    for mark, opened in _READERS.items():
        if beginning.startswith(mark):
            return opened(file)
    return file
