"""Interruption: a first Ctrl-C is noted, so that a step is not torn; a second one is raised."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

__all__ = ["Interruption"]


class Interruption:
    """Notes an interrupt of the main thread for the length of a ``with`` block.

    Examples
    --------
    >>> with Interruption() as interruption:
    ...     signal.raise_signal(signal.SIGINT)
    ...     interruption.came
    True
    """

    def __init__(self) -> None:
        self.came = False
        """Whether the user interrupted."""
        self._before: Any = None

    def __enter__(self) -> Interruption:
        # Python delivers signals to its main thread alone, and only there may handlers be set.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.getsignal(signal.SIGINT)
            if self._before is not None:
                signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.came:
            raise KeyboardInterrupt
        self.came = True
