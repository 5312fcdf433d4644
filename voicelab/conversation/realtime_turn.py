"""The turn of a speech-to-speech model: its text, words and sound come in one stream."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from voicelab.completion.messages import CompletionNotice, Retraction
from voicelab.conversation.missing_transcript import missing_transcript
from voicelab.conversation.turn import Turn
from voicelab.errors import CompletionError
from voicelab.event_loop import task_group, to_the_end, within
from voicelab.events import Notice
from voicelab.exchange.exchange import utc_at
from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    ReplySound,
    ReplyText,
    ReplyWords,
    ResponseCreated,
)
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.filler import Fillers
    from voicelab.conversation.turn_input import TurnInput
    from voicelab.conversation.turn_queue import QueuedTurn
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.exchange.exchange import Exchange
    from voicelab.realtime.client import RealtimeClient
    from voicelab.realtime.reply import RealtimeReplyItem
    from voicelab.realtime.reply_request import ReplyRequest
    from voicelab.realtime.transcripts import Transcription

__all__ = ["RealtimeTurn", "Settle"]

Settle: TypeAlias = "Callable[[QueuedTurn, TurnInput], None]"
"""Gives a queued turn the transcript of what it answers."""


class RealtimeTurn(Turn):
    """A turn whose reply a speech-to-speech model speaks.

    Parameters
    ----------
    queued
        Its place among the turns, with its input.
    record, context, fillers
        As for any `Turn`.
    request
        What the model is asked for.
    settle
        Called with the transcript of a recording, which comes while the model replies, or later.
    """

    def __init__(
        self,
        queued: QueuedTurn,
        record: TurnRecord,
        client: RealtimeClient,
        request: ReplyRequest,
        context: SessionContext,
        fillers: Fillers,
        settle: Settle,
    ) -> None:
        super().__init__(record, queued.sink, context, fillers)
        self._queued = queued
        self._reply = client.reply(
            dataclasses.replace(request, run_tools=self._run_tools, on_sent=self._note_sent)
        )
        self._settle = settle
        self._transcribing: asyncio.Task[None] | None = None
        self._has_more = asyncio.Event()
        self._is_whole = False
        self._is_silent = asyncio.Event()

    async def run(self) -> Exchange:
        """Reply, and return the exchange however it went; only cancellation is raised."""
        try:
            return await super().run()
        except asyncio.CancelledError:
            self._forget_transcript()
            if self._interruption is not None:
                await to_the_end(asyncio.shield(self._interruption))
            raise

    async def transcribed(self) -> None:
        """Return once a recording has its transcript, or none is to come any more."""
        if self._transcribing is not None:
            try:
                await asyncio.wait({self._transcribing})
            except asyncio.CancelledError:
                self._forget_transcript()
                raise
        elif self._is_recording:
            self._settle(self._queued, self.record.turn_input)

    @property
    def _is_recording(self) -> bool:
        """Whether the model alone hears what was said: no microphone's listener waits for its transcript."""
        turn_input = self.record.turn_input
        return turn_input.audio is not None and turn_input.item is None and not self._queued.is_settled

    async def _until_cut(self, interruption: asyncio.Task[None]) -> None:
        """Return when it is silent: `run` waits until the service knows, too, which is far away."""
        await self._is_silent.wait()

    async def _cut(self, pipeline: asyncio.Task[None]) -> None:
        self.record.interrupted = True
        try:
            await self._player.stop()
        finally:
            self._is_silent.set()
        pipeline.cancel()
        await asyncio.wait({pipeline})
        await self._cut_reply()

    async def _cut_reply(self) -> None:
        """Have the model know no more of its reply than was heard."""
        heard_seconds = self._player.heard_seconds
        if heard_seconds is not None:
            await self._reply.cut(heard_seconds)

    async def _reply_aloud(self) -> None:
        await super()._reply_aloud()
        if self.record.cut_off:
            await self._cut_reply()

    async def _make_reply(self) -> None:
        self.record.speech = self._reply
        async with task_group() as group:
            group.create_task(self._play())
            await self._read()
            self._is_whole = True
            self._has_more.set()

    async def _read(self) -> None:
        """Note what comes of the reply, however slowly it sounds."""
        record = self.record
        try:
            async with contextlib.aclosing(self._reply):
                async for item in self._reply:
                    self._handle(item)
        except CompletionError as error:
            self._completion_error = error.with_traceback(None)  # whose frames hold this turn
        else:
            record.completed_at = time.monotonic()
        finally:
            record.finish = self._reply.finish

    async def _play(self) -> None:
        """Have the reply sound as it comes."""
        is_whole = False
        while not is_whole:
            await self._has_more.wait()
            self._has_more.clear()
            is_whole = self._is_whole  # perhaps at once: a reply that has come already suspends nowhere
            if self._reply.sample_rate_hz is not None:
                self.record.sample_rate_hz = self._reply.sample_rate_hz
                await self._begin_player()  # while the model thinks
            if self.record.pcm:
                await self._write_sound()

    def _handle(self, item: RealtimeReplyItem) -> None:
        record = self.record
        if isinstance(item, ReplyText):
            self._add_text(item.delta)
        elif isinstance(item, ReplySound):
            if record.first_sample_at is None:
                record.first_sample_at = time.monotonic()
            record.pcm += item.pcm
            self._has_more.set()
        elif isinstance(item, ReplyWords):
            self._emit_words()
        elif isinstance(item, ResponseCreated):
            self._has_more.set()
        elif isinstance(item, InputCommitted):
            was_live = record.turn_input.item is not None  # and given again
            if not (was_live and self._queued.is_settled):
                self._follow_transcript()
        elif isinstance(item, Retraction):
            self._retract()
            record.speech = self._reply
        elif isinstance(item, CompletionNotice):
            record.retries += item.code == "completion-retry"
            self._notify(Notice(item.code, item.message))

    def _note_sent(self) -> None:
        record, now = self.record, time.monotonic()
        record.note_sent()
        if record.requested_at is not None:
            return
        record.requested_at = now
        if self._is_recording:  # whose last sample has just been given
            self._note_input(
                dataclasses.replace(
                    record.turn_input, started_utc=utc_at(now), ended_at=now, ended_turn_at=now
                )
            )

    def _note_input(self, turn_input: TurnInput) -> None:
        self.record.turn_input = self._queued.turn_input = turn_input

    def _forget_transcript(self) -> None:
        if self._transcribing is not None:
            self._transcribing.cancel()

    def _follow_transcript(self) -> None:
        self._forget_transcript()  # of a connection that was lost
        self._transcribing = asyncio.ensure_future(self._transcribe())

    async def _transcribe(self) -> None:
        """Give the turn its transcript when it comes."""
        heard: Transcription | None = None
        seconds = self._context.timeouts.recognition_seconds
        with contextlib.suppress(asyncio.TimeoutError):
            heard = await within(seconds, self._reply.transcript())
        turn_input = self.record.turn_input
        if not isinstance(heard, InputTranscribed) and (pieces := self._reply.transcript_so_far.strip()):
            heard = InputTranscribed("", pieces)
        if isinstance(heard, InputTranscribed):
            turn_input = dataclasses.replace(
                turn_input,
                text=well_formed(heard.text.strip()),
                detected_language=heard.language,
                transcribed_at=time.monotonic(),
            )
            self._note_input(turn_input)
        else:
            why = heard.message if isinstance(heard, InputNotTranscribed) else ""
            self._notify(missing_transcript(why))
        self._settle(self._queued, turn_input)
