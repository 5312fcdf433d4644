from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from tests.iterators import no_iterator_left
from voicelab.replayable_stream import ReplayableStream


class GatedItems:
    """Gives items when it may, and knows whether it was closed."""

    def __init__(self, *items: int, then: BaseException | None = None, is_gated: bool = False) -> None:
        self.more = asyncio.Event()
        self.is_closed = False
        self._items = items
        self._then = then
        if not is_gated:
            self.more.set()

    async def read(self) -> AsyncGenerator[int, None]:
        try:
            for item in self._items:
                yield item
            await self.more.wait()
            if self._then is not None:
                raise self._then
        finally:
            self.is_closed = True


async def read(stream: ReplayableStream[int]) -> list[int]:
    return [item async for item in stream]


async def test_every_reader_gets_all_from_the_beginning() -> None:
    async with ReplayableStream(GatedItems(1, 2, 3).read()) as stream:
        assert list(await asyncio.gather(read(stream), read(stream))) == [[1, 2, 3], [1, 2, 3]]
        assert await read(stream) == [1, 2, 3]


async def test_it_is_read_also_while_nobody_waits() -> None:
    source = GatedItems(1, 2)
    async with ReplayableStream(source.read()) as stream:
        await read(stream)
        assert source.is_closed
        assert await read(stream) == [1, 2]


async def test_items_come_before_the_source_has_ended() -> None:
    source = GatedItems(1, 2, is_gated=True)
    async with ReplayableStream(source.read()) as stream:
        reader = aiter(stream)
        assert [await anext(reader), await anext(reader)] == [1, 2]
        last = asyncio.ensure_future(anext(reader, None))
        source.more.set()
        assert await last is None


async def test_a_reader_that_is_cancelled_takes_nothing_with_it() -> None:
    source = GatedItems(1, is_gated=True)
    async with ReplayableStream(source.read()) as stream:
        reader = aiter(stream)
        await anext(reader)
        waiting = asyncio.ensure_future(anext(reader))
        await asyncio.wait({waiting}, timeout=0.01)
        waiting.cancel()
        await asyncio.wait({waiting})
        source.more.set()
        assert await read(stream) == [1]
        assert await anext(reader, None) is None


async def test_every_reader_meets_the_failure_after_what_came() -> None:
    source = GatedItems(1, then=ZeroDivisionError("the source"))
    async with ReplayableStream(source.read()) as stream:
        for _ in range(2):
            reader = aiter(stream)
            assert await anext(reader) == 1
            with pytest.raises(ZeroDivisionError, match="the source"):
                await anext(reader)
        assert isinstance(stream.failure, ZeroDivisionError)


async def test_a_failure_that_no_reader_met_is_raised_at_the_end() -> None:
    async def read_only_the_beginning() -> None:
        async with ReplayableStream(GatedItems(1, then=ZeroDivisionError()).read()) as stream:
            assert await anext(aiter(stream)) == 1
            while stream.failure is None:
                await asyncio.sleep(0)

    with pytest.raises(ZeroDivisionError):
        await read_only_the_beginning()


async def test_a_failure_does_not_take_the_place_of_another() -> None:
    async def fail_beside_it() -> None:
        async with ReplayableStream(GatedItems(then=ZeroDivisionError()).read()) as stream:
            while stream.failure is None:
                await asyncio.sleep(0)
            raise KeyError

    with pytest.raises(KeyError):
        await fail_beside_it()


async def test_leaving_closes_a_source_that_goes_on() -> None:
    source = GatedItems(1, is_gated=True)
    with no_iterator_left():
        async with ReplayableStream(source.read()) as stream:
            await anext(aiter(stream))
    assert source.is_closed


async def test_who_waits_for_a_stream_that_is_cancelled_is_cancelled() -> None:
    stream = ReplayableStream(GatedItems(is_gated=True).read())
    waiting = asyncio.ensure_future(anext(aiter(stream)))
    await asyncio.sleep(0)
    await stream.aclose()
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    assert stream.failure is None


async def test_a_source_need_not_be_a_generator() -> None:
    class Count:
        last = 0

        def __aiter__(self) -> AsyncIterator[int]:
            return self

        async def __anext__(self) -> int:
            self.last += 1
            if self.last > 3:
                raise StopAsyncIteration
            return self.last

    async with ReplayableStream(Count()) as stream:
        assert await read(stream) == [1, 2, 3]
