"""The event loop that conversations run on: one thread of this process, beside the kernel's own.

A session is asynchronous inside. From a notebook's cell, where a loop may already be running, its plain
methods hand their coroutine to this loop and wait; so they need no loop of their own and patch nothing.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import math
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from voicelab.blocking_wait import wait_for
from voicelab.loop_thread import LoopThread

if sys.version_info >= (3, 11):
    from asyncio import TaskGroup, timeout
else:
    from exceptiongroup import BaseExceptionGroup
    from taskgroup import TaskGroup, timeout

__all__ = [
    "LoopFuture",
    "call",
    "called_from",
    "callers_loop",
    "check_not_on_loop",
    "relay",
    "run_cleanup",
    "run_in_background",
    "run_in_thread",
    "session_loop",
    "submit",
    "task_group",
    "to_the_end",
    "wait_for_background",
    "within",
]

T = TypeVar("T")

_logger = logging.getLogger(__name__)

_session = LoopThread("voicelab")
_callers_loop: ContextVar[asyncio.AbstractEventLoop | None] = ContextVar("callers_loop", default=None)
_without_limit = anyio.CapacityLimiter(math.inf)


def session_loop() -> asyncio.AbstractEventLoop:
    """Return the loop, started at the first call and again in a forked child."""
    return _session.loop


def check_not_on_loop() -> None:
    """Refuse to go on where waiting would never end.

    Raises
    ------
    RuntimeError
        This runs on the session's own loop: use the asynchronous form there.
    """
    if _session.is_current:
        raise RuntimeError("a plain method was called on the session's thread; await its asynchronous form")


class LoopFuture(concurrent.futures.Future[T]):
    """What work on the loop will return; cancelling it cancels the work.

    A cancelled future is done at once, the work when `ended` is: it may have something to close first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ended: concurrent.futures.Future[None] = concurrent.futures.Future()
        """Done when the work has ended, however it did."""


def callers_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop on which somebody awaits what runs here; `None` for a plain method."""
    return _callers_loop.get()


@contextlib.contextmanager
def called_from(loop: asyncio.AbstractEventLoop | None) -> Iterator[None]:
    """Have what begins within the block take this for its caller's loop."""
    token = _callers_loop.set(loop)
    try:
        yield
    finally:
        _callers_loop.reset(token)


def submit(
    work: Coroutine[Any, Any, T],
    caller: asyncio.AbstractEventLoop | None = None,
    *,
    future: LoopFuture[T] | None = None,
) -> LoopFuture[T]:
    """Begin some work on the loop; returns at once, from any thread.

    Parameters
    ----------
    caller
        The loop on which somebody awaits it.
    future
        What is returned, for those who must have it before an interrupt may come; by default a new one.
    """
    try:
        loop = session_loop()
    except (OSError, RuntimeError):  # too many files or threads
        work.close()
        raise
    future = LoopFuture[T]() if future is None else future

    def begin() -> None:
        with called_from(caller):
            task = loop.create_task(work)
        task.add_done_callback(finish)
        future.add_done_callback(lambda _: future.cancelled() and loop.call_soon_threadsafe(task.cancel))

    def finish(task: asyncio.Task[T]) -> None:
        with contextlib.suppress(concurrent.futures.InvalidStateError):  # it was cancelled meanwhile
            if task.cancelled():
                future.cancel()
            elif (error := task.exception()) is not None:
                future.set_exception(error)
            else:
                future.set_result(task.result())
        future.ended.set_result(None)

    loop.call_soon_threadsafe(begin)
    return future


def call(work: Coroutine[Any, Any, T]) -> T:
    """Do some work on the loop and wait for it; an interrupt cancels it, and waits for its end.

    Raises
    ------
    RuntimeError
        Called on the loop itself, where waiting would never end: use the asynchronous form there.
    """
    try:
        check_not_on_loop()
    except RuntimeError:
        work.close()
        raise
    future = submit(work)
    try:
        return wait_for(future)
    except KeyboardInterrupt:
        future.cancel()
        concurrent.futures.wait([future.ended], timeout=5.0)
        raise


async def relay(work: Coroutine[Any, Any, T]) -> T:
    """Do some work on the loop, awaited from whatever loop the caller runs.

    If this is cancelled, the work is cancelled, too, and this ends when the work has ended.
    """
    caller = asyncio.get_running_loop()
    if caller is session_loop():
        return await work
    future = submit(work, caller)
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        future.cancel()
        await to_the_end(asyncio.wrap_future(future.ended))
        raise


async def run_in_thread(work: Callable[[], T]) -> T:
    """Do something that blocks on a worker thread; if this is cancelled, it goes on unwatched.

    Such threads take work while the interpreter exits, too, when connections must still be closed, and do not
    keep it from exiting.
    """
    # The SDK may take 40 s to let go of a connection: no number of those may keep other work waiting.
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=_without_limit)


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Await something for so long.

    Raises
    ------
    asyncio.TimeoutError
        It took longer, and was cancelled.
    """
    try:
        async with timeout(seconds):
            return await work
    except TimeoutError:
        raise asyncio.TimeoutError from None  # the same, but on Python 3.10
    finally:
        if asyncio.iscoroutine(work):
            work.close()  # where a cancellation came before it could begin


async def to_the_end(work: Awaitable[T]) -> T:
    """Await something that must not be left half done; a cancellation is raised when it is done."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    result = task.result()
    if cancelled:
        raise asyncio.CancelledError
    return result


@contextlib.asynccontextmanager
async def task_group() -> AsyncIterator[TaskGroup]:
    """Run tasks side by side: what one of them raises ends all of them, and is raised as it is."""
    try:
        async with TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        first, *others = failures.exceptions
        for other in others:
            _logger.error("this failed at the same time", exc_info=other)
        raise first from None


async def run_cleanup(work: Callable[[], object], seconds: float = 0.3) -> None:
    """Let go of something, which blocks; after so many seconds it goes on by itself, unwatched.

    Letting go of a connection that failed or hangs takes the Speech SDK 10 to 40 s.
    """
    task = asyncio.ensure_future(run_in_thread(work))
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        _leave(task)
    elif task.exception() is not None:
        raise task.exception()  # type: ignore[misc]


def run_in_background(work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
    """Do some work that nobody has to wait for, on the running loop; see `wait_for_background`."""
    task = asyncio.ensure_future(work)
    _leave(task)
    return task


async def wait_for_background(seconds: float = 1.0) -> None:
    """Wait, for so long, until what runs in the background of the running loop is done."""
    loop = asyncio.get_running_loop()
    pending = {task for task in _left_behind if task.get_loop() is loop}
    if pending:
        await asyncio.wait(pending, timeout=seconds)


def _leave(task: asyncio.Future[Any]) -> None:
    _left_behind.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Future[Any]) -> None:
    _left_behind.discard(task)
    if not task.cancelled() and task.exception() is not None:
        _logger.warning("work in the background failed: %s", task.exception())


_left_behind: set[asyncio.Future[Any]] = set()
