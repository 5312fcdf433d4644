"""What callers are likely to use and cost by themselves in a cell: the model and the voice of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.comparison.dialogue_length import said_characters
from voicelab.exchange.billing import PROMPT_CHARACTERS_PER_TOKEN, billed_characters
from voicelab.exchange.pricing import Prices, Spending
from voicelab.text.wide_letters import weighted_length

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["simulation_spending", "voice_spending"]

_ANSWER_TOKENS = 200
"""What an answer seldom has more of, its reason included, where the model does not think ahead of it."""


def simulation_spending(
    caller: Dialogue | SimulatedCaller, settings: Settings, prices: Prices, deployment: str | None
) -> Spending:
    """Return the most that a caller is likely to use by itself; nothing where no model plays it.

    Parameters
    ----------
    settings
        The assistant's, whose replies the caller reads.
    deployment
        The services' own model.
    """
    if not isinstance(caller, SimulatedCaller):
        return Spending()
    said = said_characters(caller)
    told = weighted_length(caller.instructions(settings))
    turn = said[0] + settings.max_tokens * PROMPT_CHARACTERS_PER_TOKEN
    # Each turn is asked for with all before it in sight, and so is the verdict behind the last.
    asked = range(len(said) + 1)
    prompt_tokens = sum((told + turn * before) // PROMPT_CHARACTERS_PER_TOKEN for before in asked)
    thinks = caller.reasoning_effort is not None
    each = caller.max_tokens if thinks else min(caller.max_tokens, _ANSWER_TOKENS)
    answer_tokens = each * len(asked)
    model = prices.cost_of_tokens(caller.deployment or deployment or "", prompt_tokens, answer_tokens)
    voice = prices.cost_of_speech(caller.voice, sum(said)) if caller.voice else 0.0
    money = None if model is None or voice is None else model + voice
    return Spending(prompt_tokens + answer_tokens, money)


def voice_spending(
    caller: Dialogue | SimulatedCaller | None, prices: Prices, spoken: set[tuple[str, str]]
) -> Spending:
    """Return what the voice of a dialogue costs for the texts that it has not spoken yet; nothing for others.

    Parameters
    ----------
    spoken
        Voices with texts that they spoke before, to which those of the dialogue are added.
    """
    if not isinstance(caller, Dialogue) or caller.voice is None:
        return Spending()
    said = {(caller.voice, turn.says) for turn in caller.turns if isinstance(turn.says, str)}
    characters = sum(billed_characters(text) for _, text in said - spoken)
    spoken |= said
    return Spending(0, prices.cost_of_speech(caller.voice, characters))
