"""Turn runner: one turn after the other, its connections kept, its exchange logged before the next."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import math
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from voicelab.completion.completer import Completer
from voicelab.conversation.history import History
from voicelab.conversation.preview import Preview
from voicelab.conversation.speculation import Speculation, Speculator
from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.conversation.turn import Turn
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_record import TurnRecord
from voicelab.errors import ConfigurationError, LogError, VoicelabError, unexpected
from voicelab.event_loop import run_in_thread, task_group, to_the_end
from voicelab.events import ExchangeLogged, UtteranceHeard
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
        self._one_at_a_time = asyncio.Lock()
        self._is_closed = False
        self._number = 0
        self._turn: Turn | Preview | None = None
        self._completer = completer
        self._shares_completer = completer is not None
        self._voice_selector = VoiceSelector(context.services.speech, context.timeouts)
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
    ) -> Exchange:
        """Reply to what was typed or heard, and return the exchange, durable in the log.

        An utterance that was not understood makes an exchange, too, and so does a failure before that.

        Parameters
        ----------
        recording
            What was to be recognised, kept where recognition failed.
        """
        if isinstance(heard, str):
            return await self._run(TurnInput.typed(heard), settings, sink)
        if isinstance(heard, Utterance):
            return await self._run(TurnInput.spoken(heard), settings, sink)
        return await self._log_unanswered(heard, settings, recording)

    async def preview(self, sample: Audio, sink: Sink) -> None:
        """Play a preview when the turns before it are over; the next waits until it is.

        Raises
        ------
        DeviceError
            The sink failed.
        """
        async with self._one_at_a_time:
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

    async def interrupt(self, sink: Sink | None = None) -> bool:
        """Cut the running reply short; returns whether there was one.

        Parameters
        ----------
        sink
            Only if it sounds there; by default wherever it does.
        """
        turn = self._turn
        if turn is None or (sink is not None and turn.sink is not sink):
            return False
        return await turn.interrupt()

    async def close(self) -> None:
        """Cut the running reply short, refuse those that wait, and let go of the connections."""
        self._is_closed = True
        self.speculator.discard()
        await self.interrupt()
        async with self._one_at_a_time:
            await self._voice_selector.dismiss()
            completer, self._completer = self._completer, None
            if completer is not None and not self._shares_completer:
                await completer.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ConfigurationError(
                "The session was closed before this turn began.", code="closed", hint="Make a new Session."
            )

    async def _run(self, turn_input: TurnInput, settings: Settings, sink: Sink) -> Exchange:
        """Run a turn; if it is cancelled, its exchange is logged as far as the reply was heard."""
        async with self._one_at_a_time:
            self._check_open()
            self._number += 1
            self._context.emit(UtteranceHeard(self._number, turn_input.text))
            with self._context.activity.turn():
                turn = self._begin(turn_input, settings, sink)
                try:
                    exchange = await turn.run()
                except asyncio.CancelledError:
                    await to_the_end(self._keep(turn.exchange()))
                    raise
                finally:
                    self._turn = None
                kept = await to_the_end(self._keep(exchange))
                if kept.outcome == "failed":
                    await self._reset_voices()
                return kept

    def _begin(self, turn_input: TurnInput, settings: Settings, sink: Sink) -> Turn:
        record = TurnRecord(
            session_id=self._context.session_id,
            number=self._number,
            turn_input=turn_input,
            settings=settings,
            cold=self.is_cold(settings),
        )
        messages = self.history.messages(settings, turn_input.text, turn_input.detected_language)
        begun = self.speculator.claim(messages, settings)
        reply = begun or self._get_completer().stream(messages, settings)
        self._turn = turn = Turn(record, reply, self._voice_selector, sink, self._context)
        return turn

    async def _log_unanswered(
        self, why: NoMatch | VoicelabError, settings: Settings, recording: Audio | None
    ) -> Exchange:
        async with self._one_at_a_time:
            self._number += 1
            where: dict[str, Any] = {
                "session": self._context.session_id,
                "turn": self._number,
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
        if self._one_at_a_time.locked() or ends_conversation(text, settings):
            return None
        if language is None and len(settings.languages) > 1:
            return None  # the model is told which one is spoken
        messages = self.history.messages(settings, text, language)
        return Speculation(text, messages, settings, self._get_completer().stream(messages, settings))

    async def _keep(self, exchange: Exchange) -> Exchange:
        count, tokens = self.speculator.pop_costs()
        if count:
            usage = dataclasses.replace(exchange.usage, discarded_completions=count, discarded_tokens=tokens)
            exchange = exchange.replace(usage=usage)
        try:
            kept = await run_in_thread(lambda: self._context.log.append(exchange))
        except LogError as error:  # a reply that was paid for is not lost for a full disk
            self._context.log.hold(exchange)
            self._context.tell_unlogged(error)
            kept = exchange
        self.history.add(kept)
        self._context.emit(ExchangeLogged(kept))
        return kept

    def _get_completer(self) -> Completer:
        if self._completer is None:
            self._completer = Completer(self._context.services.completion, self._context.timeouts)
        return self._completer
