"""LocalVoice: which local voice speaks, and how it differs from its own sound."""

from __future__ import annotations

from dataclasses import dataclass

from voicelab.embedded.local.kokoro_speakers import Mix

__all__ = ["LocalVoice"]


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """The local voice behind a voice of the catalogue, and how it differs: factors of its own sound."""

    locale: str
    """Locale of the local voice."""
    pace: float = 1.0
    pitch: float = 1.0
    timbre: float = 1.0
    mix: Mix = ()
    """Kokoro's speakers; empty for the built-in voices."""
