"""Ends of turns: by what a detector tells them, and where the embedded services are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

__all__ = [
    "BY_WORDS",
    "DETECTOR_KINDS",
    "END_OF_TURN_PATH",
    "HEARD_SECONDS",
    "JUDGES",
    "DetectorKind",
    "Judge",
]

DetectorKind = Literal["words", "smart-turn"]
"""A language model, which goes by the user's words, or pipecat's smart-turn, which goes by the sound."""

DETECTOR_KINDS: Mapping[str, DetectorKind] = {kind: kind for kind in get_args(DetectorKind)}
"""The kinds of detectors by their names."""

Judge = Literal["silence", "words", "smart-turn", "model"]
"""Who says that a turn is over: silence alone, a detector, or the mark of the chat model that replies."""

JUDGES: tuple[Judge, ...] = get_args(Judge)

BY_WORDS: tuple[Judge, ...] = ("words", "model")
"""Those that go by the user's words, and say nothing before there are any."""

HEARD_SECONDS = 8
"""How much of a turn's sound is looked at, in seconds: smart-turn was made for so much."""

END_OF_TURN_PATH = "/_voicelab/end-of-turn"
"""Where the embedded services are asked whether a turn is over; the kind of detector follows."""
