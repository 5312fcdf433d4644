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
            loop, thread = self._loop, None
            if loop is None or self._owner != os.getpid() or self._has_ended:
                loop = asyncio.new_event_loop()
                thread = threading.Thread(target=loop.run_forever, name=self._name, daemon=True)
                self._loop, self._owner, self._thread = loop, os.getpid(), thread
        if thread is not None:
            # Without the lock: the garbage collector may close a session on the thread that is waited for.
            try:
                thread.start()
            except RuntimeError:  # too many run: whoever asks next must not be given a loop that never runs
                with self._lock:
                    if self._loop is loop:
                        self._loop = self._thread = None
                loop.close()
                raise
        return loop

    @property
    def _has_ended(self) -> bool:
        """Whether its thread was begun, and runs no more."""
        return self._thread is not None and self._thread.ident is not None and not self._thread.is_alive()

    @property
    def is_current(self) -> bool:
        """Whether it is the thread that asks."""
        return threading.current_thread() is self._thread
