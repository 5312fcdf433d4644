"""A live conversation: listening and replying side by side, until something ends it."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING, TypeAlias

from voicelab.conversation.conversation import Conversation
from voicelab.conversation.echo import EchoGuard
from voicelab.conversation.interruptions import Interruptions
from voicelab.conversation.listener import Listener
from voicelab.conversation.service_turn_taker import ServiceTurnTaker
from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.conversation.turn_taker import TurnTaker
from voicelab.errors import DeviceError, VoicelabError, unexpected
from voicelab.event_loop import task_group, to_the_end
from voicelab.events import EndReason, HypothesisHeard
from voicelab.realtime.heard_speech import HeardSpeech, SpeechCommitted
from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, RecognitionEvent, Utterance

if TYPE_CHECKING:
    from voicelab.audio.live_chunks import TurnMark
    from voicelab.audio.sinks import Sink
    from voicelab.audio.sources import Source
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["LiveConversation"]

_Spoken: TypeAlias = "Hypothesis | Utterance | SpeechCommitted"
_Heard: TypeAlias = "tuple[_Spoken | NoMatch | VoicelabError | None, QueuedTurn | None]"
"""What was heard, or that nothing comes any more; with its place among the turns, if it has one."""

_SOURCE_SECONDS = 5.0
"""How long a source may go on when nobody listens any more, in seconds; then it is left alone."""


class LiveConversation(Conversation):
    """Utterance after utterance from a microphone or another live source, each answered by a turn.

    Side by side run: feeding recognition, handling what was recognised, answering. If the source ends or
    fails, or recognition does, what was heard before is answered first; not if whoever spoke has gone.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        source: Source,
        sink: Sink,
        *,
        end_on_no_match: bool = False,
        is_interrupting: bool = True,
    ) -> None:
        super().__init__(context, turns, sink, end_on_no_match=end_on_no_match)
        self._echo_guard = EchoGuard(context, sink)
        self._interruptions = Interruptions(context, turns, self._echo_guard)
        self._heard: asyncio.Queue[_Heard] = asyncio.Queue()
        shared = context, turns, sink, self._echo_guard
        self._turn_taker = TurnTaker(*shared, self._interruptions.confirm, self._on_turn)
        self._service_turn_taker = ServiceTurnTaker(
            *shared, self._interruptions, self._on_turn, self._stop_by_phrase, is_interrupting=is_interrupting
        )
        realtime, feed = turns.maker.realtime, self._turn_taker.feed
        self._listener = Listener(context, source, self._echo_guard, realtime, feed)
        self._source_error: VoicelabError | None = None
        self._answered_at = -math.inf
        self.has_heard = False
        """Whether anything was heard."""

    def settings_changed(self) -> None:
        """Have the next words recognised by the present settings."""
        self._listener.settings_changed()

    def stop(self, reason: EndReason = "stopped") -> None:
        """End it now, and hear nothing more; see `Conversation.stop`."""
        self._listener.stop()
        super().stop(reason)

    async def _converse(self) -> EndReason:
        feeding = asyncio.ensure_future(self._feed())
        try:
            async with task_group() as group:
                recognizing = group.create_task(self._recognize())
                try:
                    return await self._answer_all()
                finally:
                    recognizing.cancel()
        finally:
            self._interruptions.resume()  # what runs on elsewhere
            self._listener.stop()
            feeding.cancel()
            await to_the_end(self._turn_taker.close())
            await to_the_end(self._service_turn_taker.close())
            await to_the_end(self._drop_heard())
            await asyncio.wait({feeding}, timeout=_SOURCE_SECONDS)

    async def _feed(self) -> None:
        try:
            await self._listener.feed(self._mark)
        except asyncio.CancelledError:
            if self._listener.is_stopped:
                raise
            self._source_error = DeviceError(
                "The source cancelled itself.",
                code="source-failed",
                hint="It raised asyncio.CancelledError: look what it waits for, and if its loop goes on.",
            )
        except Exception as error:
            # Raised by `_answer_all` when all that the source gave is answered.
            self._source_error = unexpected(error)
        else:
            if self._listener.is_abandoned:
                self._turns.queue.drop(self.sink)  # ahead of all: none may begin meanwhile
                self.stop("end-of-input")

    async def _recognize(self) -> None:
        try:
            await self._listener.recognize(self._handle)
        except Exception as error:
            self._finish_turns()
            self._heard.put_nowait((unexpected(error), None))
        finally:
            self._interruptions.resume()
            self._turns.queue.hold(False)
            self._turns.queue.user_paused()

    async def _answer_all(self) -> EndReason:
        while True:
            heard, queued = await self._heard.get()
            if heard is None:
                return "end-of-input"
            if isinstance(heard, VoicelabError):
                return await self._fail(heard)
            if isinstance(heard, NoMatch) and self._is_mere_silence(heard):
                continue  # Nobody spoke to a microphone that is left open: that is no turn.
            self.has_heard = True
            reason = await self._answer(heard, queued=queued)
            if reason is not None:
                return reason
            self._answered_at = time.monotonic()

    async def _fail(self, error: VoicelabError) -> EndReason:
        """End it by an error, which has a row in the log."""
        await self._turns.answer(error, self._context.settings, self.sink)
        raise error

    def _is_mere_silence(self, heard: NoMatch) -> bool:
        """Whether nobody spoke, and nobody was expected to: a reply was made or sounded meanwhile."""
        if heard.reason != "InitialSilenceTimeout":
            return False
        return not self._end_on_no_match or heard.arrived_at - heard.fed_seconds < self._answered_at

    async def _handle(self, event: RecognitionEvent | HeardSpeech) -> None:
        """Decide what an event of recognition means for the conversation."""
        if self.is_ending:
            return  # it came after the end
        if isinstance(event, HeardSpeech):
            await self._service_turn_taker.hear(event)
        elif isinstance(event, EndOfSpeech):
            self._finish_turns()
            self._turns.queue.user_paused()
            self._heard.put_nowait((self._source_error, None))
        elif isinstance(event, NoMatch):
            self._interruptions.resume()
            await self._turn_taker.hear_nothing()
            self._heard.put_nowait((event, None))
        elif not event.text.strip() or self._echo_guard.is_echo(event):
            if isinstance(event, Utterance):
                self._interruptions.resume()
                self._turn_taker.hear_echo()
        else:
            await self._handle_words(event)

    async def _handle_words(self, event: Hypothesis | Utterance) -> None:
        if self._turn_taker.has_answered(event):
            return
        is_held, may_interrupt = self._listener.is_held, not self._turn_taker.awaits_transcript
        if may_interrupt and not is_held and self._interruptions.is_backchannel(event):
            if isinstance(event, Utterance):
                await self._ignore(event)
            return
        if isinstance(event, Hypothesis):
            await self._handle_hypothesis(event)
        if may_interrupt and (is_held or self._context.settings.barge_in):
            await self._interruptions.barge_in(event)
        if isinstance(event, Utterance):
            await self._handle_utterance(event)

    async def _handle_hypothesis(self, event: Hypothesis) -> None:
        if self._listener.is_marked:
            self._context.emit(HypothesisHeard(event.text))
        else:
            await self._turn_taker.hear(event)

    async def _handle_utterance(self, event: Utterance) -> None:
        if ends_conversation(event.text, self._context.settings):
            await self._stop_by_phrase(event)
        elif self._listener.is_marked:
            await self._turn_taker.end_marked(event)
        else:
            await self._turn_taker.hear(event)

    async def _ignore(self, backchannel: Utterance) -> None:
        """Say that something is not answered, over a reply that goes on."""
        self._interruptions.ignore(backchannel)
        await self._turn_taker.hear_nothing()

    def _finish_turns(self) -> None:
        """Begin the turns of what was said, as no more will come."""
        self._turn_taker.finish()
        self._service_turn_taker.finish()

    def _on_turn(self, heard: _Spoken | NoMatch, queued: QueuedTurn | None) -> None:
        self._heard.put_nowait((heard, queued))

    async def _stop_by_phrase(self, heard: Utterance) -> None:
        """End it with the stop phrase: at once, if it was said since the running turn began."""
        await self._turn_taker.abandon()
        if not self._interruptions.is_said_before(heard) and not self._echo_guard.may_be_echo(heard):
            self._turns.queue.drop(self.sink)  # before the next one begins
            await self._turns.interrupt()
            await self._drop_heard()
        self._heard.put_nowait((heard, None))

    async def _drop_heard(self) -> None:
        """Log what was said and is not answered any more."""
        while not self._heard.empty():
            _, queued = self._heard.get_nowait()
            if queued is not None and not queued.is_withdrawn:
                await self._turns.drop(queued, self._context.settings)

    async def _mark(self, mark: TurnMark) -> None:
        """Give way where the user begins a turn that the source marks."""
        self._turns.queue.hold(mark.begins)
        if mark.begins:
            await self._interruptions.give_way()
