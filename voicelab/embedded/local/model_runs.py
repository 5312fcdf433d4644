"""Model runs: a few at a time, however many conversations there are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

__all__ = ["ModelRuns"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class ModelRuns:
    """Worker threads for runs of a model.

    Parameters
    ----------
    at_once
        How many run at the same time.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="voicelab-model")
        self._lock = threading.Lock()
        self._unfinished = 0

    def submit(self, run: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run a function as soon as those before it are done."""
        with self._lock:
            self._unfinished += 1
        future = self._threads.submit(run, *args, **kwargs)
        future.add_done_callback(self._finished)
        return future

    def submit_if_idle(self, run: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T] | None:
        """Run a function now, or not at all: `None` if no thread is free."""
        if self._unfinished >= self._at_once:
            return None
        return self.submit(run, *args, **kwargs)

    def close(self) -> None:
        """Stop the threads; what waits is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _finished(self, _future: Future[_T]) -> None:
        with self._lock:
            self._unfinished -= 1
