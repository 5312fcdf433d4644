"""Waiting on the loop that conversations run on."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref

import pytest

from voicelab.event_loop import within


async def work(ended: list[str]) -> None:
    """Work for long, and note the end of it."""
    try:
        await asyncio.sleep(5.0)
    finally:
        ended.append("work")


async def test_what_comes_in_time_is_returned() -> None:
    assert await within(5.0, asyncio.sleep(0.01, "here")) == "here"


async def test_what_takes_longer_is_cancelled() -> None:
    ended: list[str] = []
    with pytest.raises(asyncio.TimeoutError):
        await within(0.05, work(ended))
    assert ended == ["work"]


async def test_who_is_cancelled_cancels_what_it_waits_for() -> None:
    ended: list[str] = []
    waiting = asyncio.create_task(within(5.0, work(ended)))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended == ["work"]


async def test_an_error_goes_without_the_garbage_collector() -> None:
    made: list[weakref.ref[BaseException]] = []

    class OddError(Exception):
        def __init__(self) -> None:
            made.append(weakref.ref(self))

    async def fail() -> None:
        raise OddError

    gc.disable()
    try:
        with contextlib.suppress(OddError):
            await within(5.0, fail())
        await asyncio.sleep(0)
        assert made[0]() is None
    finally:
        gc.enable()
