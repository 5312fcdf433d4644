"""Footprint: what a process holds when all talks are over."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import time
from dataclasses import dataclass

import psutil

from voicelab.event_loop import session_loop

__all__ = ["Footprint", "settled_footprint"]

_SETTLING_SECONDS = 60.0
"""How long the Speech SDK may take to let go of connections that failed."""


@dataclass(frozen=True)
class Footprint:
    """What a process holds."""

    sockets: int
    threads: int
    tasks: int
    """Of the session's event loop."""
    files: int
    memory_mb: float

    @classmethod
    def now(cls) -> Footprint:
        """Return what it holds now."""
        gc.collect()
        _give_back()
        process = psutil.Process()
        return cls(
            len(process.net_connections()),
            process.num_threads(),
            len(asyncio.all_tasks(session_loop())),
            process.num_fds(),
            round(process.memory_info().rss / 1e6, 1),
        )

    def grown_since(self, before: Footprint) -> list[str]:
        """Return what is more than before, memory apart."""
        names = ("sockets", "threads", "tasks", "files")
        return [name for name in names if getattr(self, name) > getattr(before, name)]

    def __str__(self) -> str:
        return (
            f"{self.sockets} sockets, {self.threads} threads, {self.tasks} tasks, {self.files} files, "
            f"{self.memory_mb} MB"
        )


def _give_back() -> None:
    """Have the allocator give back what it keeps of the threads that have ended, where it can be told to."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def settled_footprint(before: Footprint | None = None) -> Footprint:
    """Return what is held once it is no more than before, or when that takes too long."""
    ends_by = time.monotonic() + _SETTLING_SECONDS
    while True:
        now = Footprint.now()
        if (before is not None and not now.grown_since(before)) or time.monotonic() > ends_by:
            return now
        time.sleep(1.0)
