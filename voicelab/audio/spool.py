"""Spool: samples written piece by piece, in memory while they are few, in a temporary file beyond.

An hour of sound is 115 MB at the rate of recognition, and several times that while it is converted. So
whatever makes samples writes them here as they come, and whoever reads long sound reads it in blocks.
"""

from __future__ import annotations

import mmap
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK_SAMPLES", "Spool", "blocks"]

BLOCK_SAMPLES = 1 << 18
"""Samples that are looked at together: 16 s at the rate of recognition."""

_IN_MEMORY_SAMPLES = 1 << 22
"""Samples that are kept in memory: 8 MB, four minutes at the rate of recognition."""


class Spool:
    """Takes samples, and gives them back as one array.

    Examples
    --------
    >>> spool = Spool()
    >>> spool.write(np.array([1, 2], dtype=np.int16))
    >>> spool.samples().tolist()
    [1, 2]
    """

    def __init__(self) -> None:
        self._pieces: list[NDArray[np.int16]] = []
        self._count = 0
        self._file: IO[bytes] | None = None

    def write(self, samples: NDArray[np.int16]) -> None:
        """Add samples, of shape (n,)."""
        self._count += len(samples)
        if self._file is not None:
            self._file.write(samples.tobytes())
            return
        self._pieces.append(samples)
        if self._count > _IN_MEMORY_SAMPLES:
            # Without a name: it is gone when the array is, also if the process is killed.
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            weakref.finalize(self, self._file.close)
            for piece in self._pieces:
                self._file.write(piece.tobytes())
            self._pieces.clear()

    def samples(self) -> NDArray[np.int16]:
        """Return all of them, once; those in a file are read when they are looked at."""
        if self._file is None:
            return np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.int16)
        self._file.flush()
        samples: NDArray[np.int16] = np.memmap(self._file, dtype=np.int16, mode="r", shape=(self._count,))
        self._file.close()  # the array holds it by itself
        return samples


def blocks(samples: NDArray[Any], size: int = BLOCK_SAMPLES) -> Iterator[NDArray[Any]]:
    """Yield an array block by block along its first axis.

    Each block of an array that lies in a file is a copy, and what was read of the file is let go again.
    """
    mapped = _mapping(samples)
    for start in range(0, len(samples), size):
        block = samples[start : start + size]
        if mapped is None:
            yield block
            continue
        yield np.array(block)
        del block
        if hasattr(mapped, "madvise") and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)


def _mapping(samples: NDArray[Any]) -> mmap.mmap | None:
    base: Any = samples
    while isinstance(base, np.ndarray) and base.base is not None:
        base = base.base
    # Of files that others mapped, writable ones perhaps, nothing is let go.
    return base if isinstance(base, mmap.mmap) and not samples.flags.writeable else None
