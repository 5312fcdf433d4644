"""ReplyPlayer: sound on its way to a sink, which may be anybody's code."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from typing import TYPE_CHECKING, Any

from voicelab.audio.device_failures import device_failures
from voicelab.audio.sink_thread import beside
from voicelab.errors import DeviceError
from voicelab.event_loop import callers_loop

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink

__all__ = ["ReplyPlayer"]

_logger = logging.getLogger(__name__)

_FLUSH_SECONDS = 5.0
"""How long a sink may take to fall silent, in seconds."""
_PATIENCE_SECONDS = 10.0
"""How long it may take for anything else, beside the time that the sound itself takes, in seconds."""


class ReplyPlayer:
    """Plays one reply, or what else sounds.

    Parameters
    ----------
    sink
        Where it sounds. Whatever it raises is a `DeviceError`, and so is that it does not return.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._loop = callers_loop()
        self._rate = 1
        self._samples = 0
        self.is_begun = False
        """Whether the sink was asked to begin, and not yet to end."""
        self.began_at: float | None = None
        """When the sink was given the first of it, by ``time.monotonic()``, in seconds."""

    async def begin(self, sample_rate_hz: int) -> None:
        """Get ready for sound of a sample rate, in Hz."""
        self._rate, self._samples, self.began_at, self.is_begun = sample_rate_hz, 0, None, True
        await self._call(_PATIENCE_SECONDS, "begin", sample_rate_hz)

    async def write(self, pcm: bytes) -> None:
        """Give the next piece."""
        if self.began_at is None:
            self.began_at = time.monotonic()
        self._samples += len(pcm) // 2
        await self._call(self.left_seconds + _PATIENCE_SECONDS, "write", pcm)

    async def drain(self) -> None:
        """Return when all of it was heard."""
        await self._call(self.left_seconds + _PATIENCE_SECONDS, "drain")
        self.is_begun = False

    async def flush(self) -> None:
        """Fall silent, if anything was begun; a sink that cannot even do that is left alone."""
        if not self.is_begun:
            return
        self.is_begun = False
        try:
            await self._call(_FLUSH_SECONDS, "flush")
        except DeviceError as error:
            _logger.warning("The sink did not fall silent. %s", error)

    @property
    def left_seconds(self) -> float:
        """How long what was given will still sound, if it began at once, in seconds."""
        if self.began_at is None:
            return 0.0
        return max(0.0, self.began_at + self._samples / self._rate - time.monotonic())

    async def _call(self, seconds: float, method: str, *arguments: Any) -> None:
        """Call a method of the sink; one that does not return in time is cancelled, and left alone."""
        task = asyncio.ensure_future(beside(self._sink, lambda: self._called(method, *arguments), self._loop))
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                task.cancel()
                task.add_done_callback(_forget)
        if not task.done():
            raise DeviceError(
                f"The sink did not play the reply: its {method} did not return within {seconds:.0f} s.",
                code="sink-failed",
                hint="Look what it waits for, or use another.",
            )
        with device_failures("sink"):
            task.result()

    async def _called(self, method: str, *arguments: Any) -> None:
        # Within the task: what wants to exit, and is raised by a task, ends the loop that runs it.
        with device_failures("sink"):
            result = getattr(self._sink, method)(*arguments)
            if not inspect.isawaitable(result):
                raise TypeError(f"its {method} is no coroutine, write `async def {method}`")
            await result


def _forget(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _logger.info("a sink that was left alone failed: %s", task.exception())
