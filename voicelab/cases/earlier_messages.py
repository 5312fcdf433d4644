"""The messages ahead of a case: what user and assistant have said before, in pairs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from voicelab.cases.earlier_calls import EarlierCalls
from voicelab.exchange.tool_use import ToolUse

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = [
    "MESSAGES",
    "EarlierPair",
    "EarlierReply",
    "earlier_pairs",
    "earlier_replies",
    "latest_pairs",
    "message_text",
]

MESSAGES = "messages"
"""The further column that has them, as requests to models do."""
_TEXT_PARTS = ("text", "input_text", "output_text")
"""Types of a message's parts that are text, of both of OpenAI's interfaces."""


class EarlierPair(NamedTuple):
    """What the user said in one turn, and what was replied."""

    asked: str
    replied: str


class EarlierReply(NamedTuple):
    """What the user said in one turn, and what was replied, with the calls of tools that it took."""

    pair: EarlierPair
    tool_calls: tuple[ToolUse, ...]


def earlier_pairs(case: Case) -> list[EarlierPair]:
    """Return what the further column ``messages`` of a case has of user and assistant, turn by turn."""
    return [reply.pair for reply in earlier_replies(case)]


def earlier_replies(case: Case) -> list[EarlierReply]:
    """Return the turns of the further column ``messages`` of a case.

    System messages are left out: the settings have one. So are turns with messages that are more than text,
    what nobody answered, and calls that nothing came of.
    """
    replies: list[EarlierReply] = []
    asked: list[str] = []
    replied: list[str] = []
    calls = EarlierCalls()
    for message in _messages(case.fields.get(MESSAGES)):
        role, content = message.get("role"), message.get("content")
        if role == "tool":
            calls.end(message.get("tool_call_id"), message_text(content))
        if role == "assistant":
            calls.begin(message.get("tool_calls"))
        if role not in ("user", "assistant") or content is None:
            continue
        text = message_text(content)
        if text is None:
            asked.clear()  # what follows answers more than these words
        elif role == "user" and text.strip():
            asked.append(text)
        elif asked and text.strip():
            replied.append(text)
            if not message.get("tool_calls"):
                replies.append(EarlierReply(EarlierPair("\n".join(asked), "\n".join(replied)), calls.ended))
                asked.clear()
        if not asked:
            replied.clear()
            calls = EarlierCalls()
    return replies


def message_text(content: Any) -> str | None:
    """Return the text of a message's content, which may stand in parts; `None` where it is more than text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list | tuple):
        return None
    texts = [
        part.get("text") for part in content if isinstance(part, Mapping) and part.get("type") in _TEXT_PARTS
    ]
    return "\n".join(map(str, texts)) if len(texts) == len(content) else None


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
