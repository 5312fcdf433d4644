"""Conversation items: messages, calls of functions and what these gave, in order, as clients change them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.limits import LARGEST_KEPT_SOUND, LONGEST_CONVERSATION, MOST_ITEMS
from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.dialects import Dialect

__all__ = ["ConversationItem", "ItemList", "ItemStatus", "new_id"]

ItemStatus = Literal["in_progress", "completed", "incomplete"]


def new_id(kind: str) -> str:
    """Return a new id: ``item_…``, ``resp_…``, ``event_…``."""
    return f"{kind}_{secrets.token_hex(10)}"


@dataclass(slots=True, eq=False)
class ConversationItem:
    """One item."""

    kind: Literal["message", "function_call", "function_call_output"] = "message"
    role: str = ""
    """Of a message: ``system``, ``user`` or ``assistant``."""
    parts: list[ContentPart] = field(default_factory=list)
    name: str = ""
    """Of the function that is called."""
    call_id: str = ""
    arguments: str = ""
    output: str = ""
    status: ItemStatus = "completed"
    id: str = field(default_factory=lambda: new_id("item"))

    @property
    def text_length(self) -> int:
        """How many characters its texts and images have."""
        parts = sum(len(part.text) + len(part.image_url) for part in self.parts)
        return parts + len(self.arguments) + len(self.output)

    def to_wire(self, dialect: Dialect, *, with_audio: bool = False) -> dict[str, Any]:
        """Return it as a protocol writes it."""
        item: dict[str, Any] = {"id": self.id, **dialect.item_fields, "type": self.kind}
        if self.kind == "message":
            parts = [part.to_wire(dialect, self.role, with_audio=with_audio) for part in self.parts]
            return {**item, "status": self.status, "role": self.role, "content": parts}
        if self.kind == "function_call":
            call = {"name": self.name, "call_id": self.call_id, "arguments": self.arguments}
            return {**item, "status": self.status, **call}
        return {**item, "status": self.status, "call_id": self.call_id, "output": self.output}


class ItemList:
    """The items of one conversation."""

    def __init__(self) -> None:
        self.id = new_id("conv")
        self._items: list[ConversationItem] = []

    def __iter__(self) -> Iterator[ConversationItem]:
        return iter(self._items)

    @property
    def has_spoken(self) -> bool:
        """Whether the assistant has said something aloud."""
        spoken = (part for item in self._items if item.role == "assistant" for part in item.parts)
        return any(part.kind == "audio" and part.seconds > 0.0 for part in spoken)

    @property
    def last_words(self) -> str:
        """What the assistant said last; empty if nothing."""
        said = [item for item in self._items if item.role == "assistant"]
        return " ".join(part.text for part in said[-1].parts) if said else ""

    def check_new(self, item: ConversationItem, after: str | None) -> None:
        """Check that an item may be added.

        Raises
        ------
        InvalidRequestError
            Its id is taken, there is nothing for it to follow, or it answers a call that nobody made.
        """
        if len(self._items) >= MOST_ITEMS:
            message = f"Error adding item: the conversation has {MOST_ITEMS} items already. Delete some."
            raise InvalidRequestError(message, "item", "array_above_max_length")
        kept = sum(known.text_length for known in self._items)
        if kept + item.text_length > LONGEST_CONVERSATION:
            message = f"Error adding item: the conversation has {kept:,} characters. Delete some items."
            raise InvalidRequestError(message, "item", "string_above_max_length")
        ids = {known.id for known in self._items}
        if item.id in ids:
            message = f"Error adding item: an item with the id {item.id!r} exists already."
            raise InvalidRequestError(message, "item.id")
        if after not in (None, "root") and after not in ids:
            message = f"Error adding item: the previous item with id {after!r} does not exist."
            raise InvalidRequestError(message, "previous_item_id")
        calls = {known.call_id for known in self._items if known.kind == "function_call"}
        if item.kind == "function_call_output" and item.call_id not in calls:
            message = f"Tool call ID {item.call_id!r} not found in conversation."
            raise InvalidRequestError(message, None, "invalid_tool_call_id")

    def add(self, item: ConversationItem, after: str | None = None) -> str | None:
        """Add an item, at the end or behind another; return the id of the one before it.

        Parameters
        ----------
        after
            The id of an item, or ``root`` for the beginning.
        """
        place = len(self._items)
        if after is not None:
            place = 0 if after == "root" else 1 + self._items.index(self.find(after, "adding"))
        self._items.insert(place, item)
        self._forget_audio()
        return self._items[place - 1].id if place else None

    def before(self, item: ConversationItem) -> str | None:
        """Return the id of the item ahead of one; `None` for the first, and for what is not in here."""
        if item not in self._items:
            return None
        place = self._items.index(item)
        return self._items[place - 1].id if place else None

    @property
    def last_id(self) -> str | None:
        """The id of the last item; `None` where there is none."""
        return self._items[-1].id if self._items else None

    def find(self, item_id: Any, doing: str) -> ConversationItem:
        """Return the item of an id.

        Parameters
        ----------
        doing
            What it is wanted for: ``deleting``, ``truncating``, ``retrieving``.

        Raises
        ------
        InvalidRequestError
            There is none.
        """
        for item in self._items:
            if item.id == item_id:
                return item
        verb = {"deleting": "delete", "truncating": "truncate", "retrieving": "retrieve"}.get(doing, "create")
        message = f"Error {doing} item: the item with id {item_id!r} does not exist."
        raise InvalidRequestError(message, None, f"item_{verb}_invalid_item_id")

    def delete(self, item_id: Any) -> None:
        """Delete the item of an id.

        Raises
        ------
        InvalidRequestError
            There is none.
        """
        self._items.remove(self.find(item_id, "deleting"))

    def truncate(self, item_id: Any, content_index: int, end_ms: int) -> None:
        """Cut a spoken message of the assistant's to what was heard of it.

        Raises
        ------
        InvalidRequestError
            It is none, or is shorter than that already.
        """
        item = self.find(item_id, "truncating")
        part = item.parts[content_index] if 0 <= content_index < len(item.parts) else None
        if item.role != "assistant" or part is None or part.kind != "audio" or not part.seconds:
            message = "Only model output audio messages can be truncated"
            raise InvalidRequestError(message, None, "unsupported_content_type")
        part.cut(end_ms)

    def resolved(self, wanted: Mapping[str, Any]) -> ConversationItem | None:
        """Return the item that a reference names; `None` where it is no reference.

        Raises
        ------
        InvalidRequestError
            There is none.
        """
        if wanted.get("type") != "item_reference":
            return None
        return self.find(wanted.get("id"), "retrieving")

    def _forget_audio(self) -> None:
        """Drop the oldest sound, once much was kept: it is only there to be retrieved."""
        kept = sum(len(part.audio) for item in self._items for part in item.parts)
        for item in self._items:
            for part in item.parts:
                if kept <= LARGEST_KEPT_SOUND:
                    return
                kept, part.audio = kept - len(part.audio), bytearray()
