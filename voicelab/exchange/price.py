"""Price: one line of a table of prices."""

from __future__ import annotations

import typing
from dataclasses import dataclass

from voicelab.exchange.billing import What
from voicelab.exchange.plain_values import make_plain

__all__ = ["Price"]


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the table."""

    what: What
    name: str
    """Which model, voice or language it is for; ``*`` stands for anything, capitals do not matter. A model of
    Voice Live's is ``voice-live/gpt-4o``; for tokens that it speaks, the voice follows:
    ``voice-live/gpt-4o/en-US-JennyNeural``. Custom models have ``/custom`` behind the model."""
    amount: float
    """The price, in the table's currency; 0 or more."""
    per: float = 1.0
    """How many of `what` that buys; above 0."""

    def __post_init__(self) -> None:
        make_plain(self)
        if self.what not in typing.get_args(What):
            raise ValueError(f"what is paid for is {', '.join(typing.get_args(What))}, not {self.what!r}")
        if not self.amount >= 0 or not self.per > 0:
            raise ValueError(
                f"a price must be 0 or more for more than 0, not {self.amount!r} for {self.per!r}"
            )

    @property
    def each(self) -> float:
        """The price of one token, hour or character."""
        return self.amount / self.per
