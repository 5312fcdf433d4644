"""What a source of anybody's gives, taken as 16-bit PCM or refused in a sentence."""

from __future__ import annotations

import array
import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from typing import Any

import numpy as np
import pytest

from voicelab.audio import read_beside as read_beside_module
from voicelab.audio.live_chunks import TurnMark, is_live_source, live_chunks, pcm_bytes
from voicelab.audio.sources import PushSource

SAMPLES: Any = np.arange(8, dtype="<i2")


async def collect(source: object) -> list[bytes]:
    return [chunk async for chunk in live_chunks(source)]


@pytest.mark.parametrize(
    "chunk",
    [
        SAMPLES.tobytes(),
        bytearray(SAMPLES.tobytes()),
        memoryview(SAMPLES.tobytes()),
        memoryview(SAMPLES),
        memoryview(SAMPLES.reshape(8, 1)),
        memoryview(SAMPLES.reshape(1, 8)),
        memoryview(SAMPLES.repeat(2))[::2],
        memoryview(array.array("h", SAMPLES.tolist())),
        memoryview(SAMPLES.tobytes()).cast("b"),
    ],
    ids=lambda chunk: type(chunk).__name__,
)
def test_what_holds_16_bit_pcm_is_taken(chunk: Any) -> None:
    assert pcm_bytes(chunk) == SAMPLES.tobytes()
    source = PushSource()
    source.push(chunk)
    source.end()
    assert asyncio.run(collect(source)) == [SAMPLES.tobytes()]


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        (memoryview(SAMPLES.astype("<f4")), "format 'f'"),
        (memoryview(SAMPLES.astype("<f8")), "format 'd'"),
        (memoryview(SAMPLES.astype("<i4")), "format 'i'"),
        (memoryview(SAMPLES.astype(">i2")), "format '>h'"),
        (memoryview(SAMPLES.astype("<u2")), "format 'H'"),
        (memoryview(SAMPLES.reshape(4, 2)), r"shape \(4, 2\)"),
        (memoryview(SAMPLES.tobytes())[::2], r"strides \(2,\)"),
        (SAMPLES, r"ndarray in place of bytes of PCM: give samples as array.astype\('<i2'\).tobytes\(\)"),
        ([0.0, 0.1], "list in place of bytes of PCM"),
        ("pcm", "str in place of bytes of PCM"),
        (None, "NoneType in place of bytes of PCM"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_does_not_is_refused_in_a_sentence(chunk: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pcm_bytes(chunk)
    with pytest.raises(ValueError, match=words):
        PushSource().push(chunk)


async def test_samples_that_are_cut_in_two_are_joined() -> None:
    pcm = SAMPLES.tobytes()

    async def odd() -> AsyncGenerator[bytes, None]:
        for piece in (pcm[:3], pcm[3:4], b"", pcm[4:9], pcm[9:]):
            yield piece

    chunks = await collect(odd())
    assert b"".join(chunks) == pcm
    assert all(len(chunk) % 2 == 0 for chunk in chunks)


class Bare:
    """An asynchronous iterator that has nothing to close."""

    def __init__(self) -> None:
        self._left = [b"ab", b"cd"]

    def chunks(self) -> AsyncIterator[bytes]:
        return self

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop(0)


class Iterable:
    """What can be iterated anew each time, as a class with its generator."""

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        yield b"ab"
        yield b"cd"


@pytest.mark.parametrize("make", [Bare, Iterable, lambda: Iterable().__aiter__()])
async def test_any_asynchronous_iterator_is_a_source(make: Callable[[], Any]) -> None:
    source = make()
    assert is_live_source(source)
    assert await collect(source) == [b"ab", b"cd"]


async def test_a_source_is_closed_where_it_is_left() -> None:
    closed: list[bool] = []

    async def endless() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield b"ab"
        finally:
            closed.append(True)

    chunks = live_chunks(endless())
    assert await anext(chunks) == b"ab"
    await chunks.aclose()
    assert closed == [True]


class Plain:
    def chunks(self) -> Iterator[bytes]:
        yield b"ab"


class Awaited:
    async def chunks(self) -> list[bytes]:
        return [b"ab"]


class Nothing:
    def chunks(self) -> None:
        pass


@pytest.mark.parametrize(
    ("source", "words"), [(Plain(), "generator"), (Awaited(), "coroutine"), (Nothing(), "NoneType")]
)
async def test_chunks_that_are_no_asynchronous_generator_are_refused(source: object, words: str) -> None:
    with pytest.raises(TypeError, match=f"no async generator, but {words}: write `async def chunks"):
        await collect(source)


def test_a_class_is_no_source() -> None:
    with pytest.raises(ValueError, match=r"give a source, not its class: PushSource\(…\)"):
        is_live_source(PushSource)


async def test_the_marks_of_a_turn_stand_where_they_were_set_and_are_empty_sound() -> None:
    source = PushSource()
    source.end_turn()  # none was begun
    source.push(b"ab")
    source.begin_turn()
    source.begin_turn()
    source.push(b"cd")
    source.end_turn()
    source.end_turn()
    source.push(b"ef")
    source.end()

    chunks = await collect(source)
    marks = [chunk.begins if isinstance(chunk, TurnMark) else chunk for chunk in chunks]
    assert marks == [b"ab", True, b"cd", False, b"ef"]
    assert b"".join(chunks) == b"abcdef"


async def test_a_source_has_one_reader_at_a_time() -> None:
    source = PushSource()
    source.push(b"ab")
    first = source.chunks()
    await anext(first)
    with pytest.raises(RuntimeError, match="is being read already"):
        await anext(source.chunks())
    await first.aclose()
    source.push(b"cd")
    assert await anext(source.chunks()) == b"cd"


class Queued:
    """Somebody's microphone, which deals out its chunks to whoever reads it."""

    def __init__(self) -> None:
        self._left = [b"ab", b"cd", b"ef"]

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        while self._left:
            yield self._left.pop(0)


@pytest.mark.parametrize("make", [Bare, Queued, lambda: Queued().chunks()])
async def test_anybodys_source_has_one_reader_at_a_time(make: Callable[[], Any]) -> None:
    source = make()
    first = live_chunks(source)
    assert await anext(first) == b"ab"
    with pytest.raises(RuntimeError, match="is being read already: end that conversation first"):
        await collect(source)
    assert await anext(first) == b"cd"
    await first.aclose()
    with contextlib.suppress(RuntimeError):  # a generator that was left has ended
        await collect(source)


async def test_a_source_that_was_read_to_its_end_says_so() -> None:
    pushed, generator = PushSource(), Queued().chunks()
    pushed.push(b"ab")
    pushed.end()
    for source in (pushed, generator):
        assert await collect(source)
        with pytest.raises(RuntimeError, match="this source has ended; make a new one"):
            await collect(source)


PCM_20_MS = bytes(640)


async def blocking() -> AsyncGenerator[bytes, None]:
    while True:
        time.sleep(0.02)
        yield PCM_20_MS


async def greedy() -> AsyncGenerator[bytes, None]:
    while True:
        yield PCM_20_MS


async def empty() -> AsyncGenerator[bytes, None]:
    while True:
        yield b""


class Selfish:
    """A source that does not let itself be cancelled, until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        while not self.let_go.is_set():
            with contextlib.suppress(BaseException):
                await asyncio.sleep(0.01)
        yield b""


@pytest.mark.parametrize("source", [blocking, greedy, empty])
async def test_a_source_that_never_awaits_leaves_the_loop_to_others_and_can_be_left(
    source: Callable[[], Any],
) -> None:
    reading = asyncio.ensure_future(collect(source()))
    for _ in range(5):
        await asyncio.sleep(0.02)  # comes back only if the loop is free
    assert not reading.done()
    reading.cancel()
    await asyncio.wait({reading}, timeout=4)
    assert reading.cancelled()
    for thread in threading.enumerate():
        if thread.name == "voicelab-source":
            thread.join(4)
            assert not thread.is_alive()


async def test_a_source_that_swallows_its_cancellation_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(read_beside_module, "_END_SECONDS", 0.1)
    source = Selfish()
    reading = asyncio.ensure_future(collect(source))
    await asyncio.sleep(0.05)
    reading.cancel()
    await asyncio.wait({reading}, timeout=4)
    source.let_go.set()
    assert reading.cancelled()
    assert "does not end although it was cancelled" in caplog.text


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt, asyncio.CancelledError])
async def test_what_a_source_raises_is_raised_here(error: type[BaseException]) -> None:
    async def failing() -> AsyncGenerator[bytes, None]:
        yield b"ab"
        raise error("no more")

    chunks = live_chunks(failing())
    assert await anext(chunks) == b"ab"
    with pytest.raises(error, match="no more"):
        await anext(chunks)
