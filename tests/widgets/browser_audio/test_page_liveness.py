"""Telling a page that is gone from a busy kernel."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from voicelab.widgets.browser_audio.page_liveness import GONE_SECONDS, PageLiveness
from voicelab.widgets.browser_audio.running_cell import RunningCell


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put the clock of `PageLiveness` into the test's hand."""
    moved = Clock()
    monkeypatch.setattr("voicelab.widgets.browser_audio.page_liveness.time", moved)
    return moved


async def watch(liveness: PageLiveness, clock: Clock, seconds: float) -> None:
    """Ask several times over so many seconds, as those who wait for sound do."""
    for _ in range(round(seconds / 0.1)):
        clock.now += 0.1
        liveness.silent_seconds()
        await asyncio.sleep(0)


async def test_a_page_that_falls_silent_is_gone(clock: Clock) -> None:
    liveness = PageLiveness(RunningCell())
    liveness.note_message()
    await watch(liveness, clock, GONE_SECONDS - 0.5)
    assert not liveness.is_gone
    await watch(liveness, clock, 1.0)
    assert liveness.is_gone


async def test_a_page_that_is_heard_is_there(clock: Clock) -> None:
    liveness = PageLiveness(RunningCell())
    for _ in range(10):
        liveness.note_message()
        await watch(liveness, clock, 1.0)
    assert not liveness.is_gone


async def test_silence_does_not_count_while_the_thread_that_listens_is_busy(clock: Clock) -> None:
    liveness = PageLiveness(RunningCell())
    listening = asyncio.new_event_loop()
    thread = threading.Thread(target=listening.run_forever)
    thread.start()
    hold = threading.Event()
    try:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_hear(liveness), listening))
        listening.call_soon_threadsafe(hold.wait)
        for _ in range(100):
            clock.now += 0.1
            assert not liveness.is_gone
        hold.set()
        deadline = time.monotonic() + 5
        while not liveness.is_gone and time.monotonic() < deadline:
            clock.now += 0.1
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), listening))
        assert liveness.is_gone
    finally:
        hold.set()
        listening.call_soon_threadsafe(listening.stop)
        thread.join()
        listening.close()


async def _hear(liveness: PageLiveness) -> None:
    liveness.note_message()


async def test_silence_does_not_count_while_a_cell_holds_the_messages_up(clock: Clock) -> None:
    cell = RunningCell()
    liveness = PageLiveness(cell)
    liveness.note_message()
    cell.is_running = True
    await watch(liveness, clock, 60.0)
    assert not liveness.is_gone
    cell.is_running = False
    await watch(liveness, clock, GONE_SECONDS + 0.5)
    assert liveness.is_gone


async def test_a_page_at_rest_has_time_to_answer(clock: Clock) -> None:
    liveness = PageLiveness(RunningCell())
    liveness.note_message()
    clock.now += 3_600
    liveness.expect()
    await watch(liveness, clock, GONE_SECONDS - 0.5)
    assert not liveness.is_gone
    await watch(liveness, clock, 1.0)
    assert liveness.is_gone


async def test_silence_does_not_count_while_the_whole_kernel_stands_still(clock: Clock) -> None:
    """As while a cell holds the interpreter's lock, the process is stopped, or the machine sleeps."""
    liveness = PageLiveness(RunningCell())
    liveness.note_message()
    await watch(liveness, clock, 1.0)
    clock.now += 16.0
    await watch(liveness, clock, GONE_SECONDS - 0.5)
    assert not liveness.is_gone
    await watch(liveness, clock, 1.0)
    assert liveness.is_gone
