"""How long a dialogue is likely to be: in letters for the model, in seconds where it is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.comparison.live_talk import silence_seconds
from voicelab.text.wide_letters import weighted_length

if TYPE_CHECKING:
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.callers.dialogue import Dialogue
    from voicelab.settings import Settings

__all__ = ["CHARACTERS_PER_SECOND", "said_characters", "talk_seconds"]

CHARACTERS_PER_SECOND = 15
"""Characters of the transcript that a second of speech is likely to give."""
_SIMULATED_CHARACTERS = 120
"""Characters of a turn of a simulated caller, which is to say one or two short sentences."""


def said_characters(caller: Dialogue | SimulatedCaller) -> list[int]:
    """Return how many characters each turn is likely to have, in letters of an alphabet.

    Of a simulated caller, that is for the most turns that it may have.
    """
    if isinstance(caller, SimulatedCaller):
        return [_SIMULATED_CHARACTERS] * caller.most_turns
    return [_characters(turn) for turn in caller.turns]


def talk_seconds(caller: Dialogue | SimulatedCaller, settings: Settings, speed: float = 1.0) -> float:
    """Return how long a dialogue takes to be spoken, in seconds, replies apart; 0 where it is typed.

    Parameters
    ----------
    speed
        How many times as fast as usual the caller speaks.
    """
    if not caller.is_spoken:
        return 0.0
    said = said_characters(caller)
    pauses = 0.0 if isinstance(caller, SimulatedCaller) else sum(turn.pause_seconds for turn in caller.turns)
    return pauses + sum(said) / (CHARACTERS_PER_SECOND * speed) + len(said) * silence_seconds(settings)


def _characters(turn: CallerTurn) -> int:
    if isinstance(turn.says, str):
        return weighted_length(turn.says)
    return round(turn.says.duration_seconds * CHARACTERS_PER_SECOND)
