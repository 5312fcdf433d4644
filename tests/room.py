"""Room for tests that measure times, though several workers run tests at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock

__all__ = ["Room"]


class Room:
    """Where the workers of one run meet: many tests may be in it at once, or a single one that is alone.

    Parameters
    ----------
    folder
        Where the locks lie, the same for all workers.
    worker
        Number of this worker, from 0.
    workers
        How many there are.
    """

    def __init__(self, folder: Path, worker: int, workers: int) -> None:
        self._door = FileLock(folder / "door")
        self._all = [FileLock(folder / f"worker-{number}") for number in range(workers)]
        self._own = self._all[worker : worker + 1]

    @contextmanager
    def taken(self, *, alone: bool) -> Iterator[None]:
        """Be in the room; while one waits to be alone, nobody else comes in."""
        with ExitStack() as held:
            with self._door:
                for lock in self._all if alone else self._own:
                    held.enter_context(lock)
            yield
