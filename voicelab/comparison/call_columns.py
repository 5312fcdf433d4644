"""The columns of a comparison's table that tell of callers: how calls went, and what the callers cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.exchange.call_cost import call_cost

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.store import CellResult
    from voicelab.exchange.pricing import Prices

__all__ = ["call_column_names", "call_columns"]

_COST = "caller_cost"
_OF_CALLS = ("call_ended_by", "call_reason", "caller_tokens")


def call_columns(results: Sequence[tuple[Cell, CellResult]], prices: Prices) -> dict[str, Any]:
    """Return columns with a value for each cell: how calls went, where anybody called, and what callers cost.

    None is called like a column of the log.
    """
    columns: dict[str, Any] = {}
    calls = [result.call for _, result in results]
    if any(call is not None for call in calls):
        known = [(call.ended_by, call.reason or None, call.tokens) if call else (None,) * 3 for call in calls]
        ended_by, reasons, tokens = zip(*known, strict=True)
        texts = (pd.array(each, dtype=pd.StringDtype()) for each in (ended_by, reasons))
        columns |= zip(_OF_CALLS, (*texts, pd.array(tokens, dtype="Int64")), strict=True)
    if columns or any(_voice(cell) for cell, _ in results):
        costs = [_cost(cell, result, prices) for cell, result in results]
        columns[_COST] = pd.Series(costs, dtype="float64").to_numpy()
    return columns


def call_column_names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return which of these columns cells will have, if their callers do not fail."""
    if any(isinstance(cell.question.caller, SimulatedCaller) for cell in cells):
        return (*_OF_CALLS, _COST)
    return (_COST,) if any(map(_voice, cells)) else ()


def _voice(cell: Cell) -> str | None:
    """Return the voice that speaks a caller's texts; `None` where none does."""
    return cell.question.caller.voice if cell.question.caller is not None else None


def _cost(cell: Cell, result: CellResult, prices: Prices) -> float | None:
    if result.call is not None:
        return call_cost(result.call, prices, result.caller_characters)
    voice, characters = _voice(cell), result.caller_characters
    return None if voice is None or characters is None else prices.cost_of_speech(voice, characters)
