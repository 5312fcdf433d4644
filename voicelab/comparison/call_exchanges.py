"""The exchanges of a simulated caller's call, the last of which has how it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.exchange.call_end import CallEnd
    from voicelab.exchange.exchange import Exchange

__all__ = ["with_call"]


def with_call(exchanges: Sequence[Exchange], call: CallEnd | None) -> Sequence[Exchange]:
    """Return one exchange or more with how the call went that they are; as they are where none called."""
    if call is None:
        return exchanges
    *before, last = exchanges
    return [*before, last.replace(call=call)]
