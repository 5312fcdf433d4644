"""A log that may not be written is read from a copy: SQLite writes beside a file that it reads."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path

__all__ = ["read_only_copy"]


def read_only_copy(path: Path) -> sqlite3.Connection:
    """Return a database of its own with what a log holds now; it goes when it is closed.

    Raises
    ------
    OSError, sqlite3.Error
        The log may not be read either, or is damaged.
    """
    copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        _copy(path, copy)
    except BaseException:
        copy.close()
        raise
    return copy


def _copy(path: Path, copy: sqlite3.Connection) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as log:
            log.backup(copy)
    except sqlite3.OperationalError:
        # Its folder cannot have the file by which processes share a WAL, so that there is none who writes.
        with tempfile.TemporaryDirectory(prefix="voicelab-") as folder:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-journal"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copyfile(path.with_name(name), Path(folder, name))
            with contextlib.closing(sqlite3.connect(Path(folder, path.name))) as log:
                log.backup(copy)
