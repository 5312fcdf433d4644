"""Transcripts: what users said in recordings, which comes when it comes, beside the reply or after it."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from voicelab.realtime.events import InputNotTranscribed, InputTranscribed

__all__ = ["Transcription", "Transcripts"]

Transcription: TypeAlias = "InputTranscribed | InputNotTranscribed"
"""How a transcription ended."""


class Transcripts:
    """The transcripts of a connection's input that nobody listens to; only of what was said last.

    Belongs to one event loop.
    """

    def __init__(self) -> None:
        self._item_id: str | None = None
        self._transcription: asyncio.Future[Transcription | None] | None = None

    def expect(self, item_id: str) -> None:
        """Expect the transcript of an item."""
        if item_id != self._item_id:
            self._item_id = item_id
            self._transcription = asyncio.get_running_loop().create_future()

    def note(self, event: Transcription) -> None:
        """Note how a transcription ended, if it was expected."""
        if event.item_id == self._item_id:
            self._set(event)

    def lose(self) -> None:
        """Expect nothing any more: the connection was lost."""
        self._set(None)

    async def of(self, item_id: str) -> Transcription | None:
        """Return how an item's transcription ended, once it has; `None` if nothing comes any more."""
        if item_id != self._item_id or self._transcription is None:
            return None
        return await asyncio.shield(self._transcription)

    def _set(self, event: Transcription | None) -> None:
        if self._transcription is not None and not self._transcription.done():
            self._transcription.set_result(event)
