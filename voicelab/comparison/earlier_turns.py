"""The turns ahead of a case: messages of a chat that it brings along, as the exchanges that they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from voicelab.exchange.exchange import Exchange
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["earlier_turns"]

_NO_TIME = datetime.fromtimestamp(0, timezone.utc)
"""Nobody knows when a message was written."""


def earlier_turns(case: Case) -> tuple[Exchange, ...]:
    """Return what the further column ``messages`` of a case has of user and assistant, turn by turn.

    System messages are left out: the settings have one. So are messages that are more than text, and what
    nobody answered.
    """
    turns: list[Exchange] = []
    asked: list[str] = []
    for message in _messages(case.fields.get("messages")):
        role, content = message.get("role"), message.get("content")
        if not isinstance(content, str) or not content.strip():
            continue
        if role == "user":
            asked.append(content)
        elif role == "assistant" and asked:
            turns.append(_turn(len(turns) + 1, "\n".join(asked), content))
            asked.clear()
    return tuple(turns)


def _messages(given: Any) -> list[Mapping[str, Any]]:
    """Return messages as they are, or as a cell of a table has them."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return []
    several = given if isinstance(given, list | tuple) else []
    return [message for message in several if isinstance(message, Mapping)]


def _turn(number: int, asked: str, replied: str) -> Exchange:
    return Exchange(
        session="before",
        turn=number,
        started_utc=_NO_TIME,
        input_mode="text",
        transcript=asked,
        reply=replied,
        settings=Settings(),
        outcome="completed",
    )
