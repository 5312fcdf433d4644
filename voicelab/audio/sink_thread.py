"""SinkThread: an event loop for other people's sinks, whose methods may block it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from voicelab.audio.origin import is_own

__all__ = ["beside"]


class _SinkThread:
    """A thread with an event loop, on which every method of one sink runs."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name="voicelab-sink", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, None]) -> Awaitable[None]:
        """Run a coroutine there; cancelling what is returned cancels it."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def end(self) -> None:
        """Let the thread end."""
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.close()


_threads: dict[int, _SinkThread] = {}
"""Of each sink by its identity: not every sink can be hashed."""
_lock = threading.RLock()  # the garbage collector may let go of a sink while this is held


async def beside(sink: object, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run what calls a method of a sink where it can hold up nobody.

    Parameters
    ----------
    sink
        Ours runs on the loop of its session. Anybody else's may block, as a loudspeaker's ``write`` does: it
        has a thread and an event loop of its own, for as long as it lives.
    work
        Calls it, and lets nothing out that ends an event loop.
    """
    if is_own(sink):
        await work()
    else:
        await _thread_of(sink).run(work())


def _thread_of(sink: object) -> _SinkThread:
    with _lock:
        thread = _threads.get(id(sink))
        if thread is None:
            thread = _threads[id(sink)] = _SinkThread()
            try:
                weakref.finalize(sink, _forget, id(sink)).atexit = False
            except TypeError:
                _kept.append(sink)
        return thread


_kept: list[object] = []
"""Sinks whose identity must not be given to another, as they cannot be watched."""


def _forget(identity: int) -> None:
    with _lock:
        _threads.pop(identity).end()
