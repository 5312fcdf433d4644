"""What a judge is shown of a dialogue: what was said and replied, turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.cases.turn_cases import turn_cases
from voicelab.scores.judges.judge_prompt import asked_texts

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange
    from voicelab.text.quotation import Quotable

__all__ = ["SEVERAL_TURNS", "dialogue_texts"]

SEVERAL_TURNS = (
    "\n\nIt is asked of a whole conversation of {} turns: what the user said, the answers that are right and "
    "the replies are lists with an item a turn, in order. A reply that the user interrupted stands as far as "
    "it was heard."
)
"""What follows on a judge's question."""


def dialogue_texts(exchanges: Sequence[Exchange], case: Case) -> dict[str, Quotable]:
    """Return what is known of a dialogue, as `asked_texts` does of one turn, and the replies to it."""
    turns = [
        asked_texts(exchange, of_turn)
        for exchange, of_turn in zip(exchanges, turn_cases(case, exchanges), strict=True)
    ]
    return {
        "before": turns[0]["before"],
        "asked": [turn["asked"] for turn in turns],
        "expected": [turn["expected"] for turn in turns],
        "notes": turns[0]["notes"],
        "instructions": turns[0]["instructions"],
        "reply": [each.reply if each.heard_text is None else each.heard_text for each in exchanges],
    }
