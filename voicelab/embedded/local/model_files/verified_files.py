"""Verified files: which were read and found whole, so that they are read again once they have changed.

To read all models takes half a second of a start. Who writes to a file changes the times that the system
keeps of it; those of one that was verified are kept beside the models.
"""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.pinned_files import sha256_of
from voicelab.file_target import replacing

__all__ = ["is_verified", "verify"]

_lock = threading.Lock()


def is_verified(path: Path, sha256: str) -> bool:
    """Return whether a file was found to have this checksum, and was not written to since.

    Raises
    ------
    OSError
        It is not there, or cannot be looked at.
    """
    return _read().get(str(path)) == _mark(path, sha256)


def verify(path: Path, sha256: str) -> bool:
    """Read a file; return whether it has this checksum, which is kept.

    Raises
    ------
    OSError
        It cannot be read.
    """
    mark = _mark(path, sha256)
    if sha256_of(path) != sha256:
        return False
    with _lock, contextlib.suppress(OSError):  # where nothing can be written, it is read each time
        marks = {name: kept for name, kept in _read().items() if Path(name).is_file()}
        if marks.get(str(path)) != mark:
            place = _place()
            with replacing(place) as part:
                part.write_text(json.dumps({**marks, str(path): mark}, indent=1))
    return True


def _mark(path: Path, sha256: str) -> list[object]:
    found = path.stat()
    return [sha256, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _place() -> Path:
    return models_folder() / "verified.json"


def _read() -> dict[str, object]:
    """Return all that is kept; what cannot be read counts as not verified."""
    try:
        marks = json.loads(_place().read_text())
    except (OSError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}
