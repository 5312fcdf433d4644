"""A call of a simulated caller to the assistant of a session, turn after turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.callers.call import Call
from voicelab.conversation.named_file import as_words
from voicelab.errors import ServiceError
from voicelab.exchange.call_cost import call_cost
from voicelab.exchange.pricing import Prices
from voicelab.synthesis.voices import preview

if TYPE_CHECKING:
    from voicelab.callers.simulated_call import SimulatedCall
    from voicelab.conversation.session import Session
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["call_session"]


async def call_session(
    call: SimulatedCall, session: Session, settings: Settings, prices: Prices | None, timeouts: Timeouts
) -> Call:
    """Talk to the assistant of a session until the call is over; see `SimulatedCaller.call`.

    Parameters
    ----------
    settings
        Those of the caller's voice.
    timeouts
        How long that may say nothing.
    """
    services = session.services
    exchanges: list[Exchange] = []
    try:
        while (turn := await call.next_turn(exchanges)) is not None:
            says = turn.says
            assert isinstance(says, str)
            spoken = await preview(services.speech, settings, says, timeouts) if call.is_spoken else None
            exchanges.append(await session.aask(as_words(says) if spoken is None else spoken))
    except ServiceError as error:  # of the caller's own: those of the assistant's are exchanges
        call.fail(error)
    end = call.end(exchanges)
    cost = call_cost(end, prices or Prices.for_kind(services.kind))
    if exchanges:
        exchanges[-1] = exchanges[-1].replace(call=end)
    return Call(exchanges=tuple(exchanges), end=end, cost=cost)
