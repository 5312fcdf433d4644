"""Dialects: what the protocols of speech to speech call things, and what each has that others have not.

OpenAI's Realtime API, which Azure has under ``/openai/v1``; the dated previews of Azure OpenAI, with the
names and the session that OpenAI's had before; and Azure's Voice Live: these with what Azure adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from voicelab.embedded.realtime.session_fields import SessionShape
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_shapes import (
    NESTED,
    NESTED_RESPONSE,
    NESTED_TRANSCRIPTION,
    PREVIEW,
    PREVIEW_RESPONSE,
    VOICE_LIVE,
    VOICE_LIVE_RESPONSE,
)
from voicelab.embedded.realtime.turn_options import AZURE_TURNS, OPENAI_TURNS, usual_turns
from voicelab.embedded.realtime.voices import USUAL_AZURE_VOICE, USUAL_OPENAI_VOICE

__all__ = ["GA", "LIVE", "PREVIEWS", "Dialect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One protocol's own words."""

    session: SessionShape
    response: SessionShape
    audio: str
    """What the events of a reply's sound begin with."""
    text: str
    """What those of a reply's text begin with, where it is not spoken."""
    spoken_part: str
    """The kind of an item's content that was spoken."""
    written_part: str
    """That of the assistant's text."""
    item_begun: str = "conversation.item.created"
    """The event of an item that is there from now on."""
    item_done: str | None = None
    """That of one that is whole; some have none."""
    item_fields: Mapping[str, Any] = field(default_factory=lambda: {"object": "realtime.item"})
    """What is written in each item beside its own."""
    rate_limits: Literal["first", "last"] | None = None
    """Where in a response the limits are told."""
    locks_voice: bool = True
    """Whether the voice stays, once it spoke."""
    needs_type: bool = False
    """Whether a session must say what it is."""
    has_transcription_usage: bool = False
    """Whether a transcription says what it took."""
    transcription: SessionShape | None = None
    """The session in which nothing replies."""
    is_azure: bool = False
    """Whether it has what Azure's speech adds: the times of words, more options of a response."""

    def usual_options(self, model: str) -> SessionOptions:
        """Return the options of a new session."""
        kinds = AZURE_TURNS if self.is_azure else OPENAI_TURNS
        return SessionOptions(
            model=model,
            turn_detection=usual_turns(kinds),
            voice=USUAL_AZURE_VOICE if self.is_azure else USUAL_OPENAI_VOICE,
            modalities=("audio",) if self.needs_type else ("text", "audio"),
        )


GA = Dialect(
    session=NESTED,
    response=NESTED_RESPONSE,
    transcription=NESTED_TRANSCRIPTION,
    audio="response.output_audio",
    text="response.output_text",
    spoken_part="output_audio",
    written_part="output_text",
    item_begun="conversation.item.added",
    item_done="conversation.item.done",
    item_fields={},
    rate_limits="last",
    needs_type=True,
    has_transcription_usage=True,
)
"""OpenAI's Realtime API as it is generally available."""
PREVIEWS = Dialect(
    session=PREVIEW,
    response=PREVIEW_RESPONSE,
    audio="response.audio",
    text="response.text",
    spoken_part="audio",
    written_part="text",
    rate_limits="first",
    has_transcription_usage=True,
)
"""The dated previews of Azure OpenAI."""
LIVE = Dialect(
    session=VOICE_LIVE,
    response=VOICE_LIVE_RESPONSE,
    audio="response.audio",
    text="response.text",
    spoken_part="audio",
    written_part="text",
    locks_voice=False,
    is_azure=True,
)
"""Azure's Voice Live."""
