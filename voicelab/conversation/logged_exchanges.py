"""LoggedExchanges: a session's exchanges on their way to its log, its history and its subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.errors import LogError
from voicelab.event_loop import run_in_thread
from voicelab.events import ExchangeLogged

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.history import History
    from voicelab.conversation.preemptive_turns import PreemptiveTurns
    from voicelab.conversation.turn_taking_costs import TurnTakingCosts
    from voicelab.exchange.exchange import Exchange

__all__ = ["LoggedExchanges"]


class LoggedExchanges:
    """Logs one exchange after the other, each with what it cost to take turns until then.

    Belongs to one event loop.

    Parameters
    ----------
    preemptive
        Turns of which those that are thrown away cost something.
    costs
        What was spent since the last exchange.
    """

    def __init__(
        self,
        context: SessionContext,
        history: History,
        preemptive: PreemptiveTurns,
        costs: TurnTakingCosts,
    ) -> None:
        self._context = context
        self._history = history
        self._preemptive = preemptive
        self._costs = costs
        self._last: Exchange | None = None
        self._are_logged = True

    async def add(self, exchange: Exchange) -> Exchange:
        """Log an exchange, and return it as it was kept; one that cannot be written waits until it can."""
        await self._preemptive.until_cut()  # what was begun for these words is spent then
        exchange = exchange.replace(usage=self._costs.add_to(exchange.usage))
        try:
            kept = await run_in_thread(lambda: self._context.log.append(exchange))
            self._are_logged = True
        except LogError as error:  # a reply that was paid for is not lost for a full disk
            self._context.log.hold(exchange)
            if self._are_logged:  # else it was said
                self._context.report_unlogged(error)
            self._are_logged = False
            kept = exchange
        self._last = kept
        self._history.add(kept)
        self._context.emit(ExchangeLogged(kept))
        return kept

    async def last_with_costs(self) -> Exchange | None:
        """Return the last exchange with what was spent since, if anything was: perhaps no other follows."""
        await self._preemptive.until_cut()
        if self._last is None or not self._costs:
            return None
        self._last = self._last.replace(usage=self._costs.add_to(self._last.usage))
        return self._last
