"""Logs of the embedded services' processes: the last ones are kept, for their owner alone."""

from __future__ import annotations

import itertools
import os
import tempfile
from pathlib import Path

from voicelab.embedded.local.model_files.folders import cache_folder
from voicelab.private_files import make_private_file, make_private_folder, narrow

__all__ = ["end_of_server_log", "new_server_log"]

_KEPT_LOGS = 5
_TAIL_LINES = 8
_numbers = itertools.count(1)


def new_server_log() -> Path:
    """Make an empty log for a process that begins, and remove the oldest ones."""
    folder = cache_folder() / "logs"
    try:
        make_private_folder(folder)
    except OSError:  # the home folder cannot be written
        folder = Path(tempfile.mkdtemp(prefix="voicelab-logs-"))
    narrow(folder)
    logs = sorted(folder.glob("embedded-*.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[: 1 - _KEPT_LOGS]:
        path.unlink(missing_ok=True)
    log = folder / f"embedded-{os.getpid()}-{next(_numbers)}.log"
    make_private_file(log)
    return log


def end_of_server_log(log: Path) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:])
