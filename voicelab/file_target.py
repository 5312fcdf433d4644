"""Files to be written: their path, whole or not at all, and never over a database."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["file_target", "is_database", "replacing"]

_BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database."""
_SQLITE = b"SQLite format 3\0"


def file_target(given: object) -> Path:
    """Return the path of a file to write.

    Raises
    ------
    TypeError
        It is no path, such as a buffer or `None`.
    ValueError
        No file can have such a name.
    """
    if not isinstance(given, str | os.PathLike):
        what = "None" if given is None else type(given).__name__
        raise TypeError(f"give the path of a file to write, not {what}")
    path = Path(given)
    if "\0" in str(path):
        raise ValueError(f"no file can be named {str(path)!r}: it holds the character NUL")
    return path.expanduser()


def is_database(path: Path) -> bool:
    """Say whether a file is an SQLite database, or one of those that SQLite keeps beside a database."""
    place = Path(os.path.realpath(path))
    for ending in _BESIDE:
        if place.name.endswith(ending) and _is_main_file(place.with_name(place.name.removesuffix(ending))):
            return True
    return _is_main_file(place)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path to write to; what stood at `path` before stays until the block ends, and if it raises."""
    if path.exists() and not path.is_file():  # such as /dev/stdout; a folder is refused by whoever writes
        yield path
        return
    place = Path(os.path.realpath(path))  # of a link, the file that it names
    part = place.with_name(f".voicelab-{secrets.token_hex(8)}.part")
    try:
        yield part
        if place.exists():  # who may read it stays as it was
            shutil.copymode(place, part)
        part.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _is_main_file(place: Path) -> bool:
    if not place.is_file():
        return False
    # One in use is told by the files beside it, and not opened: to close it would let go of SQLite's locks.
    if any(place.with_name(place.name + ending).exists() for ending in _BESIDE):
        return True
    try:
        with place.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
