"""What a service's turn detection finds in live sound: where somebody speaks, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from voicelab.realtime.events import InputNotTranscribed, InputTranscribed, InputTranscript

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.realtime.input_item import InputItem

__all__ = ["HeardSpeech", "SpeechCommitted", "SpeechDropped", "SpeechOnset", "SpeechPaused"]


@dataclass(frozen=True, slots=True)
class SpeechOnset:
    """Somebody begins to speak."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """Somebody spoke; that it is committed follows mostly at once."""


@dataclass(frozen=True, slots=True)
class SpeechDropped:
    """What seemed to be said came to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechCommitted:
    """What was said is an item of the conversation, ahead of its transcript."""

    item: InputItem
    audio: Audio
    began_at: float
    """When its first sample was fed, by ``time.monotonic()``, in seconds."""
    ended_at: float
    """When the last sample of the speech was fed, by its loudness; or the talk key released, where later."""
    committed_at: float
    """When it was known that it is over, by the same clock."""
    item_seconds: float
    """How much sound the item has, silence included, in seconds."""
    is_marked: bool = False
    """Whether the source marked its end, as by a talk key."""


HeardSpeech: TypeAlias = (
    SpeechOnset
    | SpeechPaused
    | SpeechDropped
    | SpeechCommitted
    | InputTranscript
    | InputTranscribed
    | InputNotTranscribed
)
"""Any of these, and what comes of its transcription."""
