"""Other people's sinks run on threads of their own, for as long as they live."""

from __future__ import annotations

import asyncio
import errno
import gc
import inspect
import os
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from voicelab.audio import sink_thread
from voicelab.audio.sink_thread import beside
from voicelab.audio.sinks import NullSink


class Anybodys(NullSink):
    """A sink that is none of the package's."""


class Unwatched:
    """A sink that can be neither hashed nor referred to weakly."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]


async def ran_on(sink: Any) -> tuple[threading.Thread, asyncio.AbstractEventLoop]:
    """Return what runs the methods of a sink."""
    found = []

    async def look() -> None:
        found.append((threading.current_thread(), asyncio.get_running_loop()))

    await beside(sink, look)
    return found[0]


async def test_the_packages_own_sinks_run_where_they_are_called() -> None:
    assert await ran_on(NullSink()) == (threading.current_thread(), asyncio.get_running_loop())


@pytest.mark.parametrize("kind", [Anybodys, Unwatched])
async def test_anybodys_sink_has_one_loop_for_all_its_methods(kind: type) -> None:
    sink, other = kind(), kind()
    first = await ran_on(sink)
    assert first[1] is not asyncio.get_running_loop()
    assert await ran_on(sink) == first
    assert (await ran_on(other))[1] is not first[1]


async def test_its_thread_ends_with_it() -> None:
    sink = Anybodys()
    thread, _ = await ran_on(sink)
    del sink
    gc.collect()
    await asyncio.to_thread(thread.join, 10.0)
    assert not thread.is_alive()


async def test_one_that_is_let_go_of_waits_for_nobody_who_begins_another_thread() -> None:
    sink = Anybodys()
    sink.itself = sink  # type: ignore[attr-defined]  # so that only the garbage collector lets go of it
    await ran_on(sink)
    with sink_thread._lock:  # as whoever begins a thread for another sink, and waits for that
        letting_go = threading.Thread(target=gc.collect)
        del sink
        letting_go.start()
        letting_go.join(5)
        assert not letting_go.is_alive()


async def test_where_no_more_files_can_be_opened_nothing_is_left_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> asyncio.AbstractEventLoop:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    called: list[Coroutine[Any, Any, None]] = []

    def work() -> Coroutine[Any, Any, None]:
        called.append(asyncio.sleep(0.0))
        return called[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", refuse)
    with pytest.raises(OSError, match="open files"):
        await beside(Anybodys(), work)
    assert inspect.getcoroutinestate(called[0]) == inspect.CORO_CLOSED


async def test_where_no_more_threads_can_be_begun_no_loop_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    loops: list[asyncio.AbstractEventLoop] = []
    make = asyncio.new_event_loop
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: loops.append(make()) or loops[-1])  # type: ignore[func-returns-value]
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError, match="new thread"):
        await beside(Anybodys(), lambda: asyncio.sleep(0.0))
    assert [loop.is_closed() for loop in loops] == [True]


async def test_what_is_cancelled_is_cancelled_there() -> None:
    cancelled, began = threading.Event(), threading.Event()

    async def wait() -> None:
        began.set()
        try:
            await asyncio.sleep(30.0)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    sink = Anybodys()
    task = asyncio.ensure_future(beside(sink, wait))
    assert await asyncio.to_thread(began.wait, 10.0)
    task.cancel()
    assert await asyncio.to_thread(cancelled.wait, 10.0)
