"""Events: what a speech-to-speech service sends, in one form for all SDKs, one frozen value each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voicelab.completion.content_filter import Filtered
from voicelab.errors import VoicelabError
from voicelab.exchange.fields import Word

__all__ = [
    "InputCommitted",
    "InputEvent",
    "InputNotTranscribed",
    "InputTranscribed",
    "InputTranscript",
    "ItemDeleted",
    "RealtimeEvent",
    "ReplyItemAdded",
    "ReplySound",
    "ReplyText",
    "ReplyWords",
    "Request",
    "RequestRefused",
    "ResponseCreated",
    "ResponseDone",
    "ResponseStatus",
    "ServiceWarned",
    "SpeechStarted",
    "SpeechStopped",
    "TokenUsage",
    "ToolCallRequested",
]

ResponseStatus = Literal["completed", "cancelled", "incomplete", "failed"]
"""How a response ended, in the services' own words."""


Request = Literal[
    "update", "append", "commit", "clear", "add_message", "add_sound", "add_tool_output", "delete",
    "truncate", "respond", "cancel", "probe",
]  # fmt: skip
"""What a service may be asked, by the names of `RealtimeConnection`'s methods."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The service's turn detection heard speech begin."""

    item_id: str
    start_seconds: float
    """Where in the sound that was appended over this connection, in seconds."""


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The service's turn detection takes the user's turn to be over."""

    item_id: str
    end_seconds: float
    """Where in the sound that was appended over this connection, in seconds; may include the silence."""


@dataclass(frozen=True, slots=True)
class InputCommitted:
    """What was said became an item of the conversation, by turn detection or by `commit`."""

    item_id: str


@dataclass(frozen=True, slots=True)
class InputTranscript:
    """The next piece of an item's transcript; it may come after the reply has begun."""

    item_id: str
    delta: str
    is_whole: bool = False
    """Whether it is all of it so far, in place of the pieces before."""

    def added_to(self, pieces: str) -> str:
        """Return the transcript so far, of the pieces that came before this one."""
        return self.delta if self.is_whole else pieces + self.delta


@dataclass(frozen=True, slots=True)
class InputTranscribed:
    """An item's final transcript; empty where nothing was understood."""

    item_id: str
    text: str
    language: str | None = None
    """Locale that was heard, where the service says so."""


@dataclass(frozen=True, slots=True)
class InputNotTranscribed:
    """An item has no transcript, for an error; the model has heard it all the same."""

    item_id: str
    message: str


@dataclass(frozen=True, slots=True)
class ResponseCreated:
    """The service begins a response."""

    response_id: str


@dataclass(frozen=True, slots=True)
class ReplyItemAdded:
    """A response begins a message; what is cut short is truncated by this item."""

    response_id: str
    item_id: str


@dataclass(frozen=True, slots=True)
class ReplyText:
    """The next piece of the reply's transcript, or of its text."""

    response_id: str
    delta: str


@dataclass(frozen=True, slots=True)
class ReplySound:
    """The next piece of the reply's sound."""

    response_id: str
    pcm: bytes
    """16-bit mono PCM, at the connection's `output_rate_hz`."""


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The next words of the reply, and when they sound in it, where the service says so."""

    response_id: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ToolCallRequested:
    """The model calls a function, with all of its arguments."""

    response_id: str
    call_id: str
    name: str
    arguments: str
    """JSON, as the model wrote it."""
    item_id: str = ""
    """The call as an item of the conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUsage:
    """Tokens of a response; `None` where the service did not say."""

    input_tokens: int | None = None
    """All of the prompt: text, audio and cached ones."""
    output_tokens: int | None = None
    """All of the reply: text and audio."""
    input_audio_tokens: int | None = None
    """Of the prompt's, those of sound, cached ones included."""
    output_audio_tokens: int | None = None
    """Of the reply's, those of sound."""
    cached_tokens: int | None = None
    """Of the prompt's, all that were cached."""
    cached_audio_tokens: int | None = None
    """Of the cached ones, those of sound."""

    def __add__(self, other: TokenUsage) -> TokenUsage:
        """Return the tokens of both; `None` where one of them does not say."""
        summed: dict[str, int | None] = {}
        for field in dataclasses.fields(self):
            counts = getattr(self, field.name), getattr(other, field.name)
            summed[field.name] = None if None in counts else sum(counts)
        return TokenUsage(**summed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDone:
    """A response is over."""

    response_id: str
    status: ResponseStatus
    reason: str | None = None
    """Why, where it did not come to its end: ``max_output_tokens``, ``content_filter`` …"""
    usage: TokenUsage = TokenUsage()
    model: str | None = None
    """The model that the service says it used."""
    error: VoicelabError | None = None
    """What failed, where it did; of one that is cancelled, what it would be to whom has not cancelled it."""
    filtered: Filtered | None = None
    """What the content filter stopped, where it did and said so."""


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """The service refuses one of our events; the connection stays open."""

    error: VoicelabError
    request: Request | None = None
    """What was asked, by the name of the `RealtimeConnection`'s method; `None` where the service does not
    say."""


@dataclass(frozen=True, slots=True)
class ItemDeleted:
    """What was to be deleted is no part of the conversation, or was none."""


@dataclass(frozen=True, slots=True)
class ServiceWarned:
    """The service has something to say that hinders nothing."""

    words: str


InputEvent: TypeAlias = (
    SpeechStarted
    | SpeechStopped
    | InputCommitted
    | InputTranscript
    | InputTranscribed
    | InputNotTranscribed
    | RequestRefused
)
"""What comes of the user's sound; what is refused is no request of a response's."""

RealtimeEvent: TypeAlias = (
    SpeechStarted
    | SpeechStopped
    | InputCommitted
    | InputTranscript
    | InputTranscribed
    | InputNotTranscribed
    | ResponseCreated
    | ReplyItemAdded
    | ReplyText
    | ReplySound
    | ReplyWords
    | ToolCallRequested
    | ResponseDone
    | RequestRefused
    | ItemDeleted
    | ServiceWarned
)
"""Any of the above; kinds that the toolkit does not know are left out."""
