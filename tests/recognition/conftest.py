"""Fixtures of the recognition tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from voicelab.event_loop import wait_for_background


@pytest.fixture(autouse=True)
async def recognizers_closed() -> AsyncIterator[None]:
    """Have recognizers begin to close before the test's loop ends.

    The garbage collector, which lets go of others, blocks whatever thread it runs on: for 10 s where the
    connection failed, which held up the tests after that.
    """
    yield
    await wait_for_background(0.1)
