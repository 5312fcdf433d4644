"""The options of a session, whatever protocol they came by, and what holds where nothing is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voicelab.embedded.realtime.turn_options import TurnOptions
from voicelab.embedded.realtime.voices import VoiceOption
from voicelab.embedded.realtime.wire_values import PCM_24_KHZ, AudioFormat
from voicelab.embedded.speech.recognition_request import locale_of

__all__ = ["USUAL_INSTRUCTIONS", "SessionOptions"]

USUAL_INSTRUCTIONS = "You are a helpful and friendly voice assistant. Answer in one or two short sentences."
"""What the model is told where a client gives no instructions; the services have some of their own, too."""

_USUAL_LOCALES = {"en": "en-US", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT", "pt": "pt-BR"}
_KEYWORDS_OF = ("whisper-1",)
"""Models whose prompt is a list of keywords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """What a client set."""

    model: str
    turn_detection: TurnOptions | None
    """When a turn is over; `None` where the client says so itself."""
    voice: VoiceOption
    modalities: tuple[str, ...]
    """Those of the replies: ``audio``, ``text``."""
    replies: bool = True
    """Whether anything is replied; otherwise what is said is transcribed, and that is all."""
    instructions: str = USUAL_INSTRUCTIONS
    input_sound: AudioFormat = PCM_24_KHZ
    output_sound: AudioFormat = PCM_24_KHZ
    speed: float = 1.0
    """Pace of the replies as a factor of the voice's own."""
    transcription: Mapping[str, Any] | None = None
    """How what the user says is told in words; `None` where it is not."""
    tools: tuple[Mapping[str, Any], ...] = ()
    tool_choice: str | Mapping[str, Any] = "auto"
    temperature: float | None = None
    """`None` is the model's own."""
    max_output_tokens: int | None = None
    """The most tokens of a reply; `None` for as many as the model makes."""
    truncation: Any = "auto"
    """What is done with a conversation that is longer than the model's context."""
    include: tuple[str, ...] | None = None
    """What is told beside the rest."""
    timestamp_types: tuple[str, ...] = ()
    """Of what the times are told in a reply: ``word``."""
    animation: Mapping[str, Any] | None = None
    further: Mapping[str, Any] = field(default_factory=dict)
    """What is written back as it came, and changes nothing here, by its place: ``tracing``."""

    @property
    def speaks(self) -> bool:
        """Whether replies are spoken."""
        return "audio" in self.modalities

    @property
    def languages(self) -> tuple[str, ...]:
        """The locales that may be spoken, the likeliest first; American English where none is named."""
        asked = self.transcription or {}
        given = [*str(asked.get("language") or "").split(","), *(asked.get("languages") or ())]
        if self.turn_detection is not None:
            given += self.turn_detection.languages
        named = [str(language).strip() for language in given if str(language).strip() not in ("", "auto")]
        locales = [locale_of(_USUAL_LOCALES.get(language.lower(), language)) for language in named]
        return tuple(dict.fromkeys(locales)) or ("en-US",)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Phrases that are likely to be spoken."""
        asked = self.transcription or {}
        given = [*(asked.get("phrase_list") or ()), *(asked.get("keywords") or ())]
        if asked.get("model") in _KEYWORDS_OF:
            given += str(asked.get("prompt") or "").split(",")
        return tuple(str(phrase).strip() for phrase in given if str(phrase).strip())

    @property
    def wants_phrases(self) -> bool:
        """Whether a transcription comes with the times of its words."""
        return "item.input_audio_transcription.phrases" in (self.include or ())

    @property
    def wants_word_times(self) -> bool:
        """Whether a reply comes with the times of its words."""
        return "word" in self.timestamp_types

    @property
    def wants_visemes(self) -> bool:
        """Whether a reply comes with the shapes of the mouth."""
        return "viseme_id" in ((self.animation or {}).get("outputs") or ())
