"""Arrival: models that are fetched beside everything else, and how far they are."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, wait

from voicelab.embedded.local.model_files.models import LOOK_SECONDS, Progress, ensure_models, installed
from voicelab.embedded.local.model_files.progress import arrival_words, show_progress
from voicelab.errors import ModelError, VoicelabError, described

__all__ = ["ModelArrival", "wait_until_installed"]


class ModelArrival:
    """Fetches models on a thread of its own; another process may be fetching the same ones.

    Parameters
    ----------
    names
        The models, the most urgent first.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._lock = threading.Lock()
        self._fetch: Future[None] | None = None
        self._now = ("", 0, 0)

    @property
    def is_over(self) -> bool:
        """Whether all are there."""
        return set(self._names) <= set(installed())

    @property
    def words(self) -> str:
        """How far they are, in a few words; empty once all are there, or none comes any more."""
        fetch = self._fetch
        if self.is_over or fetch is None or fetch.done():
            return ""
        name, done_bytes, total_bytes = self._now
        return arrival_words(name, done_bytes, total_bytes) if name else "the models are arriving"

    def begin(self) -> Future[None]:
        """Fetch what is missing, again if that failed before; return what is done when all are there.

        It fails with a `ModelError` where a model cannot be fetched or stored.
        """
        with self._lock:
            if self._fetch is None or (self._fetch.done() and not self.is_over):
                self._fetch = Future()
                self._fetch.set_running_or_notify_cancel()  # who waits no longer does not end it
                if self.is_over:
                    self._fetch.set_result(None)
                else:
                    target = (self._fetch,)
                    threading.Thread(
                        target=self._run, args=target, name="voicelab-fetch", daemon=True
                    ).start()
            return self._fetch

    def wait(self, progress: Progress | None = None) -> None:
        """Return when all are there.

        Parameters
        ----------
        progress
            Called with how far they are, a few times a second; by default it is shown to the user.

        Raises
        ------
        ModelError
            A model cannot be fetched or stored.
        """
        fetch, report, shown = self.begin(), progress or show_progress, ("", 0, 0)
        while True:
            wait([fetch], timeout=LOOK_SECONDS)
            if fetch.done():
                fetch.result()
            name, done_bytes, total_bytes = shown
            now = self._now if not fetch.done() else (name, total_bytes, total_bytes)
            if name not in ("", now[0]) and done_bytes < total_bytes:
                report(name, total_bytes, total_bytes)
            if now != shown:
                report(*now)
                shown = now
            if fetch.done():
                return

    async def over(self) -> None:
        """Return when all are there; raises as `wait` does."""
        fetch = asyncio.wrap_future(self.begin())
        # Who waits no longer need not hear that it failed.
        fetch.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(fetch)

    def _run(self, fetch: Future[None]) -> None:
        try:
            ensure_models(self._names, self._note)
        except VoicelabError as error:
            fetch.set_exception(error)
        except Exception as error:
            hint = "Run: voicelab models add, in a terminal."
            fetch.set_exception(
                ModelError(f"The models could not be fetched ({described(error)}).", hint=hint)
            )
        else:
            fetch.set_result(None)

    def _note(self, name: str, done_bytes: int, total_bytes: int) -> None:
        self._now = (name, done_bytes, total_bytes)


def wait_until_installed(names: Sequence[str]) -> None:
    """Return when models are there that another process fetches."""
    while not set(names) <= set(installed()):
        time.sleep(LOOK_SECONDS)
