"""Caller: who talks to the assistant, asked for one turn after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.errors import VoicelabError
    from voicelab.exchange.exchange import Exchange

__all__ = ["Caller"]


class Caller(Protocol):
    """Who talks to the assistant in one conversation.

    `next_turn` is asked when the reply before is over, with an exchange for each turn so far: in a live
    conversation its transcript is what was recognised, which may be nothing.
    """

    @property
    def voice(self) -> str | None:
        """The voice that speaks turns of text in a live conversation; `None` where they are typed."""
        ...

    @property
    def is_spoken(self) -> bool:
        """Whether the conversation is a live one, at the pace of speech."""
        ...

    async def next_turn(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return what is said next; `None` to hang up.

        Parameters
        ----------
        exchanges
            One for each turn so far.
        """
        ...

    def interruption(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return the turn that is said over the next reply; `None` where that is heard to its end.

        Asked as a turn begins, in live conversations only; `next_turn` is not asked for the same turn again.

        Parameters
        ----------
        exchanges
            One for each turn before the one that begins.
        """
        ...

    def fail(self, error: VoicelabError) -> None:
        """Learn that its own model or voice failed, which is no fault of the assistant's."""
        ...
