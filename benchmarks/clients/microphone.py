"""A microphone that is always on: silence at the pace of time, speech when somebody says something."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from benchmarks.clients.client import CHUNK_SECONDS, SAMPLE_RATE_HZ

_SIZE = round(2 * SAMPLE_RATE_HZ * CHUNK_SECONDS)


class Microphone:
    """Give each chunk to `hear`, for the length of an ``async with`` block."""

    def __init__(self, hear: Callable[[bytes], Awaitable[None]]) -> None:
        self._hear = hear
        self._speech = b""
        self._ended: asyncio.Future[float] | None = None

    async def say(self, speech: bytes) -> float:
        """Say something; returns when its last sample was given, by ``time.monotonic()``, in seconds."""
        self._speech, self._ended = speech, asyncio.get_running_loop().create_future()
        return await self._ended

    async def __aenter__(self) -> Microphone:
        self._task = asyncio.ensure_future(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        due = time.monotonic()
        while True:
            due += CHUNK_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            chunk, self._speech = self._speech[:_SIZE], self._speech[_SIZE:]
            if chunk and not self._speech and self._ended is not None:
                self._ended.set_result(time.monotonic())
            await self._hear(chunk.ljust(_SIZE, b"\0"))
