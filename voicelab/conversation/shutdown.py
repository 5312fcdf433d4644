"""Endings: of conversations that others wait for, and of sessions when the interpreter exits."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import weakref
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Protocol

from voicelab.blocking_wait import wait_for
from voicelab.event_loop import check_not_on_loop, submit

__all__ = ["Stopping", "close_at_exit", "close_when_dropped", "forget"]


class Stopping:
    """A conversation that is coming to its end: ``await`` it, or `wait` for it."""

    def __init__(self, done: concurrent.futures.Future[None]) -> None:
        self._done = done

    def wait(self, timeout_seconds: float | None = 30.0) -> None:
        """Return when the conversation has ended and its last exchange is in the log.

        Raises
        ------
        RuntimeError
            Called on the session's own thread, such as in a subscriber.
        """
        check_not_on_loop()
        wait_for(self._done, timeout_seconds)

    def __await__(self) -> Generator[Any, None, None]:
        return asyncio.wrap_future(self._done).__await__()


class _Closable(Protocol):
    def close(self) -> None: ...


_open: weakref.WeakSet[_Closable] = weakref.WeakSet()


def close_at_exit(session: _Closable) -> None:
    """Have a session closed when the interpreter exits, before the log that it writes to at its end.

    Leaving with a stream still being read aborts the process inside the Speech SDK.
    """
    _open.add(session)
    # What is registered last is called first, and the log closes itself at exit, too.
    atexit.unregister(_close_all)
    atexit.register(_close_all)


def close_when_dropped(session: object, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have the connections of a session closed when nobody holds it any more, as after a cell is run again.

    Parameters
    ----------
    close
        Closes them; holds nothing of the session.
    """
    weakref.finalize(session, lambda: submit(close())).atexit = False  # the interpreter's exit closes it, too


def forget(session: _Closable) -> None:
    """Leave a session alone at exit: it is closed."""
    _open.discard(session)


def _close_all() -> None:
    for session in list(_open):
        session.close()
