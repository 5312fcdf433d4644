"""Turn runner: one turn after the other, its connections kept, its exchange logged before the next."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import math
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from voicelab.completion.completer import Completer
from voicelab.conversation.fitting_reply import fitting_reply
from voicelab.conversation.history import History
from voicelab.conversation.preview import Preview
from voicelab.conversation.speculation import Speculation, Speculator
from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.conversation.turn import Turn
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_queue import QueuedTurn, TurnQueue
from voicelab.conversation.turn_record import TurnRecord
from voicelab.errors import ConfigurationError, LogError, VoicelabError, unexpected
from voicelab.event_loop import run_in_thread, task_group, to_the_end
from voicelab.events import ExchangeLogged, UtteranceHeard, UtteranceWaiting
from voicelab.exchange.exchange import Exchange, utc_at
from voicelab.recognition.from_recording import RecordingRecognition, recognize_recording
from voicelab.recognition.recognizer import NoMatch, Utterance
from voicelab.synthesis.voice_selection import VoiceSelector

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.settings import Settings

__all__ = ["TurnRunner"]

_logger = logging.getLogger(__name__)


class TurnRunner:
    """Runs a session's turns, typed and spoken ones alike, never two at once.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    completer
        The model, where its connections are shared with others, and closed by whoever shares them.
    """

    def __init__(self, context: SessionContext, completer: Completer | None = None) -> None:
        self._context = context
        self.queue = TurnQueue(
            lambda queued: context.emit(UtteranceWaiting(queued.number, queued.turn_input.text))
        )
        self._is_closed = False
        self._turn: Turn | Preview | None = None
        self._completer = completer
        self._shares_completer = completer is not None
        self._voice_selector = VoiceSelector(
            context.services.speech, context.timeouts, names_promise=context.services.kind != "embedded"
        )
        self.history = History()
        self.speculator = Speculator(self._begin_ahead)

    def is_cold(self, settings: Settings) -> bool:
        """Say whether a turn with these settings has connections to open first."""
        return self._completer is None or not self._voice_selector.has(settings)

    async def warm(self, settings: Settings) -> None:
        """Open the connections ahead of the first turn."""
        async with task_group() as group:
            group.create_task(self._get_completer().warm(settings))
            group.create_task(self._voice_selector.warm(settings))

    async def recognize(self, recording: Audio, settings: Settings) -> Utterance | NoMatch | VoicelabError:
        """Recognise a recording, all of it as one utterance; an error is returned, not raised."""
        service, timeouts = self._context.services.speech, self._context.timeouts
        with self._context.activity.listening():
            try:
                return await recognize_recording(service, settings, recording, timeouts)
            except Exception as error:
                return unexpected(error)

    async def phrases(
        self, recording: Audio, settings: Settings
    ) -> AsyncGenerator[Utterance | NoMatch | VoicelabError, None]:
        """Yield what is recognised in a recording, phrase by phrase; an error is yielded last, not raised."""
        context = self._context
        recognition = RecordingRecognition(context.services.speech, settings, recording, context.timeouts)
        async with contextlib.aclosing(recognition.phrases()) as phrases:
            try:
                async for phrase in phrases:
                    yield phrase
            except Exception as error:
                yield unexpected(error)

    async def answer(
        self,
        heard: str | Utterance | NoMatch | VoicelabError,
        settings: Settings,
        sink: Sink,
        recording: Audio | None = None,
        *,
        queued: QueuedTurn | None = None,
        ready: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> Exchange:
        """Reply to what was typed or heard, and return the exchange, durable in the log.

        An utterance that was not understood makes an exchange, too, and so does a failure before that, and
        what was dropped while it waited.

        Parameters
        ----------
        recording
            What was to be recognised, kept where recognition failed.
        queued
            Its place in the queue, if it has one already.
        ready
            Returns when it may begin, if it has to wait for more than its turn.
        """
        if not isinstance(heard, str | Utterance):
            return await self._log_unanswered(heard, settings, recording)
        if queued is None:
            self._check_open()
            turn_input = TurnInput.typed(heard) if isinstance(heard, str) else TurnInput.spoken(heard)
            queued = self.queue.enter(turn_input, sink, must_wait=ready is not None)
        try:
            if ready is not None:
                await queued.unless_dropped(ready())
            async with self.queue.turn(queued):
                if queued.dropped.is_set():
                    return await self.drop(queued, settings)
                return await self._run(queued, settings)
        except (asyncio.CancelledError, Exception) as error:
            if queued in self.queue.waiting:
                why = None if isinstance(error, asyncio.CancelledError) else unexpected(error)
                await to_the_end(self.drop(queued, settings, why))
            raise

    async def drop(
        self, queued: QueuedTurn, settings: Settings, why: VoicelabError | None = None
    ) -> Exchange:
        """Log what waited and is not answered any more, for an error or because all was stopped."""
        self.queue.leave(queued)
        exchange = self._record(queued, settings).dropped(queued.sink).with_error(why)
        return await to_the_end(self._keep(exchange))

    async def preview(self, sample: Audio, sink: Sink) -> None:
        """Play a preview when the turns before it are over; the next waits until it is.

        Raises
        ------
        DeviceError
            The sink failed.
        """
        async with self.queue.turn():
            self._check_open()
            with self._context.activity.turn(is_speaking=True):
                self._turn = preview = Preview(sample, sink, self._context.playback)
                try:
                    await preview.run()
                finally:
                    self._turn = None

    @property
    def runs_since(self) -> float:
        """When the running turn began, by ``time.monotonic()``, in seconds; never, if none runs."""
        return self._turn.began_at if isinstance(self._turn, Turn) else math.inf

    async def interrupt(self, sink: Sink | None = None, *, drop_waiting: bool = False) -> bool:
        """Cut the running reply short; returns whether there was one.

        Parameters
        ----------
        sink
            Only if it sounds there; by default wherever it does.
        drop_waiting
            Whether those that wait to sound there never begin.
        """
        if drop_waiting:
            self.queue.drop(sink)
        turn = self._turn
        if turn is None or (sink is not None and turn.sink is not sink):
            return False
        self.queue.is_ending = True
        return await turn.interrupt()

    async def close(self) -> None:
        """Cut the running reply short, drop those that wait, and let go of the connections."""
        self._is_closed = True
        self.speculator.discard()
        await self.interrupt(drop_waiting=True)
        await self.queue.empty()
        async with self.queue.turn():
            await self._voice_selector.dismiss()
            completer, self._completer = self._completer, None
            if completer is not None and not self._shares_completer:
                await completer.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ConfigurationError(
                "The session was closed before this turn began.", code="closed", hint="Make a new Session."
            )

    async def _run(self, queued: QueuedTurn, settings: Settings) -> Exchange:
        """Run a turn; if it is cancelled, its exchange is logged as far as the reply was heard."""
        self._context.emit(UtteranceHeard(queued.number, queued.turn_input.text))
        with self._context.activity.turn():
            turn = self._begin(queued, settings)
            try:
                exchange = await turn.run()
                if turn.record.cut_off:
                    self.queue.drop(queued.sink)
            except asyncio.CancelledError:
                await to_the_end(self._keep(turn.exchange()))
                raise
            finally:
                self._turn = None
            kept = await to_the_end(self._keep(exchange))
            if kept.outcome == "failed":
                await self._reset_voices()
            return kept

    def _record(self, queued: QueuedTurn, settings: Settings) -> TurnRecord:
        return TurnRecord(
            session_id=self._context.session_id,
            number=queued.number,
            turn_input=queued.turn_input,
            settings=settings,
        )

    def _begin(self, queued: QueuedTurn, settings: Settings) -> Turn:
        turn_input, record = queued.turn_input, self._record(queued, settings)
        record.cold = self.is_cold(settings)
        stream, claim = self._get_completer().stream, self.speculator.claim
        reply = fitting_reply(self.history, turn_input, settings, stream, claim)
        self._turn = turn = Turn(record, reply, self._voice_selector, queued.sink, self._context)
        return turn

    async def _log_unanswered(
        self, why: NoMatch | VoicelabError, settings: Settings, recording: Audio | None
    ) -> Exchange:
        async with self.queue.turn():
            where: dict[str, Any] = {
                "session": self._context.session_id,
                "turn": self.queue.next_number(),
                "settings": settings,
            }
            if isinstance(why, VoicelabError):
                return await to_the_end(self._keep(Exchange.failed(why, heard_audio=recording, **where)))
            exchange = Exchange.not_understood(
                why.reason,
                started_utc=utc_at(why.ended_at),
                recognised_seconds=why.fed_seconds,
                transcript_seconds=max(0.0, why.arrived_at - why.ended_at),
                heard_audio=why.audio,
                **where,
            )
            return await to_the_end(self._keep(exchange))

    async def _reset_voices(self) -> None:
        """Connect anew for the next turn, after one that failed."""
        try:
            await self._voice_selector.dismiss()
        except Exception:
            _logger.exception("a connection could not be closed")

    def _begin_ahead(self, text: str, settings: Settings, language: str | None) -> Speculation | None:
        # A turn under way will be history that the next one must see.
        if self.queue.is_taken or self.queue.waiting or ends_conversation(text, settings):
            return None
        if language is None and len(settings.languages) > 1:
            return None  # the model is told which one is spoken
        messages = self.history.messages(settings, text, language)
        return Speculation(text, messages, settings, self._get_completer().stream)

    async def _keep(self, exchange: Exchange) -> Exchange:
        count, tokens = self.speculator.pop_costs()
        if count:
            usage = dataclasses.replace(exchange.usage, discarded_completions=count, discarded_tokens=tokens)
            exchange = exchange.replace(usage=usage)
        try:
            kept = await run_in_thread(lambda: self._context.log.append(exchange))
        except LogError as error:  # a reply that was paid for is not lost for a full disk
            self._context.log.hold(exchange)
            self._context.report_unlogged(error)
            kept = exchange
        self.history.add(kept)
        self._context.emit(ExchangeLogged(kept))
        return kept

    def _get_completer(self) -> Completer:
        if self._completer is None:
            self._completer = Completer(self._context.services.completion, self._context.timeouts)
        return self._completer
