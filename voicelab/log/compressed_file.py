"""Text files to be written, compressed where their names end so, as pandas does."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from voicelab.log.whole_file import whole_file

__all__ = ["decompressed", "text_file"]

_COMPRESSORS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda file: gzip.GzipFile(filename="", mode="wb", fileobj=file),  # or it holds the passing name
    ".bz2": functools.partial(bz2.BZ2File, mode="wb"),
    ".xz": functools.partial(lzma.LZMAFile, mode="wb"),
}
_ARCHIVES = {".zip", ".zst", ".tar", ".7z", ".tgz", ".rar"}
_DECOMPRESSORS: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress,
    b"BZh": bz2.decompress,
    b"\xfd7zXZ\0": lzma.decompress,
}
"""By how a file begins."""


@contextlib.contextmanager
def text_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write UTF-8 to, which is there whole or not at all.

    Raises
    ------
    LogError
        The file cannot be written; nothing of it is left.
    ValueError
        Its name is that of an archive.
    """
    archive = next((suffix for suffix in path.suffixes if suffix.lower() in _ARCHIVES), None)
    if archive is not None:
        raise ValueError(
            f"{path} would be no {archive} file: give a name without {archive}, or one that ends in "
            f"{', '.join(_COMPRESSORS)} for a compressed file"
        )
    compressor = _COMPRESSORS.get(path.suffix.lower(), contextlib.nullcontext)
    with whole_file(path) as part, part.open("wb") as plain, compressor(plain) as file:
        yield file


def decompressed(data: bytes) -> bytes:
    """Return what a file holds that may be compressed.

    Raises
    ------
    OSError, EOFError, ValueError, zlib.error, lzma.LZMAError
        It is cut short or damaged.
    """
    for beginning, decompress in _DECOMPRESSORS.items():
        if data.startswith(beginning):
            return decompress(data)
    return data
