"""Typed lines: each is a turn of the conversation, in order, from a terminal as from a pipe or a file."""

from __future__ import annotations

import concurrent.futures
import contextlib
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from voicelab.blocking_wait import wait_for
from voicelab.cli.terminal import report
from voicelab.errors import VoicelabError
from voicelab.event_loop import submit

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.session import Session
    from voicelab.exchange.exchange import Exchange

__all__ = ["TypedLines"]

_MOST_WAITING = 100
"""How many lines may wait for their turns before the next one is read."""


class TypedLines:
    """Asks each line of the input as soon as it is there.

    Whoever sits at a terminal ends the conversation by ending the input. The end of a pipe or a file only
    says that there are no more lines: what else is heard is heard to its end. An input that has given no line
    by then is not waited for: that of a build, say, stays open for ever.

    Parameters
    ----------
    sink
        Where the replies sound.
    """

    def __init__(self, session: Session, sink: Sink) -> None:
        self._session = session
        self._sink = sink
        self._over: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._has_lines = self._is_read = False

    def begin(self) -> None:
        """Read from now on, on a thread of its own."""
        threading.Thread(target=self.ask_all, daemon=True).start()

    def wait(self) -> None:
        """Return when all lines of a pipe or a file were answered, at `stop`, or at Ctrl-C."""
        if sys.stdin.isatty() or not self._has_lines:
            return
        if not self._is_read:
            report("All recordings were answered; lines of the input are until it ends. Ctrl-C ends it.")
        with contextlib.suppress(KeyboardInterrupt):
            wait_for(self._over)

    def stop(self) -> None:
        """End the conversation; what has not begun by then is not answered."""
        self._session.stop()
        self._finish()

    def ask_all(self) -> None:
        """Ask the lines until they end, and return when the last was answered."""
        asked: deque[concurrent.futures.Future[Exchange]] = deque()
        with contextlib.suppress(OSError, ValueError):  # the input is gone
            for line in sys.stdin:
                if line.strip():
                    self._has_lines = True
                    asked.append(submit(self._session.aask(line.strip(), sink=self._sink)))
                if len(asked) == _MOST_WAITING:
                    _answered(asked.popleft())
        self._is_read = True
        while asked:
            _answered(asked.popleft())
        if sys.stdin.isatty():
            self.stop()
        else:
            self._finish()

    def _finish(self) -> None:
        with contextlib.suppress(concurrent.futures.InvalidStateError):  # it is over already
            self._over.set_result(None)


def _answered(turn: concurrent.futures.Future[Exchange]) -> None:
    """Wait for a turn; says of what is no question why not."""
    try:
        turn.result()
    except (VoicelabError, concurrent.futures.CancelledError):
        pass  # it was typed too late: the session is closed
    except (ValueError, OSError) as error:  # such as the name of a sound file that is not there
        report(str(error))
