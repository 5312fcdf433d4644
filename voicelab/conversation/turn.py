"""One turn while it runs: begun, held back, heard, paused, interrupted, and the exchange that it makes."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.audio.sinks import is_cut_off_of
from voicelab.conversation.resumable_player import ResumablePlayer, cancelled_by_sink
from voicelab.conversation.tool_runner import ToolRunner
from voicelab.errors import CompletionError, VoicelabError, unexpected
from voicelab.event_loop import to_the_end
from voicelab.events import Notice, ReplyDelta, ReplyResumed, ReplyRetracted, WordsSpoken

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.completion.messages import ToolRequest
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.filler import Fillers
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.exchange.exchange import Exchange

__all__ = ["Turn"]


class Turn(ABC):
    """A turn while it runs, whatever makes its reply.

    Parameters
    ----------
    record
        The turn's input and settings; what comes of it is written there.
    sink
        Where the reply sounds.
    """

    def __init__(self, record: TurnRecord, sink: Sink, context: SessionContext, fillers: Fillers) -> None:
        self.record = record
        self.sink = sink
        self.began_at = time.monotonic()
        """When it began to run, by that clock, in seconds."""
        self.end_of_turn: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        """Whether the user's turn is over, as the model says ahead of its reply; `None` where it does not."""
        self._context = context
        self._fillers = fillers
        self._tools = ToolRunner(record, context)
        self._player = ResumablePlayer(sink, record.pcm, self._note_sound)
        self._is_player_begun = False
        self._released = asyncio.Event()
        self._notices: list[Notice] = []
        self._words_emitted = 0
        self._completion_error: CompletionError | None = None
        self._pipeline: asyncio.Task[None] | None = None
        self._interruption: asyncio.Task[None] | None = None
        self._resumption: asyncio.Task[None] | None = None

    @abstractmethod
    async def _make_reply(self) -> None:
        """Make the reply to its end, and give its text, words and sound as they come."""

    @abstractmethod
    async def transcribed(self) -> None:
        """Return once it is known what the user said, as far as that is up to what makes the reply."""

    @property
    def may_succeed_anew(self) -> bool:
        """Whether it came to nothing, and the same once more may not."""
        if (error := self._error()) is not None:
            return error.is_transient
        is_over = self._pipeline is not None and self._pipeline.done()
        return self.record.interrupted or (is_over and not self.record.pcm)

    def begin(self) -> None:
        """Begin to make the reply, and hold it back until `run`."""
        self._pipeline = asyncio.ensure_future(self._reply_aloud())
        self._pipeline.add_done_callback(self._on_made)

    async def run(self) -> Exchange:
        """Reply, and return the exchange however it went; only cancellation is raised."""
        if self._pipeline is None:
            self.begin()
        assert self._pipeline is not None
        self._release()
        filling = asyncio.ensure_future(self._fillers.fill(self._player, self.record))
        try:
            await asyncio.wait({self._pipeline})
        except asyncio.CancelledError:
            await to_the_end(self.interrupt())
            raise
        else:
            if self._interruption is not None:
                await asyncio.shield(self._interruption)
            elif self._pipeline.cancelled() or self._pipeline.exception() is not None:
                await self._player.stop()
        finally:
            filling.cancel()
            self._context.playback.end()
            self.record.done_at = time.monotonic()
        return self.exchange()

    async def interrupt(self) -> bool:
        """Fall silent at once, then let go of the stages; `run` returns what had come.

        Returns
        -------
        bool
            Whether there was anything to interrupt.
        """
        if self._pipeline is None or self._pipeline.done():
            return False
        if self._interruption is None:
            self._interruption = asyncio.ensure_future(self._cut(self._pipeline))
        await self._until_cut(self._interruption)
        return True

    async def pause(self) -> bool:
        """Fall silent at once, and go on making the reply; returns whether there was anything to silence."""
        if self._pipeline is None or self._pipeline.done() or self._interruption is not None:
            return False
        self._context.playback.end()
        await self._player.pause()
        return True

    def resume(self) -> None:
        """Let the reply sound on from where it was heard."""
        if self._interruption is None:
            self._resumption = asyncio.ensure_future(self._player.resume(self.record.spoken_words))

    def exchange(self) -> Exchange:
        """Return what came of the turn so far."""
        return self.record.exchange(self._player).with_error(self._error())

    async def _until_cut(self, interruption: asyncio.Task[None]) -> None:
        """Return when whoever interrupts it may go on."""
        # Whoever interrupts once more, or is cancelled meanwhile, must not cut the stages' clean-up.
        await asyncio.shield(interruption)

    async def _cut(self, pipeline: asyncio.Task[None]) -> None:
        self.record.interrupted = True
        await self._player.stop()
        pipeline.cancel()
        await asyncio.wait({pipeline})

    def _release(self) -> None:
        """Show what was held back; its sound follows."""
        record = self.record
        self.began_at = time.monotonic()
        self._released.set()
        for notice in self._notices:
            self._context.notify(notice)
        if record.reply:
            self._context.emit(ReplyDelta(record.number, record.reply))

    def _notify(self, notice: Notice) -> None:
        if self._released.is_set():
            self._context.notify(notice)
        else:
            self._notices.append(notice)

    async def _run_tools(self, requests: Sequence[ToolRequest]) -> list[str]:
        """Run what the model calls, once it is sure that the turn is one; a long wait is filled."""
        self._set_end_of_turn(None)
        await self._released.wait()
        filling = asyncio.ensure_future(self._fillers.fill_gap(self._player, self.record))
        try:
            return await self._tools.run(requests)
        finally:
            filling.cancel()

    def _error(self) -> VoicelabError | None:
        pipeline = self._pipeline
        if self._completion_error is not None or pipeline is None or not pipeline.done():
            return self._completion_error
        if pipeline.cancelled():
            return None if self.record.interrupted else cancelled_by_sink()
        failure = pipeline.exception()
        return unexpected(failure) if failure is not None else None

    def _on_made(self, pipeline: asyncio.Task[None]) -> None:
        if not pipeline.cancelled():
            pipeline.exception()  # told by `exchange`, if anybody runs it: else asyncio would complain
        self._set_end_of_turn(None)

    async def _reply_aloud(self) -> None:
        await self._make_reply()
        if not self._is_player_begun:
            return  # held back, and without a sound
        await self._player.drain()
        if is_cut_off_of(self.sink):
            self.record.interrupted = self.record.cut_off = True

    def _add_text(self, text: str) -> None:
        """Add the next piece of the reply's text."""
        record = self.record
        if record.first_token_at is None:
            record.first_token_at = time.monotonic()
        record.reply += text
        record.tokens += 1
        self._set_end_of_turn(None)
        if self._released.is_set():
            self._context.emit(ReplyDelta(record.number, text))

    def _retract(self) -> None:
        """Begin the reply anew: what came of it so far is no part of it."""
        self.record.retract()
        self._words_emitted = 0
        if self._released.is_set():
            self._context.emit(ReplyRetracted(self.record.number))

    async def _begin_player(self) -> None:
        """Have the sink get ready, as soon as the reply may sound."""
        if not self._is_player_begun:
            await self._released.wait()
            await self._player.begin(self.record.sample_rate_hz)
            self._is_player_begun = True

    async def _write_sound(self) -> None:
        """Have sound what has come of the reply."""
        record = self.record
        if record.first_audio_at is None and not self._player.is_held_back:
            self._note_sound(0.0)
        self._emit_words()
        if not record.interrupted:
            await self._player.write()

    def _note_sound(self, from_seconds: float) -> None:
        """Note that the reply begins to sound, or sounds on from so many seconds of it."""
        record = self.record
        if self._context.playback.is_sounding:
            return
        self._context.activity.speaking()
        self._context.playback.begin(
            lambda: record.spoken_text, lambda: record.spoken_words, lambda: self._player.heard_seconds
        )
        if record.first_audio_at is None:
            record.first_audio_at = time.monotonic()
        else:
            self._context.emit(ReplyResumed(record.number, from_seconds))

    def _emit_words(self) -> None:
        """Tell the words whose times have come since the last time."""
        words = self.record.spoken_words
        if len(words) > self._words_emitted:
            self._context.emit(WordsSpoken(self.record.number, tuple(words[self._words_emitted :])))
            self._words_emitted = len(words)

    def _set_end_of_turn(self, is_over: bool | None) -> None:
        if not self.end_of_turn.done():
            self.end_of_turn.set_result(is_over)
