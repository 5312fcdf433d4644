"""What the call of a simulated caller cost: its model and its voice, and not the assistant's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.text.wide_letters import count_wide_letters

if TYPE_CHECKING:
    from voicelab.exchange.call_end import CallEnd
    from voicelab.exchange.pricing import Prices

__all__ = ["call_cost"]


def call_cost(call: CallEnd, prices: Prices) -> float | None:
    """Return what a caller's model and voice cost, in the currency of the prices; `None` if unknown."""
    model = prices.cost_of_tokens(call.model or "", call.prompt_tokens, call.completion_tokens)
    said = "".join(call.said)
    characters = len(said) + count_wide_letters(said)
    voice = prices.cost_of_speech(call.voice, characters) if call.voice is not None else 0.0
    return None if model is None or voice is None else model + voice
