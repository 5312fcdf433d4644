"""The guard of the event loop finds what it is there for."""

from __future__ import annotations

import time

import pytest

from tests.slow_callbacks import LONGEST_SECONDS, no_slow_callbacks
from voicelab.event_loop import call, run_in_thread


async def block() -> None:
    """Hold the loop up, as a computation or a file would."""
    time.sleep(LONGEST_SECONDS + 0.1)


async def step_aside() -> None:
    """Do the same on a thread."""
    await run_in_thread(lambda: time.sleep(LONGEST_SECONDS + 0.1))


def test_what_blocks_the_loop_is_found() -> None:
    with (
        pytest.raises(AssertionError, match=r"loop was blocked: Executing .*block"),
        no_slow_callbacks(),
    ):
        call(block())


def test_what_blocks_a_thread_is_no_matter() -> None:
    with no_slow_callbacks():
        call(step_aside())
