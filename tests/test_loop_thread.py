"""An event loop on a thread of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

from voicelab.loop_thread import LoopThread


def test_whoever_asks_for_a_loop_whose_thread_is_being_begun_has_it_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the garbage collector does that closes a session, on the thread that is being begun."""
    start, asked, loops = threading.Thread.start, LoopThread("asked"), list[asyncio.AbstractEventLoop]()

    def start_while_another_asks(thread: threading.Thread) -> None:
        asking = threading.Thread(target=lambda: loops.append(asked.loop), daemon=True)
        start(asking)
        asking.join(5)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_while_another_asks)
    loop = asked.loop
    begun = next(thread for thread in threading.enumerate() if thread.name == "asked")
    loop.call_soon_threadsafe(loop.stop)
    begun.join(5)
    for each in {loop, *loops}:
        each.close()

    assert loops == [loop]
