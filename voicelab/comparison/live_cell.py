"""A cell that is a live talk: a recording is given to a live conversation at the pace of speech."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ, RecordedSource
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.comparison.silent_speaker import SilentSpeaker
from voicelab.conversation.context import SessionContext
from voicelab.conversation.live import LiveConversation
from voicelab.conversation.turn_runner import TurnRunner
from voicelab.errors import VoicelabError
from voicelab.events import Event, ExchangeLogged, Notice, StateChanged
from voicelab.exchange.exchange import Exchange, now_utc, utc_at

if TYPE_CHECKING:
    from voicelab.comparison.questions import Question
    from voicelab.completion.completer import Completer
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["run_live_talk"]

_SESSION = "comparison"
_TOLD = ("end-of-turn-unknown", "no-turn-mark")
"""Notices that turns end otherwise than the settings say: a comparison of them has to tell."""


async def run_live_talk(
    services: Services, completer: Completer, timeouts: Timeouts, settings: Settings, question: Question
) -> CellRun:
    """Give a recording to a live conversation, then silence, and return what came of it when all is said.

    Nothing of it is kept for the next one but the model's connections: each talk begins as the first does.
    """
    recording, talk = question.audio, question.talk
    assert recording is not None
    assert talk is not None
    log, speaker, notices, began_at = _TalkLog(), SilentSpeaker(), list[str](), list[float]()

    def note(event: Event) -> None:
        if event == StateChanged("speaking"):
            began_at.append(time.monotonic())  # also of replies that are withdrawn
        if isinstance(event, Notice) and event.code in _TOLD:
            notices.append(event.message)
        elif isinstance(event, ExchangeLogged) and event.exchange.outcome == "failed":
            conversation.stop("failed")  # so has the cell: nothing more is to be paid for it

    # Whoever says "Stop." in a recording is answered in any other comparison, too.
    context = SessionContext(_SESSION, services, log, timeouts, settings.replace(stop_phrase=""))
    context.subscribe(note)
    turns = TurnRunner(context, completer)
    for exchange in question.before:
        turns.history.add(exchange)
    sound = recording + Audio.silence(talk.silence_seconds(settings), SAMPLE_RATE_HZ)
    conversation = LiveConversation(context, turns, RecordedSource(sound), speaker)
    try:
        await turns.warm(settings)
        with context.activity.conversation():
            await conversation.run()
    except VoicelabError as error:
        log.note_failure(error, settings)
    finally:
        await turns.close()
        context.close()
    answered = [each for each in log.exchanges if each.transcript]
    whole = joined_exchanges(log.exchanges or [_nothing_heard(settings)])
    # By the last words that were recognised: noise behind them is no speech.
    spoke_until = max((each.started_utc for each in answered), default=whole.started_utc)
    usage = turns.costs.add_to(dataclasses.replace(whole.usage, recognised_seconds=sound.duration_seconds))
    heard_audio = recording if whole.heard_audio is None else whole.heard_audio
    return CellRun(
        exchange=whole.replace(settings=settings, usage=usage, heard_audio=heard_audio),
        turns=len(answered),
        cut_ins=sum(utc_at(moment) < spoke_until for moment in began_at),
        notices=tuple(notices),
    )


class _TalkLog:
    """Keeps the exchanges of a talk in memory."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def append(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        return exchange

    def hold(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)

    def note_failure(self, error: VoicelabError, settings: Settings) -> None:
        """Keep an error that ended the talk, unless a turn has it."""
        if all(each.error_code != error.code for each in self.exchanges):
            self.append(Exchange.failed(error, session=_SESSION, turn=1, settings=settings))


def _nothing_heard(settings: Settings) -> Exchange:
    return Exchange.not_understood(
        "NotRecognized", session=_SESSION, turn=1, started_utc=now_utc(), settings=settings
    )
