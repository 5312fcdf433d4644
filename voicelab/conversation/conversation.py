"""Conversation: from its first word to its end, and why it ended."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from voicelab.conversation.stop_phrase import ends_conversation
from voicelab.errors import VoicelabError, unexpected
from voicelab.event_loop import callers_loop
from voicelab.events import EndReason, Failed
from voicelab.realtime.heard_speech import SpeechCommitted
from voicelab.recognition.recognizer import Hypothesis, NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.exchange.exchange import Exchange
    from voicelab.settings import Settings

__all__ = ["Conversation"]

_logger = logging.getLogger(__name__)


class Conversation(ABC):
    """Utterance after utterance, each answered by a turn, until something ends it.

    Parameters
    ----------
    sink
        Where replies sound.
    end_on_no_match
        Whether an utterance that is not understood ends it.
    """

    def __init__(
        self, context: SessionContext, turns: TurnRunner, sink: Sink, *, end_on_no_match: bool = False
    ) -> None:
        self.sink = sink
        self.callers_loop = callers_loop()
        """Where other people's sinks run; see `voicelab.audio.sink_thread`."""
        self.reason: EndReason = "failed"
        """Why it ended."""
        self._context = context
        self._turns = turns
        self._end_on_no_match = end_on_no_match
        self._failed_turns = 0
        self._stop_reason: EndReason | None = None
        self._work: asyncio.Task[EndReason] | None = None
        self._over = asyncio.Event()

    @abstractmethod
    async def _converse(self) -> EndReason:
        """Converse to the end and return why it ended."""

    async def run(self) -> EndReason:
        """Converse to the end and return why it ended.

        Raises
        ------
        VoicelabError
            The source or recognition failed for good; the error was emitted, too.
        """
        if self._stop_reason is not None:
            self.reason = self._stop_reason
            return self.reason
        self._work = asyncio.ensure_future(self._converse())
        warming = asyncio.ensure_future(self._turns.warm(self._settings))
        try:
            await asyncio.wait({self._work})
            cancelled = self._work.cancelled()
            self.reason = (self._stop_reason or "stopped") if cancelled else self._work.result()
        except asyncio.CancelledError:
            self.reason = self._stop_reason or "stopped"
            self._work.cancel()
            await asyncio.wait({self._work})
            raise
        except Exception as error:
            self._context.emit(Failed(unexpected(error)))
            raise
        finally:
            warming.cancel()
            await asyncio.wait({warming})
            if not warming.cancelled() and warming.exception() is not None:
                _logger.info("connections could not be opened ahead: %s", warming.exception())
        return self.reason

    @property
    def is_ending(self) -> bool:
        """Whether its end is under way, or it has ended."""
        return self._stop_reason is not None or (self._work is not None and self._work.done())

    def stop(self, reason: EndReason = "stopped") -> None:
        """End it now; `ended` says when it has. Stopping again does nothing."""
        if self._stop_reason is None:
            self._stop_reason = reason
            if self._work is not None:
                self._work.cancel()

    async def ended(self) -> None:
        """Return when `finish` was called."""
        await self._over.wait()

    def finish(self) -> None:
        """Note that its end is logged, for those who wait in `ended`."""
        self._over.set()

    @property
    def _settings(self) -> Settings:
        """Those of the next turn."""
        return self._context.settings

    async def _answer(
        self,
        heard: str | Hypothesis | SpeechCommitted | Utterance | NoMatch | VoicelabError,
        recording: Audio | None = None,
        queued: QueuedTurn | None = None,
    ) -> EndReason | None:
        """Answer by a turn; returns a reason if that ends the conversation."""
        settings = self._settings
        if isinstance(heard, str | Utterance) and queued is None:
            text = heard if isinstance(heard, str) else heard.text
            if ends_conversation(text, settings):
                self._turns.queue.drop(self.sink)
                return "stop-phrase"
        if isinstance(heard, Hypothesis | SpeechCommitted):  # whose transcript is still to come
            assert queued is not None
            predicted = await self._turns.answer_predicted(queued, settings)
            return self._reason_to_end(predicted) if predicted is not None else None
        exchange = await self._turns.answer(heard, settings, self.sink, recording, queued=queued)
        if isinstance(heard, NoMatch):
            return "no-match" if self._end_on_no_match else None
        return self._reason_to_end(exchange)

    def _reason_to_end(self, exchange: Exchange) -> EndReason | None:
        """End a conversation that would only fail on and on, with one message that says why."""
        if exchange.outcome != "failed":
            self._failed_turns = 0
            return None
        self._failed_turns += 1
        message = exchange.error_message or "The turn failed."
        error = VoicelabError(message, code=exchange.error_code)
        if error.is_permanent:
            self._context.emit(Failed(error))
            return "failed"
        if self._failed_turns < self._context.timeouts.retry.failed_turns:
            return None
        turns = "The turn" if self._failed_turns == 1 else f"{self._failed_turns} turns in a row"
        message = f"{turns} failed, so the conversation ends. The last time: {message}"
        self._context.emit(Failed(VoicelabError(message, code="too-many-failures")))
        return "failed"
