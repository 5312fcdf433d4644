"""A live conversation: listening and replying side by side, until something ends it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from voicelab.conversation.conversation import Conversation
from voicelab.conversation.echo import EchoGuard
from voicelab.conversation.listener import Listener
from voicelab.errors import VoicelabError, unexpected
from voicelab.event_loop import task_group
from voicelab.events import EndReason, HypothesisHeard, Notice
from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, RecognitionEvent, Utterance

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.audio.sources import Source
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["LiveConversation"]


class LiveConversation(Conversation):
    """Utterance after utterance from a microphone or another live source, each answered by a turn.

    One group holds what runs side by side: feeding recognition, handling what was recognised, answering. If
    the source or recognition fails, what was heard before is answered first.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        source: Source,
        sink: Sink,
        *,
        end_on_no_match: bool = False,
    ) -> None:
        super().__init__(context, turns, sink, end_on_no_match=end_on_no_match)
        self._echo_guard = EchoGuard(context, sink)
        self._listener = Listener(context, source, self._echo_guard, turns.speculator)
        self._heard: asyncio.Queue[Utterance | NoMatch | VoicelabError | None] = asyncio.Queue()
        self._source_error: VoicelabError | None = None

    def settings_changed(self) -> None:
        """Have the next words recognised by the present settings."""
        self._listener.settings_changed()

    async def _converse(self) -> EndReason:
        async with task_group() as group:
            listening = [group.create_task(self._feed()), group.create_task(self._recognize())]
            try:
                return await self._answer_all()
            finally:
                self._turns.speculator.discard()
                for task in listening:
                    task.cancel()

    async def _feed(self) -> None:
        try:
            await self._listener.feed()
        except Exception as error:
            # Raised by `_answer_all` when all that the source gave is answered.
            self._source_error = unexpected(error)

    async def _recognize(self) -> None:
        try:
            await self._listener.recognize(self._handle)
        except Exception as error:
            self._heard.put_nowait(unexpected(error))

    async def _answer_all(self) -> EndReason:
        while (heard := await self._heard.get()) is not None:
            if isinstance(heard, VoicelabError):
                await self._turns.answer(heard, self._context.settings, self.sink)
                raise heard
            silent = isinstance(heard, NoMatch) and heard.reason == "InitialSilenceTimeout"
            if silent and not self._end_on_no_match:
                continue  # Nobody spoke to a microphone that is left open: that is no turn.
            reason = await self._answer(heard)
            if reason is not None:
                return reason
        return "end-of-input"

    async def _handle(self, event: RecognitionEvent) -> None:
        """Decide what an event of recognition means for the conversation."""
        if isinstance(event, EndOfSpeech):
            self._heard.put_nowait(self._source_error)
        elif isinstance(event, NoMatch):
            self._turns.speculator.discard()
            self._heard.put_nowait(event)
        elif event.text.strip() and not self._echo_guard.is_echo(event.text, self._turns.spoken_text):
            if isinstance(event, Hypothesis):
                self._context.emit(HypothesisHeard(event.text))
                self._turns.speculator.set_hypothesis(event.text)
            await self._barge_in(event.text)
            if isinstance(event, Utterance):
                self._heard.put_nowait(event)

    async def _barge_in(self, text: str) -> None:
        is_speaking = self._context.activity.state == "speaking"
        if not self._context.settings.barge_in or not is_speaking:
            return
        if self._echo_guard.may_be_echo(text, self._turns.spoken_text):
            return
        began = time.monotonic()
        if await self._turns.interrupt():
            milliseconds = (time.monotonic() - began) * 1000
            message = f"The reply was interrupted (silent after {milliseconds:.0f} ms)."
            self._context.emit(Notice("barge-in", message))
