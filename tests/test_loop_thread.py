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


def test_a_loop_whose_thread_could_not_be_started_is_not_given_to_whoever_asks_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before, whoever asked next waited for ever for a loop that never ran."""
    asked = LoopThread("asked")

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as no_threads:
        no_threads.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            _ = asked.loop

    loop = asked.loop
    assert asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "ran"), loop).result(5) == "ran"
    begun = next(thread for thread in threading.enumerate() if thread.name == "asked")
    loop.call_soon_threadsafe(loop.stop)
    begun.join(5)
    loop.close()
