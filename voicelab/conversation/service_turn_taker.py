"""ServiceTurnTaker: the user's turns as a speech-to-speech service finds them, ahead of their words.

A turn begins as soon as the service takes it to be over; its transcript comes on its own time, before the
reply or after it. What is said over a reply is judged by its words first, for it may be no turn.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from voicelab.conversation.interruptions import LONGEST_SPEECH_SECONDS
from voicelab.conversation.missing_transcript import missing_transcript
from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.untranscribed import Untranscribed, transcribed, utterance_of
from voicelab.event_loop import run_in_background
from voicelab.events import HypothesisHeard, UtteranceHeard
from voicelab.realtime.events import InputNotTranscribed, InputTranscribed, InputTranscript
from voicelab.realtime.heard_speech import HeardSpeech, SpeechCommitted, SpeechOnset, SpeechPaused
from voicelab.recognition.recognizer import Hypothesis, NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.interruptions import Interruptions
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["ServiceTurnTaker"]

_NEXT_SECONDS = 2.0
"""How long a transcript may still take when the user speaks again, in seconds."""
_MOST_EARLY = 16
"""Transcripts that are kept of items that are not known yet."""


class ServiceTurnTaker:
    """Follows one user turn after the other. Belongs to one event loop.

    Parameters
    ----------
    sink
        Where replies sound.
    on_turn
        Called with each turn as it enters the queue; and, without one, with what was not understood.
    on_stop_phrase
        Called with the stop phrase, when it was said.
    is_interrupting
        Whether what is said over a reply may interrupt it.
    """

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        sink: Sink,
        echo_guard: EchoGuard,
        interruptions: Interruptions,
        on_turn: Callable[[SpeechCommitted | NoMatch, QueuedTurn | None], None],
        on_stop_phrase: Callable[[Utterance], Awaitable[None]],
        *,
        is_interrupting: bool = True,
    ) -> None:
        self._context = context
        self._turns = turns
        self._sink = sink
        self._echo_guard = echo_guard
        self._interruptions = interruptions
        self._on_turn = on_turn
        self._on_stop_phrase = on_stop_phrase
        self._is_interrupting = is_interrupting
        self._untranscribed: dict[str, Untranscribed] = {}
        self._early: OrderedDict[str, InputTranscribed | InputNotTranscribed] = OrderedDict()

    async def hear(self, event: HeardSpeech) -> None:
        """Follow what a recognizer finds."""
        queue = self._turns.queue
        if isinstance(event, SpeechOnset):
            self._expect_less()
            queue.user_speaks(LONGEST_SPEECH_SECONDS)
            if self._may_interrupt:
                await self._interruptions.hear_speech()
        elif isinstance(event, SpeechPaused):
            self._interruptions.await_words()
        elif isinstance(event, SpeechCommitted):
            queue.user_paused()
            await self._expect_transcript(event)
        elif isinstance(event, InputTranscript):
            await self._hear_words(event)
        elif isinstance(event, InputTranscribed | InputNotTranscribed):
            await self._hear_transcript(event)
        else:
            queue.user_paused()
            self._interruptions.resume()

    def finish(self) -> None:
        """Begin the turns of what was said, as no more will come, transcripts neither."""
        for pending in list(self._untranscribed.values()):
            self._miss_transcript(pending)

    async def close(self) -> None:
        """Drop what was said and is no turn yet, with a row in the log; turns stand as they are."""
        while self._untranscribed:  # transcripts may come meanwhile
            pending = self._forget(next(iter(self._untranscribed)))
            if pending.queued is not None:
                pending.queued.settle(pending.turn_input)
            else:
                queued = self._turns.queue.enter(pending.turn_input, self._sink)
                await self._turns.drop(queued, self._context.settings)

    async def _expect_transcript(self, speech: SpeechCommitted) -> None:
        item_id, loop = speech.item.item_id, asyncio.get_running_loop()
        seconds = self._context.timeouts.recognition_seconds
        due = loop.call_later(seconds, lambda: self._miss_transcript(self._untranscribed[item_id]))
        self._untranscribed[item_id] = pending = Untranscribed(speech, due)
        run_in_background(self._follow(pending))
        if self._may_interrupt and not speech.is_marked:
            await self._interruptions.hear_speech(speech.ended_at)  # of which perhaps nothing was told before
        if not self._is_open(pending):
            return  # its connection was lost meanwhile
        if self._interruptions.is_pausing and not speech.is_marked:
            self._interruptions.await_words()
        else:
            self._begin(pending, TurnInput.committed(speech))
        if item_id in self._early:
            await self._hear_transcript(self._early.pop(item_id))

    @property
    def _may_interrupt(self) -> bool:
        return self._is_interrupting and self._context.settings.barge_in

    def _begin(self, pending: Untranscribed, turn_input: TurnInput) -> None:
        self._interruptions.confirm()
        pending.queued = queued = self._turns.queue.enter(turn_input, self._sink)
        if turn_input.transcribed_at is None:
            queued.expect_transcript(is_predicted=False)
        self._on_turn(pending.speech, queued)

    async def _hear_words(self, event: InputTranscript) -> None:
        pending = self._untranscribed.get(event.item_id)
        if pending is None:
            return
        pending.words = event.added_to(pending.words)
        if pending.queued is not None and pending.queued.is_running:
            self._context.emit(UtteranceHeard(pending.queued.number, pending.words.strip(), is_final=False))
            return
        self._context.emit(HypothesisHeard(pending.words.strip()))
        heard = Hypothesis(pending.words.strip(), pending.speech.began_at, pending.speech.ended_at)
        if pending.queued is not None or not self._interruptions.is_certain(heard):
            return
        if not (self._interruptions.is_backchannel(heard) or self._echo_guard.is_echo(heard)):
            await self._interruptions.barge_in(heard)  # where the reply has gone on meanwhile
            if pending.queued is None and self._is_open(pending):
                self._begin(pending, TurnInput.committed(pending.speech))

    async def _follow(self, pending: Untranscribed) -> None:
        """Know the transcript also where nobody listens to its connection any more, or that none comes."""
        item = pending.speech.item
        heard = await item.transcription()
        if not self._is_open(pending):
            return
        if heard is None:
            self._miss_transcript(pending)
        elif not item.connection.is_listened:
            await self._hear_transcript(heard)

    async def _hear_transcript(self, event: InputTranscribed | InputNotTranscribed) -> None:
        if event.item_id not in self._untranscribed:
            self._early[event.item_id] = event
            while len(self._early) > _MOST_EARLY:
                self._early.popitem(last=False)
        elif isinstance(event, InputNotTranscribed):
            self._miss_transcript(self._untranscribed[event.item_id], event.message)
        else:
            pending = self._forget(event.item_id)
            if pending.queued is None or not pending.queued.is_running:
                self._context.emit(HypothesisHeard(""))
            await self._know(pending, utterance_of(pending.speech, event))

    async def _know(self, pending: Untranscribed, heard: Utterance) -> None:
        """Do what follows from the transcript."""
        is_begun = pending.queued is not None and pending.queued.is_running
        if not heard.text:
            await self._hear_nothing(pending)
        elif self._echo_guard.is_echo(heard):
            await self._withdraw(pending)
            self._interruptions.resume()
        elif ends_conversation(heard.text, self._context.settings):
            await self._withdraw(pending)
            await self._on_stop_phrase(heard)
        elif not (is_begun or pending.speech.is_marked) and self._interruptions.is_backchannel(heard):
            await self._withdraw(pending)
            self._interruptions.ignore(heard)
        elif pending.queued is None:
            await self._replace_reply(pending, heard)
        else:
            self._turns.settle(pending.queued, transcribed(pending.queued.turn_input, heard))

    async def _replace_reply(self, pending: Untranscribed, heard: Utterance) -> None:
        """Begin its turn once what it was said over has given way, unless all ends meanwhile."""
        item_id, pending.heard = pending.speech.item.item_id, heard
        self._untranscribed[item_id] = pending  # for `close`
        await self._interruptions.barge_in(heard)
        if self._is_open(pending):
            self._forget(item_id)
            self._begin(pending, pending.turn_input)

    async def _hear_nothing(self, pending: Untranscribed) -> None:
        """Take what has no words for a noise, unless it is being replied to aloud."""
        queued, speech, running = pending.queued, pending.speech, self._turns.running
        is_aloud = running is not None and running.record.first_audio_at is not None
        if queued is not None and queued.is_running and is_aloud:
            self._turns.settle(queued, queued.turn_input)
            return
        await self._withdraw(pending)
        self._interruptions.resume()
        nothing = NoMatch(
            "NotRecognized", speech.audio, speech.ended_at, time.monotonic(), speech.item_seconds
        )
        self._on_turn(nothing, None)

    async def _withdraw(self, pending: Untranscribed) -> None:
        if pending.queued is not None:
            await self._turns.withdraw(pending.queued)
            self._context.emit(HypothesisHeard(""))  # as which its words show now

    def _miss_transcript(self, pending: Untranscribed, why: str = "") -> None:
        """Let something stand without a transcript, for none comes."""
        self._forget(pending.speech.item.item_id)
        if pending.queued is None:
            self._begin(pending, TurnInput.committed(pending.speech))
        assert pending.queued is not None
        if pending.queued.is_settled:
            return  # by a connection over which it was given again
        if pending.turn_input.transcribed_at is None:
            self._context.emit(missing_transcript(why))
        self._turns.settle(pending.queued, pending.turn_input)

    def _expect_less(self) -> None:
        """Wait no longer than a moment for the transcripts of what was said before the user speaks again."""
        loop = asyncio.get_running_loop()
        for pending in list(self._untranscribed.values()):
            if pending.due.when() > loop.time() + _NEXT_SECONDS:
                pending.due.cancel()
                pending.due = loop.call_later(_NEXT_SECONDS, self._miss_transcript, pending)

    def _is_open(self, pending: Untranscribed) -> bool:
        """Whether its transcript is still waited for."""
        return self._untranscribed.get(pending.speech.item.item_id) is pending

    def _forget(self, item_id: str) -> Untranscribed:
        pending = self._untranscribed.pop(item_id)
        pending.due.cancel()
        return pending
