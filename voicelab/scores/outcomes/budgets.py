"""Scores of what a turn took: time and money, within a budget or not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from voicelab.exchange.billing import BilledTurn
from voicelab.exchange.pricing import Prices
from voicelab.scores.score import TurnScore, declare

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["cost_within", "latency_within"]


def latency_within(milliseconds: float) -> TurnScore:
    """Return a score that says whether the reply sounded in time after the end of speech, or of asking.

    `True` is better; `None` where no reply sounded.

    Parameters
    ----------
    milliseconds
        The most that it may have taken, in milliseconds: above 0.

    Examples
    --------
    >>> latency_within(800).__name__
    'latency_within_800_ms'
    """
    _check("milliseconds", milliseconds)

    @declare(higher_is_better=True, name=f"latency_within_{milliseconds:g}_ms")
    def latency_within_budget(exchange: Exchange, case: Case) -> bool | None:
        heard = exchange.latency.heard_seconds
        return None if heard is None else heard * 1000.0 <= milliseconds

    return latency_within_budget


def cost_within(money: float, *, prices: Prices | None = None) -> TurnScore:
    """Return a score that says whether a turn cost no more than this.

    `True` is better; `None` where a price, or what a stage used, is not known.

    Parameters
    ----------
    money
        The most that it may have cost, in the currency of the prices: above 0.
    prices
        By default the list prices of `voicelab.Prices`.

    Examples
    --------
    >>> cost_within(0.002).__name__
    'cost_within_0.002'
    """
    _check("money", money)
    table = prices or Prices()

    @declare(higher_is_better=True, name=f"cost_within_{money:g}")
    def cost_within_budget(exchange: Exchange, case: Case) -> bool | None:
        turn = BilledTurn.from_exchange(exchange)
        if not all(charge.is_known for charge in turn.charges()):
            return None
        cost = table.spent(exchange).money
        return None if cost is None else cost <= money

    return cost_within_budget


def _check(name: str, budget: float) -> None:
    if not (math.isfinite(budget) and budget > 0):
        raise ValueError(f"{name} must be a finite number above 0, not {budget!r}")
