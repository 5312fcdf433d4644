"""ReplayableStream: what is still being made, read once and kept, so that it can be read again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Generic, TypeVar

__all__ = ["ReplayableStream", "StreamReader"]

T = TypeVar("T")


class ReplayableStream(Generic[T]):
    """The items of a source, read in the background to its end; each reader gets all of them.

    Reading begins at once and waits for nobody: who reads slowly, or only the beginning, holds nothing up.
    Readers may come at any time, be cancelled or go away; nothing is lost to the others. Use it as a context
    manager: leaving it closes the source, and raises what the source raised if no reader has met that.
    Belongs to the event loop that makes it.

    Examples
    --------
    >>> async def count():
    ...     yield 1
    ...     yield 2
    >>> async def read_twice():
    ...     async with ReplayableStream(count()) as stream:
    ...         return [item async for item in stream] + [item async for item in stream]
    >>> asyncio.run(read_twice())
    [1, 2, 1, 2]
    """

    def __init__(self, source: AsyncIterator[T]) -> None:
        self._items: list[T] = []
        self._changed = asyncio.Event()
        self._is_failure_raised = False
        self._task = asyncio.ensure_future(self._read(source))
        self._task.add_done_callback(self._on_done)

    @property
    def failure(self) -> BaseException | None:
        """What the source raised; `None` if it did not, or not yet."""
        task = self._task
        return task.exception() if task.done() and not task.cancelled() else None

    def __aiter__(self) -> StreamReader[T]:
        return StreamReader(self)

    async def aclose(self) -> None:
        """Stop reading the source, and wait until it is closed."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def __aenter__(self) -> ReplayableStream[T]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
        if error is None and not self._is_failure_raised and self.failure is not None:
            raise self.failure

    async def item(self, position: int) -> T:
        """Wait for the item at a position, counted from 0.

        Raises
        ------
        StopAsyncIteration
            The source ended before it. Whatever else the source raised is raised here, too.
        """
        while position >= len(self._items):
            if self._task.done():
                self._is_failure_raised = True
                self._task.result()
                raise StopAsyncIteration
            await self._changed.wait()
        return self._items[position]

    async def _read(self, source: AsyncIterator[T]) -> None:
        async with contextlib.AsyncExitStack() as closing:
            close: Any = getattr(source, "aclose", None)
            if close is not None:
                closing.push_async_callback(close)
            async for item in source:
                self._items.append(item)
                self._notify()

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # or asyncio complains where there was no reader
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class StreamReader(Generic[T]):
    """One reading of a stream, from its beginning."""

    def __init__(self, stream: ReplayableStream[T]) -> None:
        self._stream = stream
        self._position = 0

    def __aiter__(self) -> StreamReader[T]:
        return self

    async def __anext__(self) -> T:
        item = await self._stream.item(self._position)
        self._position += 1
        return item
