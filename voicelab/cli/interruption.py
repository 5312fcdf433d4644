"""Ctrl-C: one line and one exit code, whatever was under way."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from voicelab.blocking_wait import wait_for
from voicelab.cli.terminal import write_error

__all__ = ["INTERRUPTED", "interruptible", "report_interruption"]

INTERRUPTED = 130
"""The exit code: 128 and the number of the signal, as shells have it."""
_T = TypeVar("_T")


def report_interruption() -> int:
    """Write the line, and return the exit code; from now on another Ctrl-C ends the process at once."""
    with contextlib.suppress(ValueError):  # on another thread than the main one
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    write_error("\nInterrupted.\n")
    return INTERRUPTED


def interruptible(work: Callable[[], _T]) -> _T:
    """Return what work inside a model gives; Ctrl-C ends the process, and does not wait for it."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return wait_for(future)
    except KeyboardInterrupt:
        # Neither would a model stop, nor one that is half loaded let itself be deleted.
        os._exit(report_interruption())
