"""The turns of a dialogue as cases: what is asked in each, and what is known of the right reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case import Case

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange

__all__ = ["turn_cases"]


def turn_cases(case: Case, exchanges: Sequence[Exchange]) -> list[Case]:
    """Return a case for each turn; the case itself, as often, where it is no dialogue.

    Language, tags, notes and further columns are the dialogue's; the ids are its own, numbered. What a
    simulated caller has said is known where it told how the call went.

    Parameters
    ----------
    exchanges
        One for each turn.
    """
    if isinstance(case.input, SimulatedCaller):
        call = exchanges[-1].call if exchanges else None
        said = chain(call.said if call is not None else (), repeat(None))
        return [
            case if words is None else replace(case, input=words, transcript=words, id=_id(case, number))
            for number, words in zip(range(1, len(exchanges) + 1), said, strict=False)
        ]
    if not isinstance(case.input, Dialogue):
        return [case] * len(exchanges)
    return [
        replace(
            case,
            input=turn.says,
            expected=turn.expected,
            transcript=turn.reference,
            id=_id(case, number),
        )
        for number, turn in enumerate(case.input.turns[: len(exchanges)], start=1)
    ]


def _id(case: Case, number: int) -> str:
    return f"{case.id}-turn-{number}"
