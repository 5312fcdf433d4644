"""A dialogue in which nothing sounds: each turn is asked as text, with those before it in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.audio.sinks import NullSink
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.comparison.talk import nothing_asked
from voicelab.errors import VoicelabError

if TYPE_CHECKING:
    from voicelab.callers.caller import Caller
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.exchange.exchange import Exchange
    from voicelab.settings import Settings

__all__ = ["run_typed_dialogue"]


async def run_typed_dialogue(
    turn_runner: TurnRunner, settings: Settings, caller: Caller, before: Sequence[Exchange]
) -> CellRun:
    """Ask what a caller says, turn by turn, until the caller hangs up or a turn fails.

    Parameters
    ----------
    before
        Exchanges that the model sees ahead of the first turn.
    """
    turn_runner.history.forget()
    for exchange in before:
        turn_runner.history.add(exchange)
    if turn_runner.maker.is_cold(settings):
        await turn_runner.warm(settings)
    exchanges: list[Exchange] = []
    failure: VoicelabError | None = None
    try:
        while (turn := await caller.next_turn(exchanges)) is not None:
            assert isinstance(turn.says, str)  # else the dialogue would be spoken
            exchanges.append(await turn_runner.answer(turn.says, settings, NullSink()))
            if exchanges[-1].outcome == "failed":
                break
    except VoicelabError as error:  # of the caller's own
        failure = error
    whole = joined_exchanges(exchanges or [nothing_asked(settings)]).with_error(failure)
    return CellRun(exchange=whole, turns=len(exchanges), cut_ins=0, dialogue=tuple(exchanges))
