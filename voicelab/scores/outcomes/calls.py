"""Scores of the call of a simulated caller: whether it got what it wanted, and how soon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.scores.score import declare

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["goal_met", "turns_to_goal"]


@declare(higher_is_better=True, of_dialogues=True)
def goal_met(exchanges: Sequence[Exchange], case: Case) -> bool | None:
    """Return whether the goal of a simulated caller was met, as the caller found.

    `True` is better; `None` where nobody called, or the caller failed.
    """
    call = exchanges[-1].call
    return None if call is None else call.goal_met


@declare(higher_is_better=False, of_dialogues=True, least=0)
def turns_to_goal(exchanges: Sequence[Exchange], case: Case) -> int | None:
    """Return how many turns a simulated caller needed until its goal was met.

    Fewer are better; 1 or more, `None` where it was not met. Look at `goal_met` beside it: who meets easy
    goals alone needs few turns.
    """
    call = exchanges[-1].call
    return call.turns if call is not None and call.goal_met else None
