"""Work on a thread of its own that may never end, and holds up nobody if it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

__all__ = ["begun"]

T = TypeVar("T")


def begun(work: Callable[[], T]) -> Future[T]:
    """Begin some work; returns what will hold its result."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="chaos", daemon=True).start()
    return future
