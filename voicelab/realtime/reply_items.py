"""ReplyItems: the messages that a reply is made of, and how they are cut to what was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.realtime.connection import RealtimeConnection

__all__ = ["ReplyItems"]


class ReplyItems:
    """The items of a reply, in their order, and how long each sounds.

    Parameters
    ----------
    sample_rate_hz
        Of their sound.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._seconds: dict[str, float] = {}
        self.seconds = 0.0
        """How long all of them sound."""

    @property
    def ids(self) -> list[str]:
        """Their identifiers."""
        return list(self._seconds)

    def add(self, item_id: str) -> None:
        """Begin the next item."""
        self._seconds.setdefault(item_id, 0.0)

    def remove(self, item_id: str) -> None:
        """Note that an item is not there any more; it has no sound."""
        self._seconds.pop(item_id, None)

    def add_sound(self, pcm: bytes) -> None:
        """Go on with the sound of the last one."""
        seconds = len(pcm) / (2 * self._rate)
        self.seconds += seconds
        if self._seconds:
            self._seconds[next(reversed(self._seconds))] += seconds

    async def cut(self, connection: RealtimeConnection, heard_seconds: float) -> None:
        """Have the conversation hold no more of them than was heard; what was not heard at all is deleted.

        Parameters
        ----------
        heard_seconds
            Of all their sound.
        """
        begin = 0.0
        for item_id, seconds in list(self._seconds.items()):
            heard = heard_seconds - begin
            begin += seconds
            if heard < 0.0 or (seconds and not heard):
                del self._seconds[item_id]
                await connection.delete(item_id)
            elif heard < seconds:
                self._seconds[item_id] = heard
                await connection.truncate(item_id, heard)
