"""Ends of turns: by what a detector tells them, and where the embedded services are asked."""

from __future__ import annotations

from typing import Literal

__all__ = ["END_OF_TURN_PATH", "DetectorKind"]

DetectorKind = Literal["words", "smart-turn"]
"""A language model, which goes by the user's words, or pipecat's smart-turn, which goes by the sound."""

END_OF_TURN_PATH = "/_voicelab/end-of-turn"
"""Where the embedded services are asked whether a turn is over; the kind of detector follows."""
