"""LocalVoice: which local voice speaks, and how it differs from its own sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.local.voices.kokoro_speakers import Mix

__all__ = ["LocalVoice", "SpokenPhrase"]


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


@dataclass(frozen=True, slots=True)
class SpokenPhrase:
    """The sound of a phrase."""

    samples: NDArray[np.float32]
    times: tuple[tuple[int, float], ...] = ()
    """Positions in the text, each with its time in seconds, where the voice knows them."""
