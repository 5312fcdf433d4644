"""The columns of a comparison's table that tell how the calls of simulated callers went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from voicelab.exchange.call_cost import call_cost

if TYPE_CHECKING:
    from voicelab.exchange.call_end import CallEnd
    from voicelab.exchange.pricing import Prices

__all__ = ["call_columns"]


def call_columns(calls: Sequence[CallEnd | None], prices: Prices) -> dict[str, Any]:
    """Return columns with a value for each cell; none where nobody called in any.

    None is called like a column of the log.
    """
    if not any(call is not None for call in calls):
        return {}
    known = [
        (call.ended_by, call.reason or None, call.tokens, call_cost(call, prices)) if call else (None,) * 4
        for call in calls
    ]
    ended_by, reasons, tokens, costs = zip(*known, strict=True)
    return {
        "call_ended_by": pd.array(ended_by, dtype=pd.StringDtype()),
        "call_reason": pd.array(reasons, dtype=pd.StringDtype()),
        "caller_tokens": pd.array(tokens, dtype="Int64"),
        "caller_cost": pd.Series(costs, dtype="float64").to_numpy(),
    }
