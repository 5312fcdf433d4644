"""A talk: one conversation from its first word to its end, and why it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, cast

from voicelab.conversation.live import Conversation
from voicelab.conversation.stop_phrase import is_stop_phrase
from voicelab.conversation.turn_runner import TurnRunner, asked
from voicelab.errors import RecognitionError, VoicelabError, unexpected
from voicelab.events import EndReason, Event, Failed, State, StateChanged
from voicelab.recognition.from_recording import as_recording, recognize_recording
from voicelab.recognition.recognizer import NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.audio.sources import Source
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["Talk"]

_LASTING = (
    *("authentication", "forbidden", "not-found", "missing-deployment", "model-retired"),
    *("wrong-api", "bad-version", "quota", "unknown-voice", "unknown-style", "unknown-role"),
)
"""Errors that no further turn will mend."""


class Talk:
    """Utterance after utterance, from a live source or from recordings, each answered by a turn.

    Parameters
    ----------
    settings, state
        Called whenever the present settings, or what the session is doing, are needed.
    end_on_no_match
        Whether an utterance that is not understood ends it.
    """

    def __init__(
        self,
        source: Source | Iterable[Any],
        sink: Sink,
        service: SpeechService,
        turns: TurnRunner,
        timeouts: Timeouts,
        *,
        settings: Callable[[], Settings],
        state: Callable[[], State],
        emit: Callable[[Event], None],
        end_on_no_match: bool,
    ) -> None:
        self.sink = sink
        self._source = source
        self._service = service
        self._turns = turns
        self._timeouts = timeouts
        self._settings = settings
        self._state = state
        self._emit = emit
        self._end_on_no_match = end_on_no_match
        self._failed_turns = 0
        self._stop_reason: EndReason = "stopped"
        self._work: asyncio.Task[EndReason] | None = None
        self._over = asyncio.Event()
        self.reason: EndReason = "failed"

    async def run(self) -> EndReason:
        """Converse to the end and return why it ended.

        Raises
        ------
        VoicelabError
            An error that will not mend itself; it was emitted, too.
        """
        self._work = asyncio.ensure_future(self._converse())
        warming = asyncio.ensure_future(self._turns.warm(self._settings()))
        try:
            await asyncio.wait({self._work})
            self.reason = self._stop_reason if self._work.cancelled() else self._work.result()
        except asyncio.CancelledError:
            self.reason = self._stop_reason
            self._work.cancel()
            await asyncio.wait({self._work})
            raise
        except Exception as error:
            self._emit(Failed(error if isinstance(error, VoicelabError) else unexpected(error)))
            raise
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
        return self.reason

    async def stop(self, reason: EndReason = "stopped") -> None:
        """End it now; returns when its last exchange is logged and `finish` was called."""
        self._stop_reason = reason
        if self._work is not None:
            self._work.cancel()
        await self._over.wait()

    def finish(self) -> None:
        """Say that all is tidied up, and let go of those who wait in `stop`."""
        self._over.set()

    def _converse(self) -> Coroutine[Any, Any, EndReason]:
        if hasattr(self._source, "chunks"):
            return self._listen(cast("Source", self._source))
        return self._read_out(self._source)

    async def _listen(self, source: Source) -> EndReason:
        conversation = Conversation(
            self._service,
            source,
            self.sink,
            settings=self._settings,
            state=self._state,
            answer=self._answer_live,
            interrupt=self._turns.interrupt,
            replied=lambda: self._turns.replied,
            speculator=self._turns.speculator,
            emit=self._emit,
            timeouts=self._timeouts,
        )
        return await conversation.run()

    async def _read_out(self, recordings: Iterable[Any]) -> EndReason:
        for recording in recordings:
            self._emit(StateChanged("listening"))
            sound = as_recording(recording)
            if sound is None:
                raise ValueError(f"a conversation takes recordings, not {recording!r}")
            try:
                reason = await self._answer(
                    await recognize_recording(self._service, self._settings(), sound, self._timeouts)
                )
            except RecognitionError as error:
                self._emit(Failed(error))
                reason = self._hopeless(await self._turns.unanswered(error, self._settings()))
            if reason is not None:
                return reason
        return "end-of-input"

    async def _answer_live(self, heard: Utterance | NoMatch) -> EndReason | None:
        silent = isinstance(heard, NoMatch) and heard.reason == "InitialSilenceTimeout"
        # Nobody spoke to a microphone that is left open: that is no turn.
        return None if silent and not self._end_on_no_match else await self._answer(heard)

    async def _answer(self, heard: Utterance | NoMatch) -> EndReason | None:
        settings = self._settings()
        if isinstance(heard, NoMatch):
            await self._turns.unanswered(heard, settings)
            return "no-match" if self._end_on_no_match else None
        if is_stop_phrase(heard.text, settings.stop_phrase):
            return "stop-phrase"
        return self._hopeless(await self._turns.take(asked(heard), settings, self.sink))

    def _hopeless(self, exchange: Exchange) -> EndReason | None:
        """End a talk that would only fail on and on, with one message that says why."""
        if exchange.outcome != "failed":
            self._failed_turns = 0
            return None
        self._failed_turns += 1
        message = exchange.error_message or "The turn failed."
        if exchange.error_code in _LASTING:
            self._emit(Failed(VoicelabError(message, code=exchange.error_code)))
            return "failed"
        if self._failed_turns < self._timeouts.retry.failed_turns:
            return None
        turns = "The turn" if self._failed_turns == 1 else f"{self._failed_turns} turns in a row"
        told = f"{turns} failed, so the conversation ends. The last time: {message}"
        self._emit(Failed(VoicelabError(told, code="too-many-failures")))
        return "failed"
