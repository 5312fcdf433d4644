"""MessageOrder: the messages of a response one behind the other, however a service sends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.realtime.events import RealtimeEvent

__all__ = ["MessageOrder"]


class MessageOrder:
    """Holds back what comes of a message until the one ahead of it is over."""

    def __init__(self) -> None:
        self._held: dict[str, list[RealtimeEvent]] = {}
        self._over: set[str] = set()

    def begin(self, item_id: str) -> None:
        """Begin a message, behind those that are not over."""
        self._held.setdefault(item_id, [])

    def place(self, item_id: str, events: Iterable[RealtimeEvent]) -> Iterator[RealtimeEvent]:
        """Yield what comes of a message, unless another one is ahead of it."""
        if item_id in self._held and item_id != next(iter(self._held)):
            self._held[item_id].extend(events)
        else:
            yield from events

    def end(self, item_id: str) -> Iterator[RealtimeEvent]:
        """End a message, and yield what was held back by it."""
        self._over.add(item_id)
        while self._held and next(iter(self._held)) in self._over:
            del self._held[next(iter(self._held))]
            yield from self._release()

    def end_all(self) -> Iterator[RealtimeEvent]:
        """End the response, and yield all that was held back."""
        while self._held:
            yield from self._release()
            del self._held[next(iter(self._held))]
        self._over.clear()

    def _release(self) -> Iterator[RealtimeEvent]:
        if self._held:
            held = self._held[next(iter(self._held))]
            yield from held
            held.clear()
