"""OpenFiles: notices that somebody deletes or replaces the files of a log while it is open."""

from __future__ import annotations

from pathlib import Path

__all__ = ["OpenFiles"]


class OpenFiles:
    """The file of an open log and its WAL, as they were when they were first seen.

    SQLite goes on writing into a file that is deleted or moved, and says nothing: what comes is lost with it.
    """

    def __init__(self, path: Path) -> None:
        self._paths = (path, path.with_name(f"{path.name}-wal"))
        self._seen: dict[Path, tuple[int, int]] = {}
        self.lost()

    def lost(self) -> Path | None:
        """Return which of them is not there any more, or is another file; `None` if all is as it was."""
        for path in self._paths:
            try:
                status = path.stat()
            except OSError:
                if path in self._seen:
                    return path
                continue  # the WAL comes with the first write
            if self._seen.setdefault(path, (status.st_dev, status.st_ino)) != (status.st_dev, status.st_ino):
                return path
        return None
