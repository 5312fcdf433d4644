"""PendingDeletions: what is to be deleted from a service's conversation, and is not known to be gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from voicelab.realtime.events import ItemDeleted, RequestRefused, ResponseDone

if TYPE_CHECKING:
    from voicelab.errors import VoicelabError
    from voicelab.realtime.events import RealtimeEvent

__all__ = ["PendingDeletions"]


class PendingDeletions:
    """The deletions of one connection, which services answer in the order in which they are asked.

    Some servers know no deletion, and say so in words that name it or not, or nowhere: then it is refused
    once a response is over that was asked for behind it.

    Parameters
    ----------
    error
        Makes the error of a deletion of which nothing came.
    """

    def __init__(self, error: Callable[[], VoicelabError]) -> None:
        self._error = error
        self._asked = self._answered = self._due = 0

    def note_asked(self) -> None:
        """Note that an item is to be deleted."""
        self._asked += 1

    def note_response(self) -> None:
        """Note that a response is asked for, which is to know of no item that was deleted."""
        self._due = self._asked

    def read(self, event: RealtimeEvent) -> Iterator[RealtimeEvent]:
        """Yield an event, unless it only says that an item is gone; and what it says of deletions."""
        if isinstance(event, ItemDeleted):
            self._note_answered()
            return
        if isinstance(event, RequestRefused) and event.request in ("delete", None):
            if self._answered < self._asked:
                event = dataclasses.replace(event, request="delete")
            self._note_answered()
        yield event
        if isinstance(event, ResponseDone) and self._answered < self._due:
            self._answered = self._due
            yield RequestRefused(self._error(), "delete")

    def _note_answered(self) -> None:
        self._answered = min(self._answered + 1, self._asked)
