"""TurnMaker: makes a session's turns, over connections that it keeps from one to the next."""

from __future__ import annotations

import functools
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from voicelab.completion.completer import Completer
from voicelab.conversation.cascade_turn import CascadeTurn
from voicelab.conversation.filler import Fillers
from voicelab.conversation.fitting_reply import fitting_reply
from voicelab.conversation.history import History
from voicelab.conversation.realtime_turn import RealtimeTurn
from voicelab.conversation.reply_with_tools import reply_with_tools
from voicelab.conversation.turn_record import TurnRecord
from voicelab.event_loop import task_group
from voicelab.realtime.client import RealtimeClient
from voicelab.realtime.opening import asked_model, open_connection
from voicelab.realtime.reply_request import ReplyRequest, UserInput
from voicelab.synthesis.voice_selection import VoiceSelector

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.completion.messages import Message, ReplyItem
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.realtime_turn import Settle
    from voicelab.conversation.turn import Turn
    from voicelab.conversation.turn_input import TurnInput
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.settings import Settings

__all__ = ["TurnMaker"]

_logger = logging.getLogger(__name__)


class TurnMaker:
    """Makes turns that have the same history, model and voices.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    completer
        The model, where its connections are shared with others, and closed by whoever shares them.
    """

    def __init__(self, context: SessionContext, completer: Completer | None = None) -> None:
        self._context = context
        self._completer = completer
        self._shares_completer = completer is not None
        self._voice_selector = VoiceSelector(
            context.services.speech, context.timeouts, names_promise=context.services.kind != "embedded"
        )
        self._fillers = Fillers(context)
        self.realtime = RealtimeClient(
            lambda settings: open_connection(context.services, settings, context.timeouts),
            lambda settings: asked_model(context.services, settings),
            context.timeouts,
            context.toolbox.declarations,
            context.emit,
        )
        """The connections to speech-to-speech services."""
        self.history = History()

    def is_cold(self, settings: Settings) -> bool:
        """Say whether a turn with these settings has connections to open first."""
        if settings.is_speech_to_speech:
            return self.realtime.is_cold(settings)
        return self._completer is None or not self._voice_selector.has(settings)

    async def warm(self, settings: Settings) -> None:
        """Open the connections ahead of the first turn."""
        self._fillers.prepare(settings)
        if settings.is_speech_to_speech:
            await self.realtime.warm(settings)
            return
        async with task_group() as group:
            group.create_task(self.completer().warm(settings))
            group.create_task(self._voice_selector.warm(settings))

    def record(self, number: int, turn_input: TurnInput, settings: Settings) -> TurnRecord:
        """Return the record of a turn that has not begun."""
        return TurnRecord(
            session_id=self._context.session_id, number=number, turn_input=turn_input, settings=settings
        )

    def make_for(self, queued: QueuedTurn, settings: Settings, settle: Settle) -> Turn:
        """Return a turn that has not begun, made by the engine of its settings.

        Parameters
        ----------
        settle
            Called with the transcript of a recording that the model itself hears.
        """
        turn_input = queued.turn_input
        if not settings.is_speech_to_speech:
            return self.make(queued.number, turn_input, settings, queued.sink)
        record = self.record(queued.number, turn_input, settings)
        record.cold = self.is_cold(settings)
        self._fillers.prepare(settings)
        request = ReplyRequest(
            key=(record.session_id, record.number),
            settings=settings,
            user=UserInput(text=turn_input.text, sound=turn_input.audio, item=turn_input.item),
            earlier=self.history.earlier(settings),
        )
        return RealtimeTurn(queued, record, self.realtime, request, self._context, self._fillers, settle)

    def make(
        self,
        number: int,
        turn_input: TurnInput,
        settings: Settings,
        sink: Sink,
        *,
        asks_end_of_turn: bool = False,
    ) -> Turn:
        """Return a turn of the cascade that has not begun.

        Parameters
        ----------
        asks_end_of_turn
            Whether the model is to say first if the user's own turn is over.
        """
        record = self.record(number, turn_input, settings)
        record.cold = self.is_cold(settings)
        tools = self._context.toolbox.declarations

        def ask(following: Sequence[Message], may_call: bool) -> AsyncGenerator[ReplyItem, None]:
            stream = functools.partial(
                self.completer().stream,
                on_sent=record.note_sent,
                asks_end_of_turn=asks_end_of_turn and not following,
                tools=tools,
                may_call=may_call,
            )
            return fitting_reply(self.history, turn_input, settings, stream, following)

        reply = functools.partial(reply_with_tools, ask)
        self._fillers.prepare(settings)
        return CascadeTurn(record, reply, self._voice_selector, sink, self._context, self._fillers)

    def completer(self) -> Completer:
        """Return the model, made at its first use."""
        if self._completer is None:
            self._completer = Completer(self._context.services.completion, self._context.timeouts)
        return self._completer

    async def reset_voices(self) -> None:
        """Connect to the voices anew for the next turn, after one that failed."""
        try:
            await self._voice_selector.dismiss()
        except Exception:
            _logger.exception("a connection could not be closed")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._fillers.close()
        await self._voice_selector.dismiss()
        await self.realtime.close()
        completer, self._completer = self._completer, None
        if completer is not None and not self._shares_completer:
            await completer.close()
