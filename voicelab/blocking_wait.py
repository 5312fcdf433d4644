"""Blocking waits: a thread stands still until another is done, and Ctrl-C ends that on every system."""

from __future__ import annotations

import asyncio
import concurrent.futures
import math
import time
from typing import TypeVar

__all__ = ["is_at_rest", "wait_for"]

T = TypeVar("T")

_LOOK_SECONDS = 0.2

_held_up: set[asyncio.AbstractEventLoop] = set()


def wait_for(future: concurrent.futures.Future[T], seconds: float | None = None) -> T:
    """Block this thread until something is done, and return its result.

    Raises
    ------
    TimeoutError
        It took longer than so many seconds.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return _result(future, seconds)
    _held_up.add(loop)
    try:
        return _result(future, seconds)
    finally:
        _held_up.discard(loop)


def is_at_rest(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether nothing runs on a loop at present: it was stopped, or a plain method was called on it."""
    return loop in _held_up or not loop.is_running()


def _result(future: concurrent.futures.Future[T], seconds: float | None) -> T:
    # Python looks for signals between its own steps. A wait without a timeout is none of those on Windows,
    # nor where the system hands the signal to another thread than the main one.
    until = math.inf if seconds is None else time.monotonic() + seconds
    while not future.done() and (left := until - time.monotonic()) > 0:
        concurrent.futures.wait([future], min(_LOOK_SECONDS, left))
    return future.result(0)
