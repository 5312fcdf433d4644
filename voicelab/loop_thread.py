"""LoopThread: an event loop on a thread of its own, for as long as the process lives."""

from __future__ import annotations

import asyncio
import os
import threading

__all__ = ["LoopThread"]


class LoopThread:
    """An event loop that runs on a daemon thread, started at its first use and again in a forked child."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.RLock()  # the garbage collector may close a session while this is held
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner: int | None = None
        self._thread: threading.Thread | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop, which runs."""
        with self._lock:
            thread = self._thread
            if self._loop is None or thread is None or self._owner != os.getpid() or not thread.is_alive():
                self._loop, self._owner = asyncio.new_event_loop(), os.getpid()
                self._thread = threading.Thread(target=self._loop.run_forever, name=self._name, daemon=True)
                self._thread.start()
            return self._loop

    @property
    def is_current(self) -> bool:
        """Whether it is the thread that asks."""
        return threading.current_thread() is self._thread
