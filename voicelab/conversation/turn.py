"""One turn: the stages overlapped, the only place where they meet.

Tokens go to synthesis as the model writes them, and its sound goes to the sink as it is made.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from voicelab.audio.sinks import is_cut_off_of
from voicelab.completion.messages import (
    CompletionNotice,
    Delta,
    EndOfTurnMark,
    Finish,
    ReplyItem,
    Retraction,
)
from voicelab.conversation.filler import Fillers
from voicelab.conversation.resumable_player import ResumablePlayer, cancelled_by_sink
from voicelab.errors import CompletionError, VoicelabError, unexpected
from voicelab.event_loop import to_the_end
from voicelab.events import Notice, ReplyDelta, ReplyResumed, WordsSpoken
from voicelab.replayable_stream import ReplayableStream
from voicelab.synthesis.voice_selection import VoiceSelector
from voicelab.text.markdown_filter import speakable

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_record import TurnRecord
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.fields import Word
    from voicelab.synthesis.synthesizer import Speech

__all__ = ["Turn"]

_THOUGHT_RETRACTED = (
    "The model began with a thought that only its end showed to be one: it is no part of the reply. "
    "From the next turn on it is held back."
)


class Turn:
    """A turn while it runs.

    Parameters
    ----------
    record
        The turn's input and settings; what comes of it is written there.
    reply
        What the model writes; not begun yet.
    sink
        Where the reply sounds.
    """

    def __init__(
        self,
        record: TurnRecord,
        reply: AsyncGenerator[ReplyItem, None],
        voice_selector: VoiceSelector,
        sink: Sink,
        context: SessionContext,
        fillers: Fillers,
    ) -> None:
        self.record = record
        self._reply = reply
        self._voice_selector = voice_selector
        self.sink = sink
        self._player = ResumablePlayer(sink, record.pcm, self._note_sound)
        self._context = context
        self._fillers = fillers
        self.began_at = time.monotonic()
        """When it began to run, by that clock, in seconds."""
        self.end_of_turn: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        """Whether the user's turn is over, as the model says ahead of its reply; `None` where it does not."""
        self._released = asyncio.Event()
        self._notices: list[Notice] = []
        self._words_emitted = 0
        self._is_retracted = False
        self._completion_error: CompletionError | None = None
        self._pipeline: asyncio.Task[None] | None = None
        self._interruption: asyncio.Task[None] | None = None
        self._resumption: asyncio.Task[None] | None = None

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
        self._pipeline.add_done_callback(lambda _: self._set_end_of_turn(None))

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
        # Whoever interrupts once more, or is cancelled meanwhile, must not cut the stages' clean-up.
        await asyncio.shield(self._interruption)
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
            self._context.emit(notice)
        if record.reply:
            self._context.emit(ReplyDelta(record.number, record.reply))

    def _notify(self, notice: Notice) -> None:
        if self._released.is_set():
            self._context.emit(notice)
        else:
            self._notices.append(notice)

    def exchange(self) -> Exchange:
        """Return what came of the turn so far."""
        return self.record.exchange(self._player).with_error(self._error())

    def _error(self) -> VoicelabError | None:
        pipeline = self._pipeline
        if self._completion_error is not None or pipeline is None or not pipeline.done():
            return self._completion_error
        if pipeline.cancelled():
            return None if self.record.interrupted else cancelled_by_sink()
        failure = pipeline.exception()
        return unexpected(failure) if failure is not None else None

    async def _reply_aloud(self) -> None:
        async with contextlib.aclosing(self._reply):
            await self._speak()
            while self._is_retracted:
                await self._player.flush()
                self._context.playback.end()
                self.record.retract()
                self._words_emitted, self._is_retracted = 0, False
                await self._speak()
        if not self._player.is_begun:
            return  # held back, and without a sound
        await self._player.drain()
        if is_cut_off_of(self.sink):
            self.record.interrupted = self.record.cut_off = True

    async def _speak(self) -> None:
        """Speak the reply as the model writes it, to its end or until it is retracted."""
        # Ahead of the streams: they ask the model as soon as they are made.
        await self._voice_selector.check(self.record.settings)
        async with (
            contextlib.aclosing(self._tokens()) as tokens,
            contextlib.aclosing(speakable(tokens)) as spoken,
            ReplayableStream(spoken) as text,
        ):
            record = self.record
            record.selection = await self._voice_selector.choose(
                text, record.settings, record.turn_input.detected_language
            )
            if record.selection.notice is not None:
                self._notify(record.selection.notice)
            record.speech = record.selection.synthesizer.speak(text)
            async with contextlib.aclosing(record.speech) as speech:
                await self._play(speech)

    async def _play(self, speech: Speech) -> None:
        record = self.record
        is_begun = False
        if self._released.is_set():
            await self._player.begin(record.settings.sample_rate_hz)
            is_begun = True
        async for pcm in speech:
            if self._is_retracted:
                return
            if record.first_sample_at is None:
                record.first_sample_at = time.monotonic()
            if not is_begun:
                await self._released.wait()
                await self._player.begin(record.settings.sample_rate_hz)
                is_begun = True
            record.pcm += pcm
            if record.first_audio_at is None and not self._player.is_held_back:
                self._note_sound(0.0)
            self._emit_words(speech.words)
            if not record.interrupted:
                await self._player.write()
        if is_begun:
            self._emit_words(speech.words)

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

    def _emit_words(self, words: list[Word]) -> None:
        if len(words) > self._words_emitted:
            self._context.emit(WordsSpoken(self.record.number, tuple(words[self._words_emitted :])))
            self._words_emitted = len(words)

    async def _tokens(self) -> AsyncGenerator[str, None]:
        """Yield the reply's text; a model that fails ends it, which counts after what came was spoken."""
        record = self.record
        record.requested_at = time.monotonic()
        try:
            async for item in self._reply:
                if isinstance(item, Delta):
                    if record.first_token_at is None:
                        record.first_token_at = time.monotonic()
                    record.reply += item.text
                    record.tokens += 1
                    self._set_end_of_turn(None)
                    if self._released.is_set():
                        self._context.emit(ReplyDelta(record.number, item.text))
                    yield item.text
                elif isinstance(item, EndOfTurnMark):
                    record.tokens += 1
                    self._set_end_of_turn(item.is_over)
                elif isinstance(item, CompletionNotice):
                    record.retries += item.code == "completion-retry"
                    self._notify(Notice(item.code, item.message))
                elif isinstance(item, Finish):
                    record.finish = item
                elif isinstance(item, Retraction):
                    self._is_retracted = True
                    self._notify(Notice("thought-retracted", _THOUGHT_RETRACTED))
                    return
        except CompletionError as error:
            self._completion_error = error.with_traceback(None)  # whose frames hold this turn
        record.completed_at = time.monotonic()

    def _set_end_of_turn(self, is_over: bool | None) -> None:
        if not self.end_of_turn.done():
            self.end_of_turn.set_result(is_over)
