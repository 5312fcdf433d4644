"""Waits that block a thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import subprocess
import sys
import threading

import pytest

from voicelab.blocking_wait import is_at_rest, wait_for

_INTERRUPTED_ELSEWHERE = """
import asyncio, signal, threading
from voicelab.event_loop import call

began = threading.Event()

async def work():
    began.set()
    await asyncio.sleep(60)

def interrupt():
    began.wait()
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
try:
    call(work())
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals go to no thread in particular")
def test_an_interrupt_that_another_thread_gets_ends_the_wait() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_ELSEWHERE],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_it_ends_with_the_time() -> None:
    with pytest.raises(concurrent.futures.TimeoutError):
        wait_for(concurrent.futures.Future(), 0.3)


def test_a_loop_is_at_rest_while_its_thread_waits() -> None:
    future, seen = concurrent.futures.Future[bool](), list[bool]()

    async def block() -> bool:
        loop = asyncio.get_running_loop()
        seen.append(is_at_rest(loop))
        threading.Timer(0.05, lambda: future.set_result(is_at_rest(loop))).start()
        return wait_for(future)

    assert asyncio.run(block())
    assert seen == [False]
