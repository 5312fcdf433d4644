"""Idle ticks: a stream of items that says so while none comes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import TypeVar

__all__ = ["with_idle_ticks"]

_Item = TypeVar("_Item")


async def with_idle_ticks(
    items: AsyncGenerator[_Item, None], seconds: float
) -> AsyncGenerator[_Item | None, None]:
    """Yield items as they come, and `None` whenever none has come for so many seconds."""
    async with contextlib.aclosing(items):
        while True:
            coming = asyncio.ensure_future(anext(items))
            try:
                while not (await asyncio.wait([coming], timeout=seconds))[0]:
                    yield None
            finally:
                coming.cancel()
                await asyncio.wait([coming])
                if not coming.cancelled():
                    coming.exception()  # or asyncio complains where nobody reads on
            try:
                item = coming.result()
            except StopAsyncIteration:
                return
            yield item
