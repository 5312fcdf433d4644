"""Turn taking: one turn after the other, its connections kept, its exchange logged before the next."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voicelab.completion.completer import Completer
from voicelab.conversation.history import History
from voicelab.conversation.speculation import Speculation, Speculator
from voicelab.conversation.stop_phrase import is_stop_phrase
from voicelab.conversation.turn import Turn, TurnInput
from voicelab.errors import VoicelabError
from voicelab.event_loop import run_in_thread
from voicelab.events import Event, ExchangeLogged, StateChanged, UtteranceHeard
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.recognition.recognizer import NoMatch, Utterance
from voicelab.synthesis.voice_selection import VoiceSelector

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["Keeps", "TurnRunner", "asked", "typed_input"]


class Keeps(Protocol):
    """Keeps exchanges: a `SessionLog`, or whoever hands them on to one."""

    def append(self, exchange: Exchange) -> Exchange:
        """Keep an exchange, and return it as it was kept."""
        ...


class TurnRunner:
    """Runs a session's turns, typed and spoken ones alike, never two at once.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    session
        Identifier of the session in the log.
    emit
        Called with events as they happen.
    completer
        The model, where its connections are shared with others, and closed by whoever shares them.
    """

    def __init__(
        self,
        session: str,
        services: Services,
        log: Keeps,
        emit: Callable[[Event], None],
        timeouts: Timeouts,
        completer: Completer | None = None,
    ) -> None:
        self._session = session
        self._services = services
        self._log = log
        self._emit = emit
        self._timeouts = timeouts
        self._one_at_a_time = asyncio.Lock()
        self._taken = 0
        self._turn: Turn | None = None
        self._last_spoken = ""
        self._completer = completer
        self._shares_completer = completer is not None
        self._voice_selector = VoiceSelector(services.speech, timeouts)
        self.history = History()
        self.speculator = Speculator(self._begin_ahead)

    def is_cold(self, settings: Settings) -> bool:
        """Say whether a turn with these settings has connections to open first."""
        return self._completer is None or not self._voice_selector.has(settings)

    async def warm(self, settings: Settings) -> None:
        """Open the connections ahead of the first turn."""
        await asyncio.gather(self._get_completer().warm(settings), self._voice_selector.warm(settings))

    async def take(self, utterance: TurnInput, settings: Settings, sink: Sink) -> Exchange:
        """Reply to an utterance and return the exchange, durable in the log.

        If cancelled, the reply falls silent and the exchange is logged as far as it was heard.
        """
        async with self._one_at_a_time:
            self._taken += 1
            self._emit(UtteranceHeard(self._taken, utterance.text))
            self._emit(StateChanged("thinking"))
            cold = self.is_cold(settings)
            messages = self.history.messages(settings, utterance.text, utterance.detected_language)
            begun = self.speculator.claim(messages, settings)
            self._turn = turn = Turn(
                utterance,
                settings,
                begun or self._get_completer().stream(messages, settings),
                session=self._session,
                number=self._taken,
                voice_selector=self._voice_selector,
                sink=sink,
                emit=self._emit,
                cold=cold,
            )
            try:
                exchange = await turn.run()
            except asyncio.CancelledError:
                await asyncio.shield(self._keep(turn.exchange()))
                raise
            finally:
                self._last_spoken, self._turn = turn.spoken_text, None
            if exchange.outcome == "failed":
                await self._voice_selector.dismiss()
            return await self._keep(exchange)

    async def unanswered(self, why: NoMatch | VoicelabError, settings: Settings) -> Exchange:
        """Log an utterance that no turn could answer: nothing understood, or recognition failed."""
        async with self._one_at_a_time:
            self._taken += 1
            if isinstance(why, NoMatch):
                return await self._keep(self._not_understood(why, settings))
            return await self._keep(
                Exchange.failed(why, session=self._session, turn=self._taken, settings=settings)
            )

    @property
    def replied(self) -> str:
        """What was spoken in the running turn, or in the last one."""
        return self._turn.spoken_text if self._turn is not None else self._last_spoken

    async def interrupt(self) -> bool:
        """Cut the running reply short; returns whether there was one."""
        turn = self._turn
        if turn is None:
            return False
        await turn.interrupt()
        return True

    async def close(self) -> None:
        """Cut the running reply short, as `interrupt` does, and let go of the connections."""
        self.speculator.discard()
        await self.interrupt()
        async with self._one_at_a_time:
            await self._voice_selector.dismiss()
            completer, self._completer = self._completer, None
            if completer is not None and not self._shares_completer:
                await completer.close()

    def _not_understood(self, heard: NoMatch, settings: Settings) -> Exchange:
        return Exchange.not_understood(
            heard.reason,
            session=self._session,
            turn=self._taken,
            settings=settings,
            recognised_seconds=heard.fed_seconds,
            transcript_seconds=max(0.0, heard.arrived_at - heard.ended_at),
            heard_audio=heard.audio,
        )

    def _begin_ahead(self, text: str, settings: Settings) -> Speculation | None:
        # A turn under way will be history that the next one must see.
        if self._one_at_a_time.locked() or is_stop_phrase(text, settings.stop_phrase):
            return None
        messages = self.history.messages(settings, text)
        return Speculation(messages, settings, self._get_completer().stream(messages, settings))

    async def _keep(self, exchange: Exchange) -> Exchange:
        count, tokens = self.speculator.take_costs()
        if count:
            usage = dataclasses.replace(exchange.usage, discarded_completions=count, discarded_tokens=tokens)
            exchange = exchange.replace(usage=usage)
        kept = await run_in_thread(lambda: self._log.append(exchange))
        self.history.add(kept)
        self._emit(ExchangeLogged(kept))
        return kept

    def _get_completer(self) -> Completer:
        if self._completer is None:
            self._completer = Completer(self._services.completion, self._timeouts)
        return self._completer


def asked(heard: Utterance) -> TurnInput:
    """Return what a turn needs of an utterance."""
    return TurnInput(
        text=heard.text,
        input_mode="speech",
        started_utc=now_utc(),
        ended_at=heard.ended_at,
        transcribed_at=heard.arrived_at,
        audio=heard.audio,
        recognised_seconds=heard.fed_seconds,
        confidence=heard.confidence,
        alternatives=heard.alternatives,
        detected_language=heard.language,
    )


def typed_input(text: str) -> TurnInput:
    """Return what a turn needs of a typed utterance."""
    return TurnInput(text=text, input_mode="text", started_utc=now_utc(), ended_at=time.monotonic())
