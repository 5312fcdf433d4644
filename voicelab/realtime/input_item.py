"""InputItem: what a user said, where it is an item of a connection's conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.realtime.shared_connection import SharedConnection
    from voicelab.realtime.transcripts import Transcription

__all__ = ["InputItem"]


@dataclass(frozen=True, slots=True, eq=False)
class InputItem:
    """What a user said, which is an item of a connection's conversation already."""

    connection: SharedConnection
    item_id: str

    @property
    def is_there(self) -> bool:
        """Whether it is there still, and of no turn."""
        return self.connection.failure is None and self.item_id in self.connection.items

    async def transcription(self) -> Transcription | None:
        """Return how its transcription ended, once it has; `None` if nothing comes any more."""
        return await self.connection.transcripts.of(self.item_id)
