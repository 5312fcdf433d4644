"""SessionState: what the parts of one session share; and how much of a reply its listener has heard."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from voicelab.embedded.host import Host
from voicelab.embedded.realtime.conversation_items import ConversationItem, ItemList, new_id
from voicelab.embedded.realtime.dialects import Dialect
from voicelab.embedded.realtime.event_writer import EventWriter
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.usage import PromptSize

__all__ = ["HeardClock", "SessionState"]

_SESSION_SECONDS = 3_600


class HeardClock:
    """How far a listener is who plays each sound as soon as it comes, one behind the other."""

    def __init__(self) -> None:
        self._item: ConversationItem | None = None
        self._sent_seconds = 0.0
        self._ends = 0.0

    def note(self, item: ConversationItem, seconds: float) -> None:
        """Note that more of an item's sound was sent."""
        if item is not self._item:
            self._item, self._sent_seconds = item, 0.0
        self._sent_seconds += seconds
        self._ends = max(self._ends, time.monotonic()) + seconds

    @property
    def left_seconds(self) -> float:
        """How long the sound that was sent still plays, in seconds."""
        return max(0.0, self._ends - time.monotonic())

    def stop(self) -> tuple[ConversationItem, int] | None:
        """Stop; return what was playing, and how much of it was heard, in milliseconds."""
        left, item = self.left_seconds, self._item
        self._ends = 0.0
        if item is None or not left:
            return None
        return item, max(0, int(1_000 * (self._sent_seconds - left)))


@dataclass(slots=True)
class SessionState:
    """One session."""

    host: Host
    writer: EventWriter
    dialect: Dialect
    options: SessionOptions
    items: ItemList = field(default_factory=ItemList)
    id: str = field(default_factory=lambda: new_id("sess"))
    expires_at: int = field(default_factory=lambda: int(time.time()) + _SESSION_SECONDS)
    heard: HeardClock = field(default_factory=HeardClock)
    last_prompt: PromptSize = field(default_factory=lambda: PromptSize(()))
    reply_over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while nothing is being replied."""

    def __post_init__(self) -> None:
        self.reply_over.set()

    async def add_item(self, item: ConversationItem, after: str | None = None) -> None:
        """Add a whole item, and tell so."""
        await self.begin_item(item, after)
        await self.end_item(item)

    async def begin_item(self, item: ConversationItem, after: str | None = None) -> None:
        """Add an item, and tell so."""
        before = self.items.add(item, after)
        wire = item.to_wire(self.dialect)
        await self.writer.send(self.dialect.item_begun, previous_item_id=before, item=wire)

    async def end_item(self, item: ConversationItem) -> None:
        """Tell that an item is whole, in the protocols that do."""
        if self.dialect.item_done is not None:
            before, wire = self.items.before(item), item.to_wire(self.dialect)
            await self.writer.send(self.dialect.item_done, previous_item_id=before, item=wire)
