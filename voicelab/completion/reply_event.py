"""What one event of a streamed reply holds, read from JSON that may be of any shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.completion.content_filter import Filtered
from voicelab.completion.tool_calls import ToolCallPiece
from voicelab.text.well_formed import well_formed

__all__ = ["ReplyEvent", "count", "fields_of", "first_of", "has_refusal", "name_of", "text_of", "usage_of"]

_LARGEST = 2**63 - 1
"""The largest number that the log can hold."""

_THOUGHTS = ("thinking", "reasoning", "reasoning_text", "summary_text", "redacted_thinking")
"""Kinds of parts that are no part of the reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyEvent:
    """What one event of a streamed reply holds; most hold one of these."""

    text: str = ""
    role: str | None = None
    """Who says it; what is not the assistant's is no part of the reply."""
    item: str = ""
    """Id of the item of which the text is a part, in interfaces whose replies have several."""
    done: str = ""
    """The text of one item that is whole now."""
    wholes: tuple[str, ...] = ()
    """The texts of all items, which count where they did not come in pieces."""
    is_known: bool = True
    """Whether it is an event of the interface at all."""
    failure: Any = None
    """What the server says about its failure, where it says it within the reply."""
    reasoning: str = ""
    """What the server keeps apart as the model's thought."""
    thought: str = ""
    """That part of it which goes back to the server with the calls behind it."""
    calls: tuple[ToolCallPiece, ...] = ()
    """Pieces of calls of tools."""
    is_calling: bool = False
    """Whether more of a call was written, which comes again when it is whole."""
    refuses: bool = False
    """Whether the model says by a field of its own that its text is a refusal."""
    reason: str | None = None
    """Why the reply ended: ``stop``, ``length``, ``content_filter``, or a word of the server's own."""
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    filtered: Filtered | None = None


def fields_of(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, empty where the value is none."""
    return value if isinstance(value, Mapping) else {}


def first_of(value: Any) -> Mapping[str, Any]:
    """Return a JSON list's first object, by its ``index`` if it has one; empty where there is none."""
    items = [fields_of(item) for item in value] if isinstance(value, list) else []
    return next((item for item in items if item.get("index") in (None, 0)), {})


def text_of(content: Any) -> str:
    """Return the text of a message's content: a string, or parts such as ``{"type": "text", "text": …}``."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(text_of, content))
    part = fields_of(content)
    if part.get("type") in _THOUGHTS:
        return ""
    text = next((part[name] for name in ("text", "refusal", "value") if part.get(name)), "")
    return text if isinstance(text, str) else text_of(text) if isinstance(text, Mapping) else ""


def has_refusal(content: Any) -> bool:
    """Return whether a message's content, or a part of it, is a refusal by its own word."""
    parts = content if isinstance(content, list) else [content]
    return any(fields_of(part).get("type") == "refusal" for part in parts)


def name_of(value: Any) -> str | None:
    """Return a word, as text whatever it is; `None` where there is none."""
    return well_formed(str(value)) if value and not isinstance(value, Mapping | list) else None


def count(value: Any) -> int | None:
    """Return a number of tokens; `None` where the value is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value <= _LARGEST else None


def usage_of(event: Mapping[str, Any], prompt: str, completion: str) -> dict[str, Any]:
    """Return the tokens that an event says were used, which each interface calls by other names."""
    usage = fields_of(event.get("usage"))
    return {
        "prompt_tokens": count(usage.get(prompt)),
        "completion_tokens": count(usage.get(completion)),
        "cached_tokens": count(fields_of(usage.get(f"{prompt}_details")).get("cached_tokens")),
    }
