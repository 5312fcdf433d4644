"""What holds the session's event loop up, as asyncio's debug mode reports it."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Iterator

from voicelab.event_loop import session_loop

__all__ = ["LONGEST_SECONDS", "no_slow_callbacks"]

LONGEST_SECONDS = 1.0
"""How long one callback may hold the loop, in seconds. Sound is due every 0.02; what blocks on a file, a lock
or a computation takes longer than a busy machine's scheduler."""


class _Slow(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Executing "):
            self.messages.append(message)


@contextlib.contextmanager
def no_slow_callbacks() -> Iterator[None]:
    """Run the session's loop in debug mode, and fail if a callback held it for longer than it may.

    The garbage collector leaves alone what other tests made: it stops every thread while it looks through
    it, for a second when thousands of tests ran before.
    """
    loop, logger, slow = session_loop(), logging.getLogger("asyncio"), _Slow()
    debug, longest = loop.get_debug(), loop.slow_callback_duration
    logger.addHandler(slow)
    loop.slow_callback_duration = LONGEST_SECONDS
    loop.call_soon_threadsafe(loop.set_debug, True)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        loop.call_soon_threadsafe(loop.set_debug, debug)
        loop.slow_callback_duration = longest
        logger.removeHandler(slow)
    assert not slow.messages, "the event loop was blocked: " + "; ".join(slow.messages)
