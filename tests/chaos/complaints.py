"""Complaints: what asyncio, threads, the garbage collector and loggers report that nobody raised."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

__all__ = ["Complaints", "complaints"]

_SDKS = ("azure.",)


class Complaints(logging.Handler):
    """What was reported, each with who was at work then."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lock = threading.Lock()
        self._texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error, and anything with a traceback; SDKs log what they raise, too."""
        if record.name.startswith(_SDKS):
            return
        if record.levelno >= logging.ERROR or record.exc_info or record.name == "py.warnings":
            text = f"{record.name}: {record.getMessage()}"
            if record.exc_info and record.exc_info[1] is not None:
                text += "\n" + "".join(traceback.format_exception(record.exc_info[1]))
            self.add(text)

    def add(self, text: str) -> None:
        """Keep a complaint."""
        with self._lock:
            self._texts.append(text.strip())

    def take(self) -> list[str]:
        """Return what was reported since the last time."""
        with self._lock:
            taken, self._texts = self._texts, []
        return taken


@contextlib.contextmanager
def complaints() -> Iterator[Complaints]:
    """Collect all complaints of this process for the length of a ``with`` block."""
    kept, root = Complaints(), logging.getLogger()
    on_thread, on_unraisable = threading.excepthook, sys.unraisablehook

    def thread_failed(args: Any) -> None:
        kept.add(f"thread {args.thread}: " + "".join(traceback.format_exception(args.exc_value)))

    def unraisable(args: Any) -> None:
        kept.add(f"unraisable in {args.object!r}: {args.exc_value!r}")

    threading.excepthook, sys.unraisablehook = thread_failed, unraisable
    root.addHandler(kept)
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", ResourceWarning)
            warnings.simplefilter("always", RuntimeWarning)
            yield kept
    finally:
        logging.captureWarnings(False)
        root.removeHandler(kept)
        threading.excepthook, sys.unraisablehook = on_thread, on_unraisable
