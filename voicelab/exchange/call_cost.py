"""What the call of a simulated caller cost: its model and its voice, and not the assistant's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.exchange.billing import billed_characters

if TYPE_CHECKING:
    from voicelab.exchange.call_end import CallEnd
    from voicelab.exchange.pricing import Prices

__all__ = ["call_cost"]


def call_cost(call: CallEnd, prices: Prices, spoken_characters: int | None = None) -> float | None:
    """Return what a caller's model and voice cost, in the currency of the prices; `None` if unknown.

    Parameters
    ----------
    spoken_characters
        Those that its voice was paid for; by default of all that was said.
    """
    model = prices.cost_of_tokens(call.model or "", call.prompt_tokens, call.completion_tokens)
    if spoken_characters is None:
        spoken_characters = billed_characters("".join(call.said))
    voice = prices.cost_of_speech(call.voice, spoken_characters) if call.voice is not None else 0.0
    return None if model is None or voice is None else model + voice
