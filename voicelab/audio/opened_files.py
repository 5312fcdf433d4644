"""Files that others opened, and what else has a ``read``: copied, so that they can be read in any order."""

from __future__ import annotations

import contextlib
import inspect
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

__all__ = ["buffered", "name_of"]

_READ_BYTES = 1 << 20
_IN_MEMORY_BYTES = 1 << 24


def name_of(opened: Any) -> str:
    """Return what messages call an opened file."""
    name = getattr(opened, "name", None)
    return name if isinstance(name, str) else "the file"


@contextlib.contextmanager
def buffered(opened: Any) -> Iterator[BinaryIO]:
    """Copy what an opened file holds, from its beginning if it can go there.

    Raises
    ------
    ValueError
        It is closed, cannot be read, is read by ``await``, or gives no bytes.
    """
    name = name_of(opened)
    if getattr(opened, "closed", None) is True:
        raise ValueError(f"{name} is closed; open it again, or give its path")
    if inspect.iscoroutinefunction(opened.read):
        raise ValueError(f"{name} is read by await; give what it holds: await file.read()")
    with contextlib.suppress(AttributeError, OSError, ValueError, TypeError):
        opened.seek(0)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
        for data in _pieces(opened, name):
            copy.write(data)
        copy.seek(0)
        yield copy  # type: ignore[misc]


def _pieces(opened: Any, name: str) -> Iterator[bytes]:
    while (data := _read(opened, name, _READ_BYTES)) is not None:
        if isinstance(data, str):
            raise ValueError(f"{name} was opened as text; open it as bytes: open(path, 'rb')")
        if not isinstance(data, bytes | bytearray | memoryview):
            raise ValueError(
                f"{name} gives {type(data).__name__} when it is read, and a sound file is bytes; "
                "samples are taken by Audio.from_array"
            )
        if not data:
            return
        yield bytes(data)


def _read(opened: Any, name: str, size: int) -> Any:
    try:
        return opened.read(size)
    except Exception as error:  # whatever it is that was opened has errors of its own
        raise ValueError(f"{name} cannot be read: {error or type(error).__name__}") from error
