"""Files that a test leaves: read once, and again when they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["WrittenFiles"]

_MOST_BYTES = 32_000_000
_SOUND_HEAD = 4096
"""Of sound only the head is read: its samples are no text."""


class WrittenFiles:
    """Gives the files below folders that have changed since it last gave them."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int, int]] = set()

    def below(self, folder: Path, *, since: float = 0.0) -> Iterator[tuple[Path, bytes]]:
        """Return each file, and what is in it.

        Parameters
        ----------
        since
            When one must have been written at the earliest, in seconds since 1970.
        """
        for root, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(root, name)  # noqa: PTH118  # thousands, at a tenth of the cost
                try:
                    found = os.lstat(path)
                except OSError:
                    continue
                what = found.st_ino, found.st_mtime_ns, found.st_size
                if what in self._seen or found.st_mtime < since or (found.st_mode & 0o170000) != 0o100000:
                    continue
                self._seen.add(what)
                yield from self._content(Path(path), found.st_size)

    def _content(self, path: Path, size: int) -> Iterator[tuple[Path, bytes]]:
        try:
            with path.open("rb") as file:
                head = file.read(_SOUND_HEAD)
                if head.startswith((b"RIFF", b"GGUF")) or size > _MOST_BYTES:
                    yield path, head
                else:
                    yield path, head + file.read()
        except OSError:
            return
