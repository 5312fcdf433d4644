"""A dialogue in which nothing sounds: each turn is asked as text, with those before it in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.audio.sinks import NullSink
from voicelab.comparison.cell_run import CELL_SESSION, CellRun
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.errors import VoicelabError
from voicelab.exchange.exchange import Exchange, now_utc

if TYPE_CHECKING:
    from voicelab.callers.caller import Caller
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.settings import Settings

__all__ = ["run_typed_dialogue"]


async def run_typed_dialogue(turn_runner: TurnRunner, settings: Settings, caller: Caller) -> CellRun:
    """Ask what a caller says, turn by turn, until the caller hangs up or a turn fails."""
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
    whole = joined_exchanges(exchanges or [_nothing_asked(settings)]).with_error(failure)
    return CellRun(exchange=whole, turns=len(exchanges), cut_ins=0, dialogue=tuple(exchanges))


def _nothing_asked(settings: Settings) -> Exchange:
    """Return the exchange of a dialogue whose caller hung up without a word."""
    return Exchange(
        session=CELL_SESSION,
        turn=1,
        started_utc=now_utc(),
        input_mode="text",
        transcript="",
        settings=settings,
        outcome="dropped",
    )
