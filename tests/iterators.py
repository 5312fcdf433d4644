"""Asynchronous iterators that nobody closed: the garbage collector's, which closes them on any thread."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Iterator
from types import AsyncGeneratorType
from typing import Any

__all__ = ["no_iterator_left"]


@contextlib.contextmanager
def no_iterator_left() -> Iterator[None]:
    """Check that what is begun within is closed by its end, or by its loop within 2 s after."""
    gc.collect()
    gc.disable()
    try:
        before = _open()  # held, so that no other takes the place of one in memory
        known = {id(iterator) for iterator in before}
        yield
        until = time.monotonic() + 2.0
        while (left := [each for each in _open() if id(each) not in known]) and time.monotonic() < until:
            del left  # which would hold those that are about to go
            time.sleep(0.02)
        assert not left, [iterator.__qualname__ for iterator in left]
    finally:
        gc.enable()


def _open() -> list[AsyncGeneratorType[Any, Any]]:
    found = [each for each in gc.get_objects() if type(each) is AsyncGeneratorType]
    return [each for each in found if each.ag_frame is not None]
