"""Reading what others wrote beside the session's loop: it may belong to another, block it, or never end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from voicelab.blocking_wait import is_at_rest

__all__ = ["read_beside"]

_logger = logging.getLogger(__name__)

_END_SECONDS = 5.0
"""How long what is read may take to end once nobody reads it any more, in seconds."""


_reading: set[asyncio.Task[BaseException | None]] = set()
"""What is being read, also where it was left alone: event loops do not hold their tasks."""


@dataclass(frozen=True, slots=True)
class _Ended:
    failure: BaseException | None


async def read_beside(
    chunks: AsyncGenerator[bytes, None], loop: asyncio.AbstractEventLoop | None = None
) -> AsyncGenerator[bytes, None]:
    """Yield what a generator gives that runs on another event loop, chunk by chunk.

    The generator is asked for the next chunk when one was taken. Left early, it is cancelled and closed; if
    that does not end it in time, it is left alone. What it raises is raised as it is,
    `asyncio.CancelledError`, too.

    Parameters
    ----------
    loop
        Where it runs, for as long as that loop does: that of who awaits the conversation, whose queues and
        sockets it may wait for. By default it has a thread and a loop of its own: a microphone's ``read``
        blocks, and on the loop of all sessions it would stop them all.
    """
    here, there = asyncio.get_running_loop(), loop or asyncio.new_event_loop()
    given: asyncio.Queue[bytes | _Ended] = asyncio.Queue()
    taken = asyncio.Event()
    tasks: list[asyncio.Task[BaseException | None]] = []

    def hand_over(item: bytes | _Ended) -> None:
        with contextlib.suppress(RuntimeError):  # the reader's loop was closed
            here.call_soon_threadsafe(given.put_nowait, item)

    async def read() -> BaseException | None:
        try:
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    taken.clear()
                    hand_over(chunk)
                    await taken.wait()
        except BaseException as error:  # the reader's to know; raised, it might end this loop
            return error
        return None

    def begin() -> None:
        task = there.create_task(read())
        task.add_done_callback(end)
        tasks.append(task)
        _reading.add(task)

    def end(task: asyncio.Task[BaseException | None]) -> None:
        _reading.discard(task)
        hand_over(_Ended(asyncio.CancelledError() if task.cancelled() else task.result()))
        if loop is None:
            there.stop()

    there.call_soon_threadsafe(begin)
    if loop is None:
        threading.Thread(target=_run, args=(there,), name="voicelab-source", daemon=True).start()
    item: bytes | _Ended = b""
    try:
        while not isinstance(item := await given.get(), _Ended):
            yield item
            there.call_soon_threadsafe(taken.set)
        if item.failure is not None:
            raise item.failure
    finally:
        if not isinstance(item, _Ended):
            with contextlib.suppress(RuntimeError):  # it ended meanwhile
                there.call_soon_threadsafe(lambda: tasks[0].cancel())
            if loop is None or not is_at_rest(loop):
                await _ended(given)


async def _ended(given: asyncio.Queue[bytes | _Ended]) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + _END_SECONDS
    while True:
        try:
            item = await asyncio.wait_for(given.get(), max(0.0, until - loop.time()))
        except asyncio.TimeoutError:
            _logger.warning("a source does not end although it was cancelled; it is left alone")
            return
        if isinstance(item, _Ended):
            if item.failure is not None and not isinstance(item.failure, asyncio.CancelledError):
                _logger.info("a source that was left failed: %s", item.failure)
            return


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, and close it once the tasks that were begun on it are cancelled."""

    async def end() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await loop.shutdown_asyncgens()

    loop.run_forever()
    loop.run_until_complete(end())
    loop.close()
