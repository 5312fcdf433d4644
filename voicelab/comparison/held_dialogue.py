"""HeldDialogue: a dialogue as it went, turn by turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

from voicelab.exchange.exchange import Exchange
from voicelab.exchange.html import exchange_html
from voicelab.notebook_html import notebook_html

__all__ = ["HeldDialogue"]

_SHOWN = 10
"""Turns that a notebook's cell shows."""


class HeldDialogue(Sequence[Exchange]):
    """The exchanges of a dialogue, in order; shows them in a notebook cell, with players for both sides."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._exchanges = tuple(exchanges)

    @overload
    def __getitem__(self, place: int) -> Exchange: ...

    @overload
    def __getitem__(self, place: slice) -> HeldDialogue: ...

    def __getitem__(self, place: int | slice) -> Exchange | HeldDialogue:
        """Return an exchange by its place, from 0, or those of a slice."""
        found = self._exchanges[place]
        return found if isinstance(found, Exchange) else HeldDialogue(found)

    def __len__(self) -> int:
        return len(self._exchanges)

    def __repr__(self) -> str:
        turns = "\n".join(f"{number}. {each!r}" for number, each in enumerate(self, start=1))
        return f"<Dialogue of {len(self)} turns>\n{turns}" if turns else "<Dialogue of no turns>"

    def _repr_html_(self) -> str:
        rest = len(self) - _SHOWN
        more = [notebook_html(f"{rest:,} more turns follow.")] if rest > 0 else []
        return "".join([*map(exchange_html, self._exchanges[:_SHOWN]), *more])
