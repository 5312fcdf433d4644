"""Ctrl-C, SIGTERM and SIGHUP: one line and one exit code, whatever was under way."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from voicelab.blocking_wait import wait_for
from voicelab.cli.terminal import write_error

if TYPE_CHECKING:
    import argparse

__all__ = ["INTERRUPTED", "interruptible", "report_interruption", "terminable"]

INTERRUPTED = 130
"""The exit code: 128 and the number of the signal, as shells have it."""
_T = TypeVar("_T")


def report_interruption() -> int:
    """Write the line, and return the exit code; from now on another Ctrl-C ends the process at once."""
    with contextlib.suppress(ValueError):  # on another thread than the main one
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    write_error("\nInterrupted.\n")
    return INTERRUPTED


def terminable(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return a command that SIGTERM and SIGHUP interrupt as Ctrl-C does, for it keeps what was done by then.

    That is how containers are stopped, how services that run tests cancel them, and what a terminal that is
    closed, or a connection to it that is lost, sends.
    """

    @functools.wraps(run)
    def terminable_run(args: argparse.Namespace) -> int:
        ended_by = 0

        def terminate(number: int, frame: FrameType | None) -> None:
            nonlocal ended_by
            ended_by = number
            # Not raised: what a shell runs in the background ignores it.
            interrupt = signal.getsignal(signal.SIGINT)
            if not callable(interrupt):
                raise KeyboardInterrupt
            interrupt(signal.SIGINT, frame)

        before = {}
        try:
            for number in _endings():
                before[number] = signal.signal(number, terminate)
        except ValueError:  # on another thread than the main one
            return run(args)
        try:
            code = run(args)
        except KeyboardInterrupt:
            if not ended_by:
                raise
            code = report_interruption()
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
        return 128 + ended_by if ended_by and code in (0, INTERRUPTED) else code

    return terminable_run


def _endings() -> Iterator[int]:
    """Yield the signals that end a command; not those that it is to ignore, as SIGHUP behind ``nohup``."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            yield number


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
