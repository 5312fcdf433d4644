"""Telling a page that is gone from a busy kernel."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from voicelab.widgets.browser_audio.page_life import GONE_SECONDS, PageLife
from voicelab.widgets.browser_audio.running_cell import RunningCell


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put the clock of `PageLife` into the test's hand."""
    moved = Clock()
    monkeypatch.setattr("voicelab.widgets.browser_audio.page_life.time", moved)
    return moved


async def watch(life: PageLife, clock: Clock, seconds: float) -> None:
    """Ask several times over so many seconds, as those who wait for sound do."""
    for _ in range(round(seconds / 0.1)):
        clock.now += 0.1
        life.silent_seconds()
        await asyncio.sleep(0)


async def test_a_page_that_falls_silent_is_gone(clock: Clock) -> None:
    life = PageLife(RunningCell())
    life.heard()
    await watch(life, clock, GONE_SECONDS - 0.5)
    assert not life.is_gone
    await watch(life, clock, 1.0)
    assert life.is_gone


async def test_a_page_that_is_heard_is_there(clock: Clock) -> None:
    life = PageLife(RunningCell())
    for _ in range(10):
        life.heard()
        await watch(life, clock, 1.0)
    assert not life.is_gone


async def test_silence_does_not_count_while_the_thread_that_listens_is_busy(clock: Clock) -> None:
    life = PageLife(RunningCell())
    listening = asyncio.new_event_loop()
    thread = threading.Thread(target=listening.run_forever)
    thread.start()
    hold = threading.Event()
    try:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_hear(life), listening))
        listening.call_soon_threadsafe(hold.wait)
        for _ in range(100):
            clock.now += 0.1
            assert not life.is_gone
        hold.set()
        deadline = time.monotonic() + 5
        while not life.is_gone and time.monotonic() < deadline:
            clock.now += 0.1
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), listening))
        assert life.is_gone
    finally:
        hold.set()
        listening.call_soon_threadsafe(listening.stop)
        thread.join()
        listening.close()


async def _hear(life: PageLife) -> None:
    life.heard()


async def test_silence_does_not_count_while_a_cell_holds_the_messages_up(clock: Clock) -> None:
    cell = RunningCell()
    life = PageLife(cell)
    life.heard()
    cell.is_running = True
    await watch(life, clock, 60.0)
    assert not life.is_gone
    cell.is_running = False
    await watch(life, clock, GONE_SECONDS + 0.5)
    assert life.is_gone


async def test_a_page_at_rest_has_time_to_answer(clock: Clock) -> None:
    life = PageLife(RunningCell())
    life.heard()
    clock.now += 3_600
    life.expect()
    await watch(life, clock, GONE_SECONDS - 0.5)
    assert not life.is_gone
    await watch(life, clock, 1.0)
    assert life.is_gone
