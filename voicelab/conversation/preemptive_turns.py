"""Preemptive turns: begun before the user's turn is known to be over, held back until it is.

Recognition waits for silence before it settles on a transcript; the last hypothesis mostly has the same
words long before. Nothing of such a turn is shown, heard or logged before it is claimed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from voicelab.text.same_words import same_words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.completion.messages import Message
    from voicelab.conversation.turn import Turn
    from voicelab.conversation.turn_input import TurnInput
    from voicelab.conversation.turn_maker import TurnMaker
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_taking_costs import TurnTakingCosts
    from voicelab.settings import Settings

__all__ = ["PreemptiveTurns"]


class PreemptiveTurns:
    """The one preemptive turn that there may be.

    Parameters
    ----------
    costs
        Where those that are thrown away are counted.
    """

    def __init__(self, maker: TurnMaker, costs: TurnTakingCosts) -> None:
        self._maker = maker
        self._costs = costs
        self._turn: Turn | None = None
        self._messages: list[Message] = []
        self._cuts: set[asyncio.Task[None]] = set()

    async def begin(
        self, turn_input: TurnInput, settings: Settings, sink: Sink, *, asks_end_of_turn: bool = False
    ) -> Turn:
        """Begin a turn ahead; one that was begun before is thrown away."""
        self.discard()
        await self.until_cut()  # a voice speaks one reply at a time
        self._messages = self._messages_of(turn_input, settings)
        self._turn = turn = self._maker.make(0, turn_input, settings, sink, asks_end_of_turn=asks_end_of_turn)
        turn.begin()
        return turn

    async def claim(self, queued: QueuedTurn, settings: Settings) -> Turn | None:
        """Return the turn that was begun ahead if it is as good as a new one; another is thrown away."""
        if self._turn is not None and not self._serves(self._turn, queued, settings):
            self.discard()
        await self.until_cut()  # ahead of the claim: who is cancelled meanwhile has claimed nothing
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.record.number, turn.record.turn_input = queued.number, queued.turn_input
        return turn

    def discard(self) -> None:
        """Throw away what was begun."""
        turn, self._turn = self._turn, None
        if turn is not None:
            task = asyncio.ensure_future(self._cut(turn))
            self._cuts.add(task)
            task.add_done_callback(self._cuts.discard)

    async def aclose(self) -> None:
        """Throw away what was begun, and wait until it is."""
        self.discard()
        await self.until_cut()

    async def until_cut(self) -> None:
        """Return when nothing of those thrown away is left, and all that they cost is counted."""
        if self._cuts:
            await asyncio.wait(set(self._cuts))

    async def _cut(self, turn: Turn) -> None:
        await turn.interrupt()
        self._costs.add_discarded(turn.record)

    def _serves(self, turn: Turn, queued: QueuedTurn, settings: Settings) -> bool:
        record = turn.record
        locales = settings.locales_of(queued.turn_input.detected_language)
        return (
            not turn.may_succeed_anew
            and turn.sink is queued.sink
            and record.settings == settings
            and record.turn_input.detected_language == queued.turn_input.detected_language
            and same_words(record.turn_input.text, queued.turn_input.text, locales)
            and self._messages == self._messages_of(record.turn_input, settings)
        )

    def _messages_of(self, turn_input: TurnInput, settings: Settings) -> list[Message]:
        history, language = self._maker.history, turn_input.detected_language
        return history.messages(settings, turn_input.text, language)
