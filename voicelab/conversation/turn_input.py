"""What a turn answers: an utterance, spoken or typed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from voicelab.exchange.exchange import now_utc, utc_at
from voicelab.recognition.recognizer import Utterance
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.fields import Word
    from voicelab.realtime.heard_speech import SpeechCommitted
    from voicelab.realtime.input_item import InputItem
    from voicelab.recognition.recognizer import Hypothesis

__all__ = ["TurnInput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnInput:
    """An utterance, and when it came."""

    text: str
    mode: Literal["speech", "text"]
    started_utc: datetime
    ended_at: float
    """When the utterance ended, or was typed, by ``time.monotonic()``, in seconds: a latency's zero."""
    transcribed_at: float | None = None
    """When its final transcript came, by the same clock."""
    ended_turn_at: float | None = None
    """When the user's turn was taken to be over, by the same clock."""
    audio: Audio | None = None
    recognised_seconds: float | None = None
    """Audio sent to recognition, in seconds."""
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    detected_language: str | None = None
    words: tuple[Word, ...] = ()
    """Its words and when they sound in `audio`, where the recognizer said."""
    item: InputItem | None = field(default=None, repr=False, compare=False)
    """What a speech-to-speech service has of it already, where it heard it live."""

    @classmethod
    def of(cls, heard: str | Audio | Utterance) -> TurnInput:
        """Return what a turn needs of what was typed, recorded or recognised."""
        if isinstance(heard, str):
            return cls.typed(heard)
        if isinstance(heard, Utterance):
            return cls.spoken(heard, ended_turn_at=heard.arrived_at)
        return cls.recorded(heard)

    @classmethod
    def spoken(cls, utterance: Utterance, ended_turn_at: float | None = None) -> TurnInput:
        """Return what a turn needs of a recognised utterance.

        Parameters
        ----------
        ended_turn_at
            When the user's turn was taken to be over; `None` where nobody took it to be.
        """
        return cls(
            text=well_formed(utterance.text),
            mode="speech",
            started_utc=utc_at(utterance.ended_at),
            ended_at=utterance.ended_at,
            transcribed_at=utterance.arrived_at,
            ended_turn_at=ended_turn_at,
            audio=utterance.audio,
            recognised_seconds=utterance.fed_seconds,
            confidence=utterance.confidence,
            alternatives=utterance.alternatives,
            detected_language=utterance.language,
            words=utterance.words,
        )

    @classmethod
    def predicted(cls, hypothesis: Hypothesis) -> TurnInput:
        """Return what a turn needs that begins ahead of the final transcript."""
        now = time.monotonic()
        ended_at = min(hypothesis.ended_at, now)
        return cls(
            text=well_formed(hypothesis.text),
            mode="speech",
            started_utc=utc_at(ended_at),
            ended_at=ended_at,
            ended_turn_at=now,
            detected_language=hypothesis.language,
        )

    @classmethod
    def committed(cls, speech: SpeechCommitted) -> TurnInput:
        """Return what a turn needs of what a service heard, whose transcript is still to come."""
        return cls(
            text="",
            mode="speech",
            started_utc=utc_at(speech.ended_at),
            ended_at=speech.ended_at,
            ended_turn_at=speech.committed_at,
            audio=speech.audio,
            recognised_seconds=speech.item_seconds,
            item=speech.item,
        )

    @classmethod
    def recorded(cls, recording: Audio) -> TurnInput:
        """Return what a turn needs of a recording that the replying model itself hears."""
        return cls(
            text="",
            mode="speech",
            started_utc=now_utc(),
            ended_at=time.monotonic(),
            audio=recording,
            recognised_seconds=recording.duration_seconds,
        )

    @classmethod
    def typed(cls, text: str) -> TurnInput:
        """Return what a turn needs of a typed utterance."""
        return cls(text=well_formed(text), mode="text", started_utc=now_utc(), ended_at=time.monotonic())
