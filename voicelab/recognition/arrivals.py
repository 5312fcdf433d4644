"""What a recognizer gives: hypotheses, utterances, what was not understood, and the end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.fields import Word
    from voicelab.recognition.fed_audio import Passage

__all__ = ["EndOfSpeech", "Hypothesis", "NoMatch", "RecognitionEvent", "Utterance"]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A transcript of speech that goes on; it replaces the hypothesis before."""

    text: str
    began_at: float = math.inf
    """When its first sample was fed, by ``time.monotonic()``, in seconds."""
    ended_at: float = math.inf
    """When its last sample so far was fed, by the same clock."""
    language: str | None = None
    """Its locale, where that was identified among several."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A final transcript, and the sound that it was made from."""

    text: str
    audio: Audio
    ended_at: float
    """When the last sample of the speech was fed, by ``time.monotonic()``, in seconds."""
    arrived_at: float
    """When the transcript came, by the same clock."""
    fed_seconds: float
    """Audio sent since the utterance before, in seconds."""
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    """Other possible transcripts, the likeliest first."""
    language: str | None = None
    began_at: float = math.inf
    """When the first sample of the speech was fed."""
    words: tuple[Word, ...] = ()
    """Its words and when they sound in `audio`, where the service reported them."""
    passage: Passage | None = None
    """Where `audio` is in all that was fed, of speech that comes live."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Nothing was understood: silence or noise."""

    reason: str
    """The SDK's word for it, such as ``InitialSilenceTimeout``."""
    audio: Audio
    ended_at: float
    arrived_at: float
    fed_seconds: float


@dataclass(frozen=True, slots=True)
class EndOfSpeech:
    """The stream has ended and everything in it has been recognised."""


RecognitionEvent = Hypothesis | Utterance | NoMatch | EndOfSpeech
