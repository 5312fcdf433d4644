"""How long a dialogue is: in letters for the model, in seconds where it is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.comparison.live_talk import silence_seconds
from voicelab.text.wide_letters import weighted_length

if TYPE_CHECKING:
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.callers.dialogue import Dialogue
    from voicelab.settings import Settings

__all__ = ["CHARACTERS_PER_SECOND", "said_characters", "talk_seconds"]

CHARACTERS_PER_SECOND = 15
"""Characters of the transcript that a second of speech is likely to give."""


def said_characters(turn: CallerTurn) -> int:
    """Return how many characters a turn is likely to have, in letters of an alphabet."""
    if isinstance(turn.says, str):
        return weighted_length(turn.says)
    return round(turn.says.duration_seconds * CHARACTERS_PER_SECOND)


def talk_seconds(dialogue: Dialogue, settings: Settings) -> float:
    """Return how long a dialogue takes to be spoken, in seconds, replies apart; 0 where it is typed."""
    if not dialogue.is_spoken:
        return 0.0
    return sum(
        turn.pause_seconds + said_characters(turn) / CHARACTERS_PER_SECOND + silence_seconds(settings)
        for turn in dialogue.turns
    )
