"""Where other people's sinks run: on the loop of who awaits the reply, or on one that they may block."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

from voicelab.audio.origin import is_own
from voicelab.blocking_wait import is_at_rest

__all__ = ["beside"]


class _SinkThread:
    """A thread with an event loop, on which every method of one sink runs."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        try:
            threading.Thread(target=self._run, name="voicelab-sink", daemon=True).start()
        except RuntimeError:  # too many run
            self.loop.close()
            raise

    def end(self) -> None:
        """Let the thread end."""
        with contextlib.suppress(RuntimeError):  # it has ended
            self.loop.call_soon_threadsafe(self.loop.stop)

    def _run(self) -> None:
        self.loop.run_forever()
        self.loop.close()


_threads: dict[int, _SinkThread] = {}
"""Of each sink by its identity: not every sink can be hashed."""
_lock = threading.Lock()


async def beside(
    sink: object,
    work: Callable[[], Coroutine[Any, Any, None]],
    loop: asyncio.AbstractEventLoop | None = None,
) -> None:
    """Run what calls a method of a sink where it belongs, and can hold up no session; cancelled with this.

    Parameters
    ----------
    sink
        Ours runs on the loop of its session.
    work
        Calls it, and lets nothing out that ends an event loop.
    loop
        That of who awaits the reply: there anybody else's sink has its queues and sockets. Without one it has
        a thread and an event loop of its own, for as long as it lives: it may block, as a loudspeaker's
        ``write`` does.

    Raises
    ------
    RuntimeError
        The loop is closed, or at rest: `work` is done when it goes on.
    """
    if is_own(sink):
        await work()
        return
    called = work()
    try:
        running = asyncio.run_coroutine_threadsafe(called, loop or _thread_of(sink).loop)
    except (OSError, RuntimeError):  # too many files or threads, or the loop is closed
        called.close()
        raise
    if loop is not None and is_at_rest(loop):
        raise RuntimeError(
            "its event loop is at rest, as while a plain method is called on it: "
            "await the asynchronous form, such as `aask`"
        )
    await asyncio.wrap_future(running)


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
    # Without the lock: the garbage collector may call this on the thread that its holder waits for.
    _threads.pop(identity).end()
