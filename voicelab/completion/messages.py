"""What goes to a model and what comes back: messages in, pieces of a reply out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from voicelab.completion.content_filter import Filtered

__all__ = ["CompletionNotice", "Delta", "EndOfTurnMark", "Finish", "Message", "ReplyItem", "Retraction"]


class Message(TypedDict):
    """One message of a conversation, as the model sees it."""

    role: str
    """``system``, ``user`` or ``assistant``."""
    content: str


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
    """What came so far was the model's thought, as only its closing mark showed: the reply begins now."""


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


ReplyItem = EndOfTurnMark | Delta | Retraction | CompletionNotice | Finish
"""What a stream gives."""
