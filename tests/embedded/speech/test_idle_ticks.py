"""Streams that say so while nothing comes."""

from __future__ import annotations

import asyncio
import contextlib
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
