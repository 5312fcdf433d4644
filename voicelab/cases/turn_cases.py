"""The turns of a dialogue as cases: what is asked in each, and what is known of the right reply."""

from __future__ import annotations

from dataclasses import replace

from voicelab.callers.dialogue import Dialogue
from voicelab.cases.case import Case

__all__ = ["turn_cases"]


def turn_cases(case: Case, turns: int) -> list[Case]:
    """Return a case for each of so many turns; the case itself, as often, where it is no dialogue.

    Language, tags, notes and further columns are the dialogue's; the ids are its own, numbered.
    """
    if not isinstance(case.input, Dialogue):
        return [case] * turns
    return [
        replace(
            case,
            input=turn.says,
            expected=turn.expected,
            transcript=turn.reference,
            id=f"{case.id}-turn-{number}",
        )
        for number, turn in enumerate(case.input.turns[:turns], start=1)
    ]
