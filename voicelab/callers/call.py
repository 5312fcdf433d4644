"""Call: a call that a simulated caller made, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.exchange.html import exchanges_html

if TYPE_CHECKING:
    from voicelab.exchange.call_end import CallEnd
    from voicelab.exchange.exchange import Exchange

__all__ = ["Call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that a simulated caller made; shows its exchanges in a notebook."""

    exchanges: tuple[Exchange, ...]
    """Its turns, in their order."""
    end: CallEnd
    """How it went: why it ended, and what the caller's model used."""
    cost: float | None = None
    """What the caller's model and voice cost, in the currency of the prices; `None` where that is unknown."""

    @property
    def goal_met(self) -> bool | None:
        """Whether the caller found that its goal was met; `None` where nobody could say."""
        return self.end.goal_met

    @property
    def reason(self) -> str:
        """Why, in the words of the caller's model, or what failed."""
        return self.end.reason

    @property
    def turns(self) -> int:
        """How many turns the caller had."""
        return self.end.turns

    def __str__(self) -> str:
        """Return how it went, in a line."""
        return str(self.end)

    def _repr_html_(self) -> str:
        return exchanges_html(str(self), self.exchanges, len(self.exchanges))
