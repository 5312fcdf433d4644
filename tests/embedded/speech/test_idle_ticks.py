"""Streams that say so while nothing comes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncGenerator

import pytest

from voicelab.embedded.speech.idle_ticks import with_idle_ticks


async def test_each_item_comes_and_a_tick_where_none_did() -> None:
    going_on = asyncio.Event()

    async def items() -> AsyncGenerator[int, None]:
        yield 1
        await going_on.wait()
        yield 2

    seen: list[int | None] = []
    async for item in with_idle_ticks(items(), 0.01):
        seen.append(item)
        if seen.count(None) == 3:
            going_on.set()
    assert seen[:4] == [1, None, None, None]
    assert seen[-1] == 2


async def test_an_error_within_comes_through() -> None:
    async def items() -> AsyncGenerator[int, None]:
        yield 1
        raise ValueError("no voice")

    with pytest.raises(ValueError, match="no voice"):
        _ = [item async for item in with_idle_ticks(items(), 1.0)]


async def test_what_is_within_is_closed_once_nobody_reads_on() -> None:
    closed: list[str] = []

    async def items() -> AsyncGenerator[int, None]:
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            closed.append("closed")

    async with contextlib.aclosing(with_idle_ticks(items(), 0.01)) as ticking:
        assert await anext(ticking) is None
    assert closed == ["closed"]


async def test_an_end_that_nobody_waits_for_any_more_is_no_complaint() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    is_over = asyncio.Event()

    async def items() -> AsyncGenerator[int, None]:
        await is_over.wait()
        for number in range(0):
            yield number

    async with contextlib.aclosing(with_idle_ticks(items(), 0.01)) as ticking:
        assert await anext(ticking) is None
        is_over.set()
        await asyncio.sleep(0)
    del ticking
    gc.collect()
    assert complaints == []
