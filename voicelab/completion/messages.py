"""What goes to a model and what comes back: messages in, pieces of a reply out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from voicelab.completion.content_filter import Filtered

__all__ = [
    "TOKEN_COUNTS",
    "CompletionNotice",
    "Delta",
    "EndOfTurnMark",
    "Finish",
    "Message",
    "ReplyItem",
    "Retraction",
    "ToolRequest",
    "finish_of_all",
]


class _RequiredFields(TypedDict):
    role: str
    """``system``, ``user``, ``assistant``, or ``tool`` for what a tool returned."""
    content: str


class Message(_RequiredFields, total=False):
    """One message of a conversation, as the model sees it: in the shape of chat completions."""

    tool_calls: list[dict[str, Any]]
    """The calls of tools that an assistant's message makes."""
    reasoning_content: str
    """What the model thought ahead of the calls."""
    tool_call_id: str
    """Which call a tool's message answers."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class EndOfTurnMark:
    """The model says whether the user is done, ahead of its reply; comes once more behind a `Retraction`."""

    is_over: bool


@dataclass(frozen=True, slots=True)
class Retraction:
    """What came so far is no part of the reply, which begins now.

    It was the model's thought, as only its closing mark showed, or was lost before any of it sounded.
    """


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """The model calls a tool, and waits for what it returns."""

    call_id: str
    name: str
    arguments: str
    """JSON, as the model wrote it; empty for none."""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """What the server wants to have back with the call, such as Gemini's signature of its thought."""
    thought: str = ""
    """What the model thought ahead of its calls, where the server wants that back, as DeepSeek does."""


@dataclass(frozen=True, slots=True)
class CompletionNotice:
    """Something that the user should know while the reply is awaited."""

    code: str
    """Of `voicelab.completion.notices`, or ``history-shortened``."""
    message: str


@dataclass(frozen=True, slots=True)
class Finish:
    """How the reply ended; the last thing that a stream gives."""

    reason: str | None
    model: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    prompt_audio_tokens: int | None = None
    completion_audio_tokens: int | None = None
    cached_tokens: int | None = None
    cached_audio_tokens: int | None = None
    filtered: Filtered | None = None
    request_id: str = ""
    reasoning: str = ""
    """What the model thought, where it said so; no part of the reply."""


ReplyItem = EndOfTurnMark | Delta | Retraction | ToolRequest | CompletionNotice | Finish
"""What a stream gives."""

TOKEN_COUNTS = (
    *("prompt_tokens", "completion_tokens", "prompt_audio_tokens", "completion_audio_tokens"),
    *("cached_tokens", "cached_audio_tokens"),
)
"""What a `Finish` says of tokens, by the names that they have in `Usage` as well."""


def finish_of_all(earlier: Finish | None, last: Finish) -> Finish:
    """Return how a reply ended for which the model was asked several times: what they used, in all.

    Tokens are `None` where one of the answers did not say.
    """
    if earlier is None:
        return last
    counts: dict[str, Any] = {}
    for name in TOKEN_COUNTS:
        used = getattr(earlier, name), getattr(last, name)
        counts[name] = None if None in used else sum(used)
    reasoning = "\n".join(filter(None, (earlier.reasoning, last.reasoning)))
    return replace(last, reasoning=reasoning, **counts)
