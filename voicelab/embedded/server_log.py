"""Logs of the embedded services' processes: the last ones are kept, for their owner alone."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import tempfile
from pathlib import Path

from voicelab.embedded.local.model_files.folders import cache_folder
from voicelab.errors import ModelError
from voicelab.private_files import make_private_file, make_private_folder, narrow

__all__ = ["end_of_server_log", "new_server_log"]

_KEPT_LOGS = 5
_TAIL_LINES = 8
_numbers = itertools.count(1)


def new_server_log() -> Path:
    """Make an empty log for a process that begins, and remove the oldest ones.

    Where no file can be made, neither in the cache nor for a while, it is the one that keeps nothing: the
    services run all the same.
    """
    for folder in (_cached_folder, _temporary_folder):
        with contextlib.suppress(OSError, ModelError):
            return _new_log(folder())
    return Path(os.devnull)


def _cached_folder() -> Path:
    folder = cache_folder() / "logs"
    make_private_folder(folder)
    narrow(folder)
    return folder


@functools.cache
def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="voicelab-logs-"))


def _new_log(folder: Path) -> Path:
    log = folder / f"embedded-{os.getpid()}-{next(_numbers)}.log"
    make_private_file(log)
    with contextlib.suppress(OSError):  # another process removes them, too
        logs = sorted(folder.glob("embedded-*.log"), key=lambda path: path.stat().st_mtime)
        for path in logs[:-_KEPT_LOGS]:
            path.unlink(missing_ok=True)
    return log


def end_of_server_log(log: Path) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:])
