"""Inputs that come one by one, of which nobody knows how many: bounded, and left when nobody wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from voicelab.audio.clip import Audio
from voicelab.event_loop import run_in_thread

if TYPE_CHECKING:
    from voicelab.events import EndReason

__all__ = ["InputReading", "bounded", "without_live_sound"]

T = TypeVar("T")

_MOST_INPUTS = 100_000
_MOST_BLOCKS = 20
_BLOCK_SECONDS = 0.5
"""Sounds shorter than this, one after the other, are no utterances but a microphone's blocks, in seconds."""
_REMEDY = (
    "give a list, if they have an end; for live sound give an async generator of its chunks, or push them "
    "into a PushSource"
)


def bounded(inputs: Iterable[T]) -> Iterator[T]:
    """Yield inputs that come one by one, up to a number that no generator gives that has an end.

    Raises
    ------
    ValueError
        There are more.
    """
    for number, each in enumerate(inputs):
        if number == _MOST_INPUTS:
            raise ValueError(f"more than {_MOST_INPUTS:,} inputs came one by one: {_REMEDY}")
        yield each


def without_live_sound(inputs: Iterable[Audio | str]) -> Iterator[Audio | str]:
    """Yield inputs; refuses those which are the blocks of a microphone.

    Raises
    ------
    ValueError
        So many blocks of sound came in a row.
    """
    blocks = 0
    for each in inputs:
        blocks = blocks + 1 if isinstance(each, Audio) and each.duration_seconds < _BLOCK_SECONDS else 0
        if blocks == _MOST_BLOCKS:
            raise ValueError(
                f"{blocks} sounds came one by one, each shorter than {_BLOCK_SECONDS} s, like blocks of a "
                f"microphone: {_REMEDY}"
            )
        yield each


class InputReading:
    """Inputs that are read on a thread before a conversation begins; belongs to one event loop.

    Parameters
    ----------
    read
        Reads them; may be given up by what it is called with, which says whether they are still wanted.
    """

    def __init__(self, read: Callable[[Callable[[], bool]], list[Any]]) -> None:
        self.stop_reason: EndReason | None = None
        """Why the conversation shall end before it begins, if it shall."""
        self.over = asyncio.Event()
        """Set by who reads, when the conversation is there or cannot be."""
        self._is_wanted = True
        self._reading = asyncio.ensure_future(run_in_thread(lambda: read(lambda: self._is_wanted)))

    async def inputs(self) -> list[Any]:
        """Return them; none if reading was stopped."""
        try:
            await asyncio.wait({self._reading})
            return [] if self._reading.cancelled() else self._reading.result()
        finally:
            self._leave()

    def stop(self, reason: EndReason) -> None:
        """Read no more, also of a generator that does not come back."""
        self.stop_reason = self.stop_reason or reason
        self._leave()

    def _leave(self) -> None:
        self._is_wanted = False
        self._reading.cancel()
