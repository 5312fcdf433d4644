"""Ends of turns: by what a detector tells them, and where the embedded services are asked."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["DETECTOR_KINDS", "END_OF_TURN_PATH", "HEARD_SECONDS", "JUDGES", "DetectorKind", "Judge"]

DetectorKind = Literal["words", "smart-turn"]
"""A language model, which goes by the user's words, or pipecat's smart-turn, which goes by the sound."""

DETECTOR_KINDS: tuple[DetectorKind, ...] = get_args(DetectorKind)

Judge = Literal["silence", "words", "smart-turn", "model"]
"""Who says that a turn is over: silence alone, a detector, or the mark of the chat model that replies."""

JUDGES: tuple[Judge, ...] = get_args(Judge)

HEARD_SECONDS = 8
"""How much of a turn's sound is looked at, in seconds: smart-turn was made for so much."""

END_OF_TURN_PATH = "/_voicelab/end-of-turn"
"""Where the embedded services are asked whether a turn is over; the kind of detector follows."""
