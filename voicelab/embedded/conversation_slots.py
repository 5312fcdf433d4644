"""Which of llama.cpp's slots each conversation has, so that what a slot has read is not read again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

__all__ = ["ConversationSlots"]

Message = Mapping[str, Any]


@dataclass(slots=True)
class _Slot:
    number: int
    messages: Sequence[Message] = ()
    """Of its last request."""
    last_use: int = 0
    is_busy: bool = False


class ConversationSlots:
    """The slots of one server. llama.cpp itself would choose by likeness, or the one least recently used.

    By likeness, conversations with one system prompt take the same slot from each other; by use, each turn
    goes to another slot and reads the conversation anew.

    """

    def __init__(self) -> None:
        self._slots: list[_Slot] = []
        self._uses = 0

    @contextlib.contextmanager
    def reserved(self, count: int, messages: Sequence[Message]) -> Iterator[int | None]:
        """Reserve one of so many slots for a request; `None` where none is free: the server is to choose."""
        self._slots += [_Slot(number) for number in range(len(self._slots), count)]
        free = [slot for slot in self._slots if not slot.is_busy]
        if not free:
            yield None
            return
        slot = _best(free, messages, most_first_turns=max(1, len(self._slots) // 2))
        self._uses += 1
        slot.messages, slot.last_use, slot.is_busy = messages, self._uses, True
        try:
            yield slot.number
        finally:
            slot.is_busy = False


def _best(free: Sequence[_Slot], messages: Sequence[Message], *, most_first_turns: int) -> _Slot:
    """Return the slot that has the conversation; for a new one, one in which least is lost."""
    own = [slot for slot in free if _goes_on(slot.messages, messages)]
    if own:
        return max(own, key=lambda slot: len(slot.messages))
    # A comparison asks many first questions under one system prompt: half of the slots have read it, then
    # theirs are used again.
    first_turns = [
        slot for slot in free if _is_first_turn(slot.messages) and _shared(slot.messages, messages)
    ]
    return min(first_turns if len(first_turns) >= most_first_turns else free, key=lambda slot: slot.last_use)


def _goes_on(before: Sequence[Message], now: Sequence[Message]) -> bool:
    """Say whether a request goes on with a conversation, or asks its last question in other words."""
    shared = _shared(before, now)
    return shared >= len(before) - 1 and any(message["role"] != "system" for message in now[:shared])


def _is_first_turn(messages: Sequence[Message]) -> bool:
    return not any(message["role"] == "assistant" for message in messages)


def _shared(before: Sequence[Message], now: Sequence[Message]) -> int:
    """Return with how many messages both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, now, strict=False)))
