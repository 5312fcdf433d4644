"""The messages ahead of a case: what user and assistant have said before, in pairs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["MESSAGES", "EarlierPair", "earlier_pairs", "latest_pairs"]

MESSAGES = "messages"
"""The further column that has them, as requests to models do."""


class EarlierPair(NamedTuple):
    """What the user said in one turn, and what was replied."""

    asked: str
    replied: str


def earlier_pairs(case: Case) -> list[EarlierPair]:
    """Return what the further column ``messages`` of a case has of user and assistant, turn by turn.

    System messages are left out: the settings have one. So are messages that are more than text, and what
    nobody answered.
    """
    pairs: list[EarlierPair] = []
    asked: list[str] = []
    for message in _messages(case.fields.get(MESSAGES)):
        role, content = message.get("role"), message.get("content")
        if not isinstance(content, str) or not content.strip():
            continue
        if role == "user":
            asked.append(content)
        elif role == "assistant" and asked:
            pairs.append(EarlierPair("\n".join(asked), content))
            asked.clear()
    return pairs


def latest_pairs(pairs: Sequence[EarlierPair], characters: int) -> list[EarlierPair]:
    """Return the last of some pairs, as many as have so many characters in all."""
    first = len(pairs)
    while first and (characters := characters - sum(map(len, pairs[first - 1]))) >= 0:
        first -= 1
    return list(pairs[first:])


def _messages(given: Any) -> list[Mapping[str, Any]]:
    """Return messages as they are, or as a cell of a table has them."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return []
    several = given if isinstance(given, list | tuple) else []
    return [message for message in several if isinstance(message, Mapping)]
