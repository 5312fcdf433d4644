"""Reading what others wrote beside the session's loop: it may block its loop, or never end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass

__all__ = ["read_beside"]

_logger = logging.getLogger(__name__)

_END_SECONDS = 5.0
"""How long what is read may take to end once nobody reads it any more, in seconds."""


@dataclass(frozen=True, slots=True)
class _Ended:
    failure: BaseException | None


async def read_beside(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Yield what a generator gives that runs on a thread with an event loop of its own, chunk by chunk.

    A microphone's ``read`` blocks, and a loop without ``await`` gives nobody else a turn: on the loop of all
    sessions either would stop them all. The generator is asked for the next chunk when one was taken. Left
    early, it is cancelled and closed; if that does not end it in time, it is left alone. What it raises is
    raised as it is, `asyncio.CancelledError`, too.
    """
    here, there = asyncio.get_running_loop(), asyncio.new_event_loop()
    given: asyncio.Queue[bytes | _Ended] = asyncio.Queue()
    taken = asyncio.Event()

    def hand_over(item: bytes | _Ended) -> None:
        with contextlib.suppress(RuntimeError):  # the reader's loop was closed
            here.call_soon_threadsafe(given.put_nowait, item)

    async def read() -> None:
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                taken.clear()
                hand_over(chunk)
                await taken.wait()

    def run() -> None:
        failure: BaseException | None = None
        try:
            there.run_until_complete(reading)
        except BaseException as error:  # whatever it is, it is the reader's to know
            failure = error
        hand_over(_Ended(failure))
        _close(there)

    reading = there.create_task(read())
    threading.Thread(target=run, name="voicelab-source", daemon=True).start()
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
                there.call_soon_threadsafe(reading.cancel)
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


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Close a loop once the tasks that were begun on it are cancelled."""

    async def end() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await loop.shutdown_asyncgens()

    loop.run_until_complete(end())
    loop.close()
