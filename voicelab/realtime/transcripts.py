"""Transcripts: what users said over a connection, which comes when it comes, beside the reply or after it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TypeAlias

from voicelab.realtime.events import InputNotTranscribed, InputTranscribed, InputTranscript

__all__ = ["Transcription", "Transcripts"]

Transcription: TypeAlias = "InputTranscribed | InputNotTranscribed"
"""How a transcription ended."""

_MOST_KEPT = 16
"""Items whose transcriptions are kept: of so many turns none is replied to, or waits."""


class Transcripts:
    """The transcripts of a connection's input, whoever listens to it; only of what was said last.

    Belongs to one event loop.
    """

    def __init__(self) -> None:
        self._by_item: OrderedDict[str, asyncio.Future[Transcription | None]] = OrderedDict()
        self._pieces: OrderedDict[str, str] = OrderedDict()

    def expect(self, item_id: str) -> None:
        """Expect the transcript of an item."""
        if item_id not in self._by_item:
            self._by_item[item_id] = asyncio.get_running_loop().create_future()
            while len(self._by_item) > _MOST_KEPT:
                _set(self._by_item.popitem(last=False)[1], None)

    def is_over(self, item_id: str) -> bool:
        """Return whether an item's transcription has ended."""
        return item_id in self._by_item and self._by_item[item_id].done()

    def note_piece(self, event: InputTranscript) -> None:
        """Note the next piece of a transcript."""
        self._pieces[event.item_id] = event.added_to(self.so_far(event.item_id))
        while len(self._pieces) > _MOST_KEPT:
            self._pieces.popitem(last=False)

    def so_far(self, item_id: str) -> str:
        """Return the pieces of a transcript that have come."""
        return self._pieces.get(item_id, "")

    def note(self, event: Transcription) -> None:
        """Note how a transcription ended; some services say so ahead of the item."""
        self.expect(event.item_id)
        _set(self._by_item[event.item_id], event)

    def lose(self) -> None:
        """Expect nothing any more: the connection was lost."""
        for transcription in self._by_item.values():
            _set(transcription, None)

    async def of(self, item_id: str) -> Transcription | None:
        """Return how an item's transcription ended, once it has; `None` if nothing comes any more."""
        transcription = self._by_item.get(item_id)
        return None if transcription is None else await asyncio.shield(transcription)


def _set(transcription: asyncio.Future[Transcription | None], event: Transcription | None) -> None:
    if not transcription.done():
        transcription.set_result(event)
